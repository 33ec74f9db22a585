// Runs of the worker against a service that does all the wrong things: whatever the service does, the worker keeps the
// rules, and the oracles of the STS side have nothing to say. Both with exact time and with time that is unkind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/oracle/judge.h"
#include "sim/oracle/sts/sts_oracles.h"
#include "tests/unit/sim/oracle/conversation/made_up_run.h"

namespace sw::sim::test {
namespace {

namespace sts = fakes::sts;

struct Trouble {
  std::string name;
  std::function<void(Scenario&)> make;
};
Trouble of_service(std::string name, sts::FaultAction action, sts::Pick pick = {},
                   std::optional<TimeDelta> lasting = {}) {
  return {std::move(name), [=](Scenario& s) {
            s.sts.script.faults.push_back(
                {.id = "trouble", .begin = seconds(15), .lasting = lasting, .pick = pick, .action = action});
          }};
}
Trouble of_network(std::string name, FaultAction action, std::optional<TimeDelta> lasting = {}) {
  return {std::move(name), [=](Scenario& s) { s.faults.push_back({"trouble", seconds(20), lasting, action}); }};
}
sts::Blame blame(std::string code) { return {.code = std::move(code), .retryable = sts::WireFlag::kTrue}; }
sts::SendPressure asks(contracts::BackpressureAction action, std::optional<int64_t> delay_ms = {}) {
  return {.action = action, .recommended_delay_ms = delay_ms};
}

std::vector<Trouble> troubles() {
  using contracts::BackpressureAction;
  using contracts::FragmentStatus;
  return {
      {"None", [](Scenario&) {}},
      of_service("Slow", sts::Slow{seconds(7)}),
      of_service("TooSlow", sts::Slow{seconds(9)}),
      of_service("SlowToTheInstant", sts::Slow{seconds(8)}),
      of_service("Silent", sts::Silent{}),
      of_service("SilentForOne", sts::Silent{.blocks = true}, {.from = 6, .to = 6}),
      of_service("WrongOrder", sts::WrongOrder{}),
      of_service("Duplicates", sts::Duplicate{.copies = 2, .gap = seconds(1)}),
      of_service("Failed", sts::Alter{.status = FragmentStatus::kFailed}),
      of_service("FailedCounted", sts::Alter{.status = FragmentStatus::kFailed, .error = blame("GPU_OOM")}),
      of_service("FailedUncounted", sts::Alter{.status = FragmentStatus::kFailed, .error = blame("INVALID_CONFIG")}),
      of_service("Partial", sts::Alter{.status = FragmentStatus::kPartial}),
      of_service("AudioMissing", sts::Alter{.audio = sts::AudioForm::kMissing}),
      of_service("AudioUndecodable", sts::Alter{.audio = sts::AudioForm::kUndecodable}),
      of_service("OtherStream", sts::Alter{.stream_id = "other"}),
      of_service("OtherFragment", sts::Alter{.fragment_id = "other"}),
      of_service("Errors", sts::AnswerWithError{.error = blame("RATE_LIMIT")}),
      of_service("ErrorsAndResults", sts::AnswerWithError{.error = blame("RATE_LIMIT"), .result = true}),
      of_service("ErrorsOfNoFragment",
                 sts::AnswerWithError{.error = blame("MODEL_ERROR"), .naming = sts::FragmentNaming::kNone}),
      of_service("InvalidSequence", sts::SendError{.error = blame("INVALID_SEQUENCE")}),
      of_service("StreamNotFound", sts::SendError{.error = blame("STREAM_NOT_FOUND")}),
      of_service("Pause", asks(BackpressureAction::kPause)),
      of_service("SlowDown", asks(BackpressureAction::kSlowDown, 2'500)),
      of_service("SlowDownForLong", asks(BackpressureAction::kSlowDown, 20'000)),
      of_service("Reset", sts::EndConnection{sts::Farewell::kReset}),
      of_service("CloseFrame", sts::EndConnection{sts::Farewell::kCloseFrame}),
      of_service("Disconnect", sts::EndConnection{sts::Farewell::kDisconnect}),
      of_service("BadJson", sts::SendPacket{sts::PacketFault::kBadJson}),
      of_service("BadFrame", sts::SendPacket{sts::PacketFault::kBadFrame}),
      of_service("NotUtf8", sts::SendPacket{sts::PacketFault::kNotUtf8}),
      of_service("NoPings", sts::StopPings{}),
      of_service("Frozen", sts::Freeze{}, {}, seconds(12)),
      of_service("Restarted", sts::Restart{}, {}, seconds(5)),
      of_service("NeverBack", sts::Restart{}),
      of_network("NetworkReset", ResetConnections{}),
      of_network("HalfOpen", LoseSight{}),
      of_network("Partition", PartitionNetwork{}, seconds(25)),
      of_network("SourceAway", SourceLeaves{}, seconds(2)),
      of_network("Stopped", SendSignal{}),
  };
}

// The oracles of the STS side alone.
class StsJudge final : public Observer {
 public:
  explicit StsJudge(const Scenario& scenario) { append_sts_oracles(scenario, verdict_, oracles_); }
  void on(Timestamp now, const Observation& observation) override {
    if (std::holds_alternative<FaultBegan>(observation)) ++faults_;
    told_.on(now, observation);
    reader_.on(now, observation);
  }
  // Faults of the world, not of the service.
  int faults() const { return faults_; }
  const std::vector<Violation>& conclude(const RunEnd& end) {
    for (const auto& oracle : oracles_) oracle->at_end(end);
    return verdict_.violations();
  }

 private:
  class Told final : public Observer {
   public:
    explicit Told(StsJudge& judge) : judge_(judge) {}
    void on(Timestamp now, const Observation& observation) override {
      for (const auto& oracle : judge_.oracles_) oracle->on(now, observation);
    }

   private:
    StsJudge& judge_;
  };
  Verdict verdict_;
  int faults_ = 0;
  std::vector<std::unique_ptr<Oracle>> oracles_;
  Told told_{*this};
  WireReader reader_{told_};
};

// The service counts no uses of these: they are looked at all the time.
bool is_uncounted(const sts::FaultAction& action) {
  return std::holds_alternative<sts::StopPings>(action) || std::holds_alternative<sts::Freeze>(action);
}

class TroubledRun : public testing::TestWithParam<Trouble> {};

void expect_silence(const Scenario& scenario) {
  StsJudge judge(scenario);
  const RunEnd end = run_scenario(scenario, &judge);
  // A run without fragments, or a trouble that never came, would prove nothing.
  EXPECT_GT(end.metrics.total(ports::Counter::kFragmentsApplied), 0U);
  EXPECT_EQ(judge.faults(), static_cast<int>(scenario.faults.size()));
  for (const sts::Fault& fault : scenario.sts.script.faults) {
    EXPECT_TRUE(is_uncounted(fault.action) || end.sts.faults.contains(fault.id));
  }
  for (const Violation& violation : judge.conclude(end)) {
    ADD_FAILURE() << violation.oracle << "/" << violation.rule << " at " << (violation.at - kSimulationStart).seconds()
                  << ": " << violation.text;
  }
}
Scenario troubled(const Trouble& trouble) {
  Scenario scenario;
  scenario.source.length = seconds(90);
  scenario.source.audio->sample_rate = 16'000;  // one that the service takes
  trouble.make(scenario);
  return scenario;
}

TEST_P(TroubledRun, KeepsTheRulesToTheNanosecond) { expect_silence(troubled(GetParam())); }
TEST_P(TroubledRun, KeepsTheRulesWhereTimeIsUnkind) {
  Scenario scenario = troubled(GetParam());
  scenario.timing = {true, millis(50), millis(5)};
  expect_silence(scenario);
}
TEST_P(TroubledRun, KeepsTheRulesWithOneFragmentAtATimeInShortSegments) {
  Scenario scenario = troubled(GetParam());
  scenario.worker.sts_max_inflight = 1;
  scenario.worker.segment_duration = seconds(3);
  expect_silence(scenario);
}
INSTANTIATE_TEST_SUITE_P(All, TroubledRun, testing::ValuesIn(troubles()),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace sw::sim::test
