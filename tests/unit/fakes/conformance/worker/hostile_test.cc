// Workers that say what no worker says, to whoever looks on: the judge outlives it and says what was wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/fakes/conformance/worker/judged_run.h"

namespace sw::fakes::conformance::worker::test {
namespace {

using testing::ElementsAre;

constexpr std::size_t kLargePayload = 16 * 1024 * 1024;

TEST(HostileWorker, OfAMillionLevelsIsOutlived) {
  constexpr std::size_t kLevels = 1'000'000;
  JudgedRun run(kLargePayload);
  run.connected(1).worker("stream:init", std::string(kLevels, '[') + std::string(kLevels, ']'));
  EXPECT_THAT(run.failed(), ElementsAre("packet/valid"));
}

TEST(HostileWorker, OfMillionsOfValuesIsOutlived) {
  std::string values = "[1";
  while (values.size() < kLargePayload - 100) values += ",1";
  JudgedRun run(kLargePayload);
  run.connected(1).worker("stream:init", values + "]");
  EXPECT_THAT(run.failed(), ElementsAre("packet/valid"));
}

}  // namespace
}  // namespace sw::fakes::conformance::worker::test
