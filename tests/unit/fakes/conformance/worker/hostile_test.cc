// Workers that say what no worker says, to whoever looks on: the judge outlives it and says what was wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/unit/fakes/conformance/worker/judged_run.h"

namespace sw::fakes::conformance::worker::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

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

std::string detail_of(JudgedRun& run, std::string_view rule) {
  for (const Finding& finding : run.report().findings) {
    if (finding.rule == rule) return finding.detail;
  }
  return "no such rule";
}

TEST(HostileWorker, OfTheLargestNumberHasNoNext) {
  JudgedRun run;
  run.session(1).sends(0, std::numeric_limits<int64_t>::max()).at(s(1)).sends(1, std::numeric_limits<int64_t>::min());
  EXPECT_THAT(detail_of(run, "fragment/sequence-contiguous"),
              testing::AllOf(HasSubstr("number 9223372036854775807 instead of 0"), HasSubstr("(and 1 times more)")));
}

}  // namespace
}  // namespace sw::fakes::conformance::worker::test
