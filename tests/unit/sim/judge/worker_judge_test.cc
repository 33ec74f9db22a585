// The production worker in virtual time before the judge of workers, which sees the same wire from the worker's end.
#include <gtest/gtest.h>

#include <stdexcept>
#include <utility>

#include "fakes/conformance/worker/default_script.h"
#include "fakes/conformance/worker/worker_judge.h"
#include "sim/explore/swarm.h"
#include "sim/kernel/scheduler.h"
#include "sim/scenario/scenario_reader.h"
#include "sim/world/run.h"

namespace sw::sim::test {
namespace {

using fakes::conformance::Finding;
using fakes::conformance::Report;
using fakes::conformance::Verdict;
using fakes::conformance::worker::WorkerJudge;
using fakes::sts::ClosedBy;

// Tells the judge what passes the worker's port of the network. An attempt that the worker gives up before it could say
// anything counts as turned away, which a service would not have seen at all.
class Bench final : public Observer {
 public:
  Bench(const StsPlan& sts, TimeDelta tolerance)
      : judge_(kSimulationStart, {sts.ping_timeout, sts.max_payload, tolerance}) {}
  void on(Timestamp now, const Observation& observation) override {
    if (const auto* connecting = std::get_if<Connecting>(&observation)) {
      begin(now, connecting->connection);
    } else if (const auto* sent = std::get_if<BytesSent>(&observation)) {
      silent_ = false;
      judge_.on_received(now, sent->connection, sent->bytes);
    } else if (const auto* closed = std::get_if<ConnectionClosed>(&observation)) {
      end(now, closed->connection, silent_ ? ClosedBy::kService : ClosedBy::kPeer);
    } else if (const auto* handed = std::get_if<EventHanded>(&observation)) {
      on_event(now, handed->event);
    }
  }
  // As of the last end of a connection: whether the worker was to come back after it is not known here.
  Report report() { return judge_.report(last_end_); }

 private:
  void begin(Timestamp now, ports::ConnectionId connection) {
    silent_ = true;
    judge_.on_connected(now, connection);
  }
  void end(Timestamp now, ports::ConnectionId connection, ClosedBy who) {
    last_end_ = now;
    judge_.on_closed(now, connection, who);
  }
  void on_event(Timestamp now, const ports::Event& event) {
    if (const auto* received = std::get_if<ports::Received>(&event)) {
      judge_.on_sent(now, received->connection, received->bytes);
    } else if (const auto* closed = std::get_if<ports::Closed>(&event)) {
      end(now, closed->connection, ClosedBy::kService);
    }
  }

  WorkerJudge judge_;
  bool silent_ = true;
  Timestamp last_end_ = kSimulationStart;
};

Report judged(const Scenario& scenario, TimeDelta tolerance) {
  Bench bench(scenario.sts, tolerance);
  run_scenario(scenario, &bench);
  return bench.report();
}

// The script, on a stream that goes away and comes back once it is through.
Scenario provoked() {
  auto scenario = read_scenario_text(R"({
    "name": "provoked",
    "source": {"length": "150s"},
    "faults": [{"id": "away", "at": "100s", "for": "5s", "do": "source_leaves"}]
  })");
  if (!scenario) throw std::runtime_error(scenario.error());
  scenario->sts.script = fakes::conformance::worker::default_script();
  return *scenario;
}

TEST(JudgedInVirtualTime, TheWorkerKeepsEveryRuleAndTheScriptTriesThemAll) {
  const Report report = judged(provoked(), TimeDelta::Millis(50));
  EXPECT_EQ(report.count(Verdict::kPassed), report.findings.size()) << to_table(report);
}

TEST(JudgedInVirtualTime, AWorkerOfShorterSegmentsDoesToo) {
  Scenario scenario = provoked();
  scenario.worker.segment_duration = TimeDelta::Seconds(2);
  const Report report = judged(scenario, TimeDelta::Millis(50));
  EXPECT_EQ(report.count(Verdict::kPassed), report.findings.size()) << to_table(report);
}

// As docs/CONFORMANCE_WORKER.md promises.
TEST(JudgedInVirtualTime, StreamsOfThePromisedLengthLeaveOnlyThePauseUntried) {
  for (const auto& [segment, length] : {std::pair{6, 90}, std::pair{2, 60}}) {
    Scenario scenario = provoked();
    scenario.faults.clear();
    scenario.worker.segment_duration = TimeDelta::Seconds(segment);
    scenario.source.length = TimeDelta::Seconds(length);
    for (const Finding& finding : judged(scenario, TimeDelta::Millis(50)).findings) {
      const bool untried = finding.rule == "stream/pause-resume";
      EXPECT_EQ(finding.verdict, untried ? Verdict::kSkipped : Verdict::kPassed) << length << " s: " << finding.rule;
    }
  }
}

// Whatever goes wrong in a world, the judge blames the worker for nothing that the oracles allow. But for one rule: a
// worker whose output fails, or whose drain is out of time, awaits no stream:complete, and the wire does not say why.
TEST(JudgedInVirtualTime, DrawnWorldsGiveNoFalseAlarm) {
  constexpr uint64_t kSeeds = 150;
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Scenario scenario = draw_scenario(seed);
    if (scenario.worker.sts_mode != engine::StsMode::kEnabled) continue;
    for (const Finding& finding : judged(scenario, TimeDelta::Seconds(1)).findings) {
      if (finding.rule == "stream/complete-awaited") continue;
      EXPECT_NE(finding.verdict, Verdict::kFailed) << "seed " << seed << ": " << finding.rule << " " << finding.detail;
    }
  }
}

}  // namespace
}  // namespace sw::sim::test
