// The seeded random source.
#include "sim/kernel/seeded_random.h"
#include "tests/conformance/ports/random_suite.h"

namespace sw::conformance {
namespace {

class SimRandom {
 public:
  ports::Random& random() { return random_; }

 private:
  sim::SeededRandom random_{42};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sim, RandomSuite, SimRandom);

TEST(SeededRandom, SeedsDrawDifferentlyAndRepeatThemselves) {
  sim::SeededRandom one(1);
  sim::SeededRandom again(1);
  sim::SeededRandom other(2);
  EXPECT_EQ(one.draw("mask", 3, 4), again.draw("mask", 3, 4));
  EXPECT_NE(one.draw("mask", 3, 4), other.draw("mask", 3, 4));
}

}  // namespace
}  // namespace sw::conformance
