#include "sim/campaign/last_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "sim/kernel/scheduler.h"
#include "sim/scenario/scenario_reader.h"

namespace sw::sim {
namespace {

Scenario short_stream() {
  Scenario scenario = default_scenario();
  scenario.source.length = TimeDelta::Seconds(13);
  return scenario;
}

// "     5.000000000  …" to seconds.
double time_of(const std::string& line) { return std::stod(line); }

// What a failure reports beside its violation.
TEST(LastLines, TellWhatHappenedUpToAnInstant) {
  const auto lines = last_lines(short_stream(), kSimulationStart + TimeDelta::Seconds(5));
  ASSERT_FALSE(lines.empty());
  EXPECT_LE(lines.size(), kLastLines);
  EXPECT_TRUE(std::ranges::is_sorted(lines, {}, time_of));
  EXPECT_LE(time_of(lines.back()), 5.0);
}

TEST(LastLines, KeepTheLastOfMany) {
  const auto lines = last_lines(short_stream(), kSimulationStart + TimeDelta::Minutes(10));
  EXPECT_EQ(lines.size(), kLastLines);
  EXPECT_GT(time_of(lines.front()), 5.0);
  EXPECT_THAT(lines.back(), testing::EndsWith(R"("on":"exit","code":0)"));
}

}  // namespace
}  // namespace sw::sim
