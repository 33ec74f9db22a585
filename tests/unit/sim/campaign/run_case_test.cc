#include "sim/campaign/run_case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/scenario_reader.h"

namespace sw::sim {
namespace {

Scenario short_stream() {
  Scenario scenario = default_scenario();
  scenario.name = "a";
  scenario.seed = 42;
  scenario.source.length = TimeDelta::Seconds(13);
  return scenario;
}

TEST(RunCase, HoldsAPlainStream) {
  const CaseResult result = run_case(7, short_stream(), true);
  EXPECT_FALSE(result.failure) << result.failure->text;
  EXPECT_EQ(result.index, 7u);
  EXPECT_EQ(result.seed, 42u);
  EXPECT_THAT(result.probes, testing::Contains("exit.0"));
}

TEST(RunCase, CountsBothRunsAsSimulated) {
  const CaseResult once = run_case(0, short_stream(), false);
  const CaseResult twice = run_case(0, short_stream(), true);
  EXPECT_EQ(twice.simulated, once.simulated * 2);
  EXPECT_EQ(twice.hash, once.hash);
  EXPECT_TRUE(twice.repeated);
}

TEST(RunCase, GivesAnotherHashForAnotherSeed) {
  Scenario other = short_stream();
  other.seed = 43;
  EXPECT_NE(run_case(0, other, false).hash, run_case(0, short_stream(), false).hash);
}

TEST(RunCase, SaysWhereTwoRunsWouldPart) {
  const CaseFailure same = explain_mismatch(short_stream());
  EXPECT_EQ(same.oracle, "determinism");
  EXPECT_THAT(same.text, testing::HasSubstr("one run is longer"));  // they do not
}

}  // namespace
}  // namespace sw::sim
