// The same scenario gives the same run.
#include <gtest/gtest.h>

#include "sim/oracle/judge.h"
#include "sim/scenario/scenario_reader.h"
#include "sim/trace/run_hash.h"
#include "sim/trace/trace_line.h"
#include "sim/world/run.h"

namespace sw::sim {
namespace {

class Trace final : public Observer {
 public:
  void on(Timestamp now, const Observation& observation) override {
    hash.on(now, observation);
    text += trace_line(now, observation) + "\n";
  }
  RunHash hash{true};
  std::string text;
};

// As much as possible is drawn in it.
Scenario drawn(uint64_t seed) {
  Scenario scenario = default_scenario();
  scenario.seed = seed;
  scenario.limit = TimeDelta::Seconds(45);
  scenario.source.video.jitter_percent = 20;
  scenario.source.video.b_frames = 2;
  scenario.media.input_jitter = TimeDelta::Millis(30);
  scenario.sts_link.jitter = TimeDelta::Millis(20);
  scenario.sts_link.pieces = Pieces::kDrawn;
  scenario.sts.processing_jitter = TimeDelta::Millis(900);
  scenario.timing = {true, TimeDelta::Millis(5), TimeDelta::Millis(1)};
  scenario.faults.push_back({.id = "reset", .at = TimeDelta::Seconds(20), .action = ResetConnections{}});
  return scenario;
}

Trace traced(const Scenario& scenario) {
  Trace trace;
  Judge judge(scenario, &trace);
  run_scenario(scenario, &judge);
  return trace;
}

TEST(Determinism, TheSameScenarioGivesTheSameTraceToTheByte) {
  const Trace one = traced(drawn(5)), other = traced(drawn(5));
  EXPECT_GT(one.hash.observations(), 1'000U);
  EXPECT_EQ(first_difference(one.hash.steps(), other.hash.steps()), std::nullopt);
  EXPECT_TRUE(one.text == other.text);
}

TEST(Determinism, AnotherRunInBetweenChangesNothing) {
  const Trace one = traced(drawn(5));
  traced(drawn(6));
  EXPECT_EQ(traced(drawn(5)).hash.value(), one.hash.value());
}

TEST(Determinism, AnotherSeedGivesAnotherRun) {
  EXPECT_NE(traced(drawn(5)).hash.value(), traced(drawn(6)).hash.value());
}

}  // namespace
}  // namespace sw::sim
