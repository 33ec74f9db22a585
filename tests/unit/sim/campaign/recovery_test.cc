#include "sim/campaign/recovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/kernel/scheduler.h"
#include "sim/scenario/scenario_reader.h"

namespace sw::sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

Timestamp at(int64_t seconds) { return kSimulationStart + TimeDelta::Seconds(seconds); }

WorldFault fault(const char* id, int64_t from, std::optional<int64_t> lasting, FaultAction action) {
  WorldFault result{.id = id, .at = TimeDelta::Seconds(from), .action = std::move(action)};
  if (lasting) result.lasting = TimeDelta::Seconds(*lasting);
  return result;
}

// What is found when a segment is applied at these seconds.
std::map<std::string, TimeDelta> found(const Scenario& scenario, std::initializer_list<int64_t> applied) {
  RecoveryWatch watch(scenario);
  for (const int64_t second : applied) {
    watch.on(at(second), Counted{ports::Counter::kFallbacks, {}, 1});
    watch.on(at(second), Counted{ports::Counter::kFragmentsApplied, {}, 1});
  }
  return watch.worst();
}

TEST(Recovery, CountsFromTheEndOfAFaultToTheNextDubbedSegment) {
  Scenario scenario = default_scenario();
  scenario.faults.push_back(fault("a", 10, 5, PartitionNetwork{}));
  EXPECT_THAT(found(scenario, {4, 12, 22, 28}), ElementsAre(Pair("partition", TimeDelta::Seconds(7))));
}

TEST(Recovery, CountsAMomentFromItself) {
  Scenario scenario = default_scenario();
  scenario.faults.push_back(fault("a", 10, std::nullopt, ResetConnections{}));
  EXPECT_THAT(found(scenario, {4, 22}), ElementsAre(Pair("reset_connections", TimeDelta::Seconds(12))));
}

TEST(Recovery, LeavesOutAFaultThatAnotherDisturbs) {
  Scenario scenario = default_scenario();
  scenario.faults.push_back(fault("a", 10, 5, PartitionNetwork{}));
  scenario.faults.push_back(fault("b", 12, 8, FillDisk{}));
  scenario.faults.push_back(fault("c", 30, 5, HangServer{}));
  scenario.faults.push_back(fault("d", 37, std::nullopt, KickReader{}));
  EXPECT_THAT(found(scenario, {22, 40}),
              ElementsAre(Pair("fill_disk", TimeDelta::Seconds(2)), Pair("kick_reader", TimeDelta::Seconds(3))));
}

TEST(Recovery, KnowsTheFaultsOfTheService) {
  Scenario scenario = default_scenario();
  scenario.sts.script.faults.push_back(
      {.id = "a", .begin = TimeDelta::Seconds(10), .lasting = TimeDelta::Seconds(4), .action = fakes::sts::Freeze{}});
  EXPECT_THAT(found(scenario, {20}), ElementsAre(Pair("sts.freeze", TimeDelta::Seconds(6))));
}

TEST(Recovery, SaysNothingOfWhatNeverRecovers) {
  Scenario scenario = default_scenario();
  scenario.faults.push_back(fault("a", 10, std::nullopt, PartitionNetwork{}));
  EXPECT_THAT(found(scenario, {4, 22}), IsEmpty());
}

}  // namespace
}  // namespace sw::sim
