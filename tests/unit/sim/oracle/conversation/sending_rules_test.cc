// Each rule about fragments, their answers and their time-outs, broken once in a conversation that is otherwise right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sim/oracle/conversation/made_up_run.h"

namespace sw::sim::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr TimeDelta kNano = TimeDelta::Nanos(1);

Scenario late_alarms() {
  Scenario scenario;
  scenario.timing.alarm_lateness = millis(50);
  return scenario;
}

// ---- sequence

TEST(SequenceOracle, SeesAFragmentBeforeReady) {
  MadeUpRun run;
  run.at(seconds(1)).connected(1).worker("stream:init", kInit).closes_and_sends(1, 0);
  EXPECT_THAT(run.found(std::nullopt), Contains("sequence/before-ready"));
}
TEST(SequenceOracle, TakesReadyOfAnotherStreamForNone) {
  MadeUpRun run;
  run.at(seconds(1)).connected(1).worker("stream:init", kInit);
  run.service("stream:ready", R"({"session_id":"x","stream_id":"other","max_inflight":3,)"
                              R"("capabilities":{"batch_processing":false,"async_delivery":true}})");
  run.closes_and_sends(1, 0);
  EXPECT_THAT(run.found(std::nullopt), Contains("sequence/before-ready"));
}
TEST(SequenceOracle, SeesAFragmentAfterEnd) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).line("input", "the input has ended").worker("stream:end", R"({"stream_id":"sim"})");
  run.closes_and_sends(1, 0);
  EXPECT_THAT(run.found(std::nullopt), Contains("sequence/after-end"));
}
TEST(SequenceOracle, SeesASecondEnd) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).line("input", "the input has ended").worker("stream:end", R"({"stream_id":"sim"})");
  run.worker("stream:end", R"({"stream_id":"sim"})");
  EXPECT_THAT(run.found(std::nullopt), Contains("sequence/two-ends"));
}
TEST(SequenceOracle, SeesANumberLeftOut) {
  MadeUpRun run;
  run.at(seconds(1)).session(1);
  run.at(seconds(7)).closes_and_sends(1, 0).succeeds(1);
  run.at(seconds(13)).closes_and_sends(2, 2);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("sequence/not-contiguous"));
}
TEST(SequenceOracle, SeesAFirstNumberThatIsNotZero) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_and_sends(1, 1);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("sequence/not-contiguous"));
}
TEST(SequenceOracle, WantsZeroAgainInTheNextSession) {
  MadeUpRun run;
  run.at(seconds(1)).session(1);
  run.at(seconds(7)).closes_and_sends(1, 0).succeeds(1);
  run.at(seconds(8)).lost();
  run.at(seconds(10)).session(2);
  run.at(seconds(13)).discards(9);
  run.at(seconds(19)).closes_and_sends(2, 1);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("sequence/not-contiguous"));
}
TEST(SequenceOracle, SeesAFragmentThatIsSentAgainInALaterSession) {
  MadeUpRun run;
  run.at(seconds(1)).session(1);
  run.at(seconds(7)).closes_and_sends(1, 0);
  run.at(seconds(8)).lost().falls_back(1, "disconnected");
  run.at(seconds(10)).session(2).sends(1, 0);
  EXPECT_THAT(run.found(std::nullopt), Contains("sequence/sent-twice"));
}
TEST(SequenceOracle, CountsWhatIsInFlightAgainstTheLimitThatWasAsked) {
  MadeUpRun run;
  run.at(seconds(1)).session(1, 10);
  for (int64_t n = 0; n < 3; ++n) run.closes_and_sends(n, n);
  EXPECT_THAT(run.found(std::nullopt), IsEmpty());
  MadeUpRun over;
  over.at(seconds(1)).session(1, 10);
  for (int64_t n = 0; n < 4; ++n) over.closes_and_sends(n, n);
  EXPECT_THAT(over.found(std::nullopt), ElementsAre("sequence/too-many-in-flight"));
}
TEST(SequenceOracle, CountsWhatIsInFlightAgainstALowerLimitThatWasConfirmed) {
  MadeUpRun run;
  run.at(seconds(1)).session(1, 1).closes_and_sends(1, 0).closes_and_sends(2, 1);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("sequence/too-many-in-flight"));
}
TEST(SequenceOracle, LetsTheSlotGoAtTheTimeOutAndNotBefore) {
  const auto second_at = [](TimeDelta when) {
    auto run = std::make_unique<MadeUpRun>();
    run->at(seconds(1)).session(1, 1).closes_and_sends(1, 0);
    run->at(seconds(9) - kNano);
    if (when >= seconds(9)) run->at(seconds(9)).falls_back(1, "timeout");
    run->at(when).closes_and_sends(2, 1);
    return run->found(std::nullopt);
  };
  EXPECT_THAT(second_at(seconds(9) - kNano), Contains("sequence/too-many-in-flight"));
  EXPECT_THAT(second_at(seconds(9)), IsEmpty());
}

// ---- timeouts

