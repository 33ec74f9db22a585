// Each rule of the oracles that look at the input and at a run's end, broken once in what they see.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sim/oracle/media/tampered_run.h"

namespace sw::sim::test {
namespace {

using testing::Contains;

Scenario with(std::vector<WorldFault> faults) {
  Scenario scenario = short_scenario();
  scenario.faults = std::move(faults);
  return scenario;
}
// The input is lost, and the first attempts to get it back fail.
Scenario lost() { return with({fault_at(8, SourceLeaves{}, TimeDelta::Seconds(5))}); }

Tamper nth_opened(int n, TimeDelta by) {
  return nth<InputOpened>(
      n, [](const InputOpened&) { return true; },
      [by](Timestamp now, const InputOpened& opened, const Pass& pass) { pass(now + by, opened); });
}
Tamper other_exit(int code) {
  return [code](Timestamp now, const Observation& observation, const Pass& pass) {
    if (std::holds_alternative<WorkerExited>(observation)) return pass(now, WorkerExited{code});
    pass(now, observation);
  };
}
EndTamper ends_with(int code) {
  return [code](RunEnd& end) { end.exit_code = code; };
}
template <class Kind>
Tamper without_last(int n) {
  return nth<Kind>(
      n, [](const Kind&) { return true; }, [](Timestamp, const Kind&, const Pass&) {});
}
// Everything after the first of a kind of event is this late.
template <class Event>
Tamper slow_after(TimeDelta by) {
  auto seen = std::make_shared<bool>(false);
  return [=](Timestamp now, const Observation& observation, const Pass& pass) {
    pass(*seen ? now + by : now, observation);
    const auto* event = std::get_if<EventHanded>(&observation);
    if (event != nullptr && std::holds_alternative<Event>(event->event)) *seen = true;
  };
}

TEST(Input, SeesARetryThatIsEarlyByANanosecond) {
  EXPECT_THAT(found(lost(), nth_opened(2, -TimeDelta::Nanos(1))), Contains("input/opened-early"));
}
TEST(Input, SeesARetryThatIsLateByANanosecond) {
  EXPECT_THAT(found(lost(), nth_opened(2, TimeDelta::Nanos(1))), Contains("input/opened-late"));
}
TEST(Input, SeesAnAttemptThatIsNotDue) {
  const auto twice = nth<InputOpened>(
      1, [](const InputOpened&) { return true; },
      [](Timestamp now, const InputOpened& opened, const Pass& pass) {
        pass(now, opened);
        pass(now, opened);
      });
  EXPECT_THAT(found(lost(), twice), Contains("input/opened-unasked"));
}
TEST(Input, SeesALossThatIsNotClosed) {
  EXPECT_THAT(found(lost(), without_last<InputClosed>(0)), Contains("input/not-closed"));
}
TEST(Input, SeesSilenceThatLastsTooLong) {
  const Scenario scenario = with({fault_at(8, StallInput{}, TimeDelta::Seconds(9))});
  const Tamper late_alarms = [](Timestamp now, const Observation& observation, const Pass& pass) {
    const auto* event = std::get_if<EventHanded>(&observation);
    const bool alarm = event != nullptr && std::holds_alternative<ports::AlarmRang>(event->event);
    pass(alarm && now > kSimulationStart + TimeDelta::Seconds(12) ? now + TimeDelta::Millis(1) : now, observation);
  };
  EXPECT_THAT(found(scenario, late_alarms), Contains("input/not-closed"));
}
TEST(Input, SeesAnAttemptThatIsNeverMade) {
  EXPECT_THAT(found(lost(), without_last<InputOpened>(2)), Contains("input/retry-missing"));
}
TEST(Input, SeesAWrongExitCode) {
  EXPECT_THAT(found(with({fault_at(0, HidePath{})}), as_it_is, ends_with(0)), Contains("input/exit-code"));
}

TEST(OutputFailure, SeesAWorkerThatGoesOn) {
  const Tamper deaf = [](Timestamp now, const Observation& observation, const Pass& pass) {
    const bool exits = std::holds_alternative<WorkerExited>(observation);
    if (!exits) return pass(now, observation);
    pass(now, EventHanded{ports::Event{ports::AlarmRang{}}});
  };
  EXPECT_THAT(found(with({fault_at(12, KickPublisher{})}), deaf), Contains("output_failure/not-ended"));
}
TEST(OutputFailure, SeesAnotherExitCode) {
  EXPECT_THAT(found(with({fault_at(12, KickPublisher{})}), other_exit(7)), Contains("output_failure/exit-code"));
  const Scenario broken = with({fault_at(12, FailOutput{ports::PipelineErrorType::kElement, false})});
  EXPECT_THAT(found(broken, other_exit(5)), Contains("output_failure/exit-code"));
}
TEST(OutputFailure, SeesAnOutputThatIsGivenUpThoughItMoves) {
  EXPECT_THAT(found(with({fault_at(12, SendSignal{}), fault_at(13, SendSignal{2})}), other_exit(5)),
              Contains("output_failure/given-up"));
}
// A peer that is said to take nothing, and takes all: as much as the network holds, and then 12 s more.
TEST(OutputFailure, SeesAWorkerThatStaysWithAPeerThatTakesNothing) {
  Scenario told = with({fault_at(9, WedgeOutput{})});
  told.source.length = TimeDelta::Seconds(40);
  told.source.video.p_bytes = 4'000;
  Scenario played = told;
  played.faults.front().action = WarnInput{};
  Judge judge(told);
  const RunEnd end = run_scenario(played, &judge);
  const auto& all = judge.conclude(end).violations();
  const auto stuck = std::ranges::find(all, "output_failure", &Violation::oracle);
  ASSERT_NE(stuck, all.end());
  EXPECT_EQ(stuck->rule, "stuck");
}

TEST(Drain, SeesSegmentsThatAreNotDecidedInTime) {
  Scenario scenario = with({fault_at(12, SendSignal{})});
  const Tamper uncounted = [](Timestamp now, const Observation& observation, const Pass& pass) {
    const auto* counted = std::get_if<Counted>(&observation);
    const bool meant = counted != nullptr && counted->counter == ports::Counter::kAudioFragments;
    if (!meant || now < kSimulationStart + TimeDelta::Seconds(12)) pass(now, observation);
  };
  scenario.worker.drain_timeout = TimeDelta::Seconds(9);
  EXPECT_THAT(found(scenario, uncounted), Contains("drain/not-decided"));
}
TEST(Drain, SeesMediaThatIsNotFlushedInTime) {
  Scenario scenario = with({fault_at(12, SendSignal{})});
  scenario.worker.drain_timeout = TimeDelta::Seconds(5);
  const Tamper slow = [](Timestamp now, const Observation& observation, const Pass& pass) {
    const bool written = std::holds_alternative<OutputWritten>(observation);
    if (!written || now < kSimulationStart + TimeDelta::Millis(16'250)) pass(now, observation);
  };
  // Nothing is flushed, and the worker looks on.
  const Tamper looks_on = [slow](Timestamp now, const Observation& observation, const Pass& pass) {
    slow(now, observation, pass);
    if (now >= kSimulationStart + TimeDelta::Millis(16'250)) {
      pass(now + TimeDelta::Millis(1), EventHanded{ports::Event{ports::AlarmRang{}}});
    }
  };
  EXPECT_THAT(found(scenario, looks_on), Contains("drain/not-flushed"));
}
TEST(Drain, SeesADrainThatTakesTooLong) {
  EXPECT_THAT(found(with({fault_at(12, SendSignal{})}), slow_after<ports::StopRequested>(TimeDelta::Seconds(20))),
              Contains("drain/too-long"));
}
TEST(Drain, SeesASecondSignalThatDoesNotEndIt) {
  const Scenario scenario = with({fault_at(12, SendSignal{}), fault_at(13, SendSignal{2})});
  EXPECT_THAT(found(scenario, other_exit(0)), Contains("drain/second-signal"));
}
TEST(Drain, SeesAWrongExitCode) {
  EXPECT_THAT(found(with({fault_at(12, SendSignal{})}), other_exit(4)), Contains("drain/exit-code"));
  EXPECT_THAT(found(with({fault_at(0, HidePath{})}), other_exit(0)), Contains("drain/exit-code"));
}
TEST(Drain, SeesAnEndThatNothingAskedFor) {
  const auto ends = nth<OutputWritten>(
      90, [](const OutputWritten&) { return true; },
      [](Timestamp now, const OutputWritten& written, const Pass& pass) {
        pass(now, written);
        pass(now, WorkerExited{0});
      });
  EXPECT_THAT(found(short_scenario(), ends), Contains("drain/exit-unasked"));
}
TEST(Drain, SeesAnInputThatIsOpenedAfterASignal) {
  const auto opens = nth<InputClosed>(
      0, [](const InputClosed&) { return true; },
      [](Timestamp now, const InputClosed& closed, const Pass& pass) {
        pass(now, closed);
        pass(now, InputOpened{ports::PipelineRunId(9)});
      });
  EXPECT_THAT(found(with({fault_at(12, SendSignal{})}), opens), Contains("drain/media-after-stop"));
}

}  // namespace
}  // namespace sw::sim::test
