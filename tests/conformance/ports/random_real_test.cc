// The random source of production.
#include "tests/conformance/ports/random_suite.h"
#include "worker/adapters/asio/system_random.h"

namespace sw::conformance {
namespace {

class RealRandom {
 public:
  ports::Random& random() { return random_; }

 private:
  adapters::SystemRandom random_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Real, RandomSuite, RealRandom);

TEST(SystemRandom, TwoProcessesWouldDrawDifferently) {
  adapters::SystemRandom one;
  adapters::SystemRandom other;
  EXPECT_NE(one.draw("mask", 0, 0), other.draw("mask", 0, 0));
}

}  // namespace
}  // namespace sw::conformance