TEST(TimeoutOracle, HoldsATimeOutToTheNanosecond) {
  const auto timed_out_at = [](TimeDelta when, Scenario scenario = {}) {
    MadeUpRun run(std::move(scenario));
    run.at(seconds(1)).session(1).closes_and_sends(1, 0);
    run.at(when).falls_back(1, "timeout");
    return run.found(std::nullopt);
  };
  EXPECT_THAT(timed_out_at(seconds(9)), IsEmpty());
  EXPECT_THAT(timed_out_at(seconds(9) - kNano), Contains("timeouts/too-early"));
  EXPECT_THAT(timed_out_at(seconds(9) + kNano), Contains("timeouts/too-late"));
  EXPECT_THAT(timed_out_at(seconds(9) + millis(50), late_alarms()), Not(Contains("timeouts/too-late")));
  EXPECT_THAT(timed_out_at(seconds(9) + millis(50) + kNano, late_alarms()), Contains("timeouts/too-late"));
}
TEST(TimeoutOracle, TakesTheTimeOutFromTheSettings) {
  Scenario scenario;
  scenario.worker.sts_timeout = seconds(4);
  MadeUpRun run(scenario);
  run.at(seconds(1)).connected(1).worker("stream:init", kInit).service("stream:ready", ready()).closes_and_sends(1, 0);
  run.at(seconds(9)).falls_back(1, "timeout");
  EXPECT_THAT(run.found(std::nullopt), Contains("timeouts/too-late"));
}
TEST(TimeoutOracle, SeesATimeOutThatNeverCame) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_and_sends(1, 0);
  run.at(seconds(9)).at(seconds(10));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("timeouts/not-timed-out"));
}
TEST(TimeoutOracle, SeesATimeOutOfWhatWasNeverSent) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_segment(1);
  run.at(seconds(9)).falls_back(1, "timeout");
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("timeouts/never-sent"));
}
TEST(TimeoutOracle, SeesATimeOutOfWhatWasAnsweredInTime) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_and_sends(1, 0);
  run.at(seconds(2)).service("fragment:processed", result(1, "success", kAudio)).round_trip();
  run.worker("fragment:ack", ack(1, "received"));
  run.at(seconds(9)).falls_back(1, "timeout");
  EXPECT_THAT(run.found(std::nullopt), Contains("timeouts/answered"));
}

// ---- acks

TEST(AckOracle, MissesAnAck) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_and_sends(1, 0);
  run.at(seconds(2)).service("fragment:processed", result(1, "success", kAudio)).round_trip();
  run.log("fragment applied", 1).at(seconds(3));
  EXPECT_THAT(run.found(std::nullopt), Contains("acks/not-acked"));
}
TEST(AckOracle, SeesAnAckThatAnswersNothing) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_and_sends(1, 0).worker("fragment:ack", ack(1, "received"));
  EXPECT_THAT(run.found(std::nullopt), Contains("acks/not-owed"));
}
TEST(AckOracle, SeesASecondAckOfOneResult) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_and_sends(1, 0).succeeds(1).worker("fragment:ack", ack(1, "received"));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("acks/not-owed"));
}
struct Inapplicable {
  const char* name;
  std::string payload;
};
class AppliedAck : public testing::TestWithParam<Inapplicable> {};
TEST_P(AppliedAck, IsWrong) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_and_sends(1, 0);
  const int64_t named = GetParam().payload.find(fragment(9)) != std::string::npos ? 9 : 1;
  run.at(seconds(2)).service("fragment:processed", GetParam().payload).worker("fragment:ack", ack(named, "applied"));
  EXPECT_THAT(run.found(std::nullopt), Contains("acks/wrongly-applied"));
}
INSTANTIATE_TEST_SUITE_P(All, AppliedAck,
                         testing::Values(Inapplicable{"Failed", result(1, "failed", failure("TIMEOUT"))},
                                         Inapplicable{"OtherStream", result(1, "success", kAudio, "other")},
                                         Inapplicable{"Unknown", result(9, "success", kAudio)}),
                         [](const auto& one) { return one.param.name; });
TEST(AckOracle, SeesALateResultApplied) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_and_sends(1, 0);
  run.at(seconds(9)).falls_back(1, "timeout");
  run.service("fragment:processed", result(1, "success", kAudio)).worker("fragment:ack", ack(1, "applied"));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("acks/wrongly-applied"));
}
TEST(AckOracle, SeesAResultOfAnEarlierSessionApplied) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_and_sends(1, 0);
  run.at(seconds(2)).lost().falls_back(1, "disconnected");
  run.at(seconds(4)).session(2);
  run.service("fragment:processed", result(1, "success", kAudio)).worker("fragment:ack", ack(1, "applied"));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("acks/wrongly-applied"));
}
TEST(AckOracle, SeesARepeatedResultApplied) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_and_sends(1, 0).succeeds(1);
  run.service("fragment:processed", result(1, "success", kAudio)).worker("fragment:ack", ack(1, "applied"));
  EXPECT_THAT(run.found(std::nullopt), Contains("acks/applied-twice"));
}
TEST(AckOracle, WantsALateResultAnswered) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_and_sends(1, 0);
  run.at(seconds(9)).falls_back(1, "timeout");
  run.at(seconds(10)).service("fragment:processed", result(1, "success", kAudio)).at(seconds(11));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("acks/not-acked"));
}

// ---- fragments

TEST(FragmentOracle, SeesASegmentThatClosesTwice) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_segment(1).closes_segment(1).falls_back(1, "overload");
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("fragments/closed-twice"));
}
TEST(FragmentOracle, SeesASegmentThatEndsTwice) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_and_sends(1, 0).succeeds(1).falls_back(1, "playout");
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("fragments/ended-twice"));
}
TEST(FragmentOracle, SeesASegmentThatWasNotCounted) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_segment(1).log("the segment keeps its original audio", 1, "overload");
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("fragments/miscounted"));
}
TEST(FragmentOracle, SeesAFallbackWithoutItsReason) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_segment(1).log("the segment keeps its original audio", 1, "overload");
  run.count(ports::Counter::kAudioFragments).count(ports::Counter::kFallbacks);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("fragments/miscounted"));
}
TEST(FragmentOracle, SeesASegmentThatIsUndecidedAtTheEnd) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_segment(1);
  EXPECT_THAT(run.found(0), Contains("fragments/undecided"));
}

}  // namespace
}  // namespace sw::sim::test
