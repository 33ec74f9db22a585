#include "worker/app/generated_id.h"

#include <gmock/gmock.h>

#include "worker/base/ids.h"
#include "worker/base/random.h"

namespace sw::app {
namespace {

class SeededRandom final : public ports::Random {
 public:
  uint64_t draw(std::string_view name, uint64_t entity, uint64_t n) override { return keyed_draw(7, name, entity, n); }
};

TEST(GeneratedId, RunIdIsSixteenHexadecimalDigits) {
  SeededRandom random;
  EXPECT_THAT(generate_id("run-id", "host", random), testing::MatchesRegex("[0-9a-f]{16}"));
}

TEST(GeneratedId, InstanceIdIsTheHostAndEightDigits) {
  SeededRandom random;
  EXPECT_THAT(generate_id("instance-id", "node7", random), testing::MatchesRegex("node7-[0-9a-f]{8}"));
}

TEST(GeneratedId, InstanceIdIsAValidIdWhateverTheHostIsCalled) {
  SeededRandom random;
  for (const std::string& host :
       {std::string("pod.cluster.local"), std::string("h\xC3\xB6st"), std::string(300, 'h')}) {
    EXPECT_TRUE(WorkerId::parse(generate_id("instance-id", host, random))) << host;
  }
}

TEST(GeneratedId, AHostWithoutANameIsCalledWorker) {
  SeededRandom random;
  EXPECT_THAT(generate_id("instance-id", "", random), testing::StartsWith("worker-"));
}

}  // namespace
}  // namespace sw::app
