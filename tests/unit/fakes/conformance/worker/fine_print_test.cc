// Where a rule ends: what it allows, what it needs to be tried, and its other ways to be broken.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/conformance/worker/default_script.h"
#include "tests/unit/fakes/conformance/worker/judged_run.h"

namespace sw::fakes::conformance::worker::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kSlow = R"(,"recommended_delay_ms":5000)";

std::string data_of(int64_t n, TimeDelta pts) {
  return replaced(data(n, n), R"("pts_ns":0)", R"("pts_ns":)" + std::to_string(pts.nanos()));
}

TEST(PressureRules, AWaitBeginsWhenTheSegmentIsThere) {
  JudgedRun run;
  run.session(1).at(s(6)).worker("fragment:data", data_of(0, s(0))).at(s(12)).worker("fragment:data", data_of(1, s(6)));
  run.at(s(13)).pressure("slow_down", kSlow).at(s(18)).worker("fragment:data", data_of(2, s(12)));
  EXPECT_THAT(run.failed(), ElementsAre("backpressure/slow-down"));
}

// Such as one whose pictures came sooner than those of the segments before it.
TEST(PressureRules, ASegmentThatWasThereSoonerBreaksNoDelayWithinTheTolerance) {
  JudgedRun run;
  run.session(1).at(s(6)).worker("fragment:data", data_of(0, s(0))).at(s(12)).worker("fragment:data", data_of(1, s(6)));
  run.pressure("slow_down", R"(,"recommended_delay_ms":500)");
  run.at(ms(17'200)).worker("fragment:data", data_of(2, s(12)));
  EXPECT_THAT(run.failed(), IsEmpty());
}

TEST(PressureRules, AFragmentThatWasUnderWayIsForgiven) {
  JudgedRun run;
  run.session(1).pressure("pause").at(ms(900)).sends(0, 0);
  EXPECT_THAT(run.failed(), IsEmpty());
}

TEST(PressureRules, APauseOfAMinuteMayBeProbedOnceAMinuteWithNothingInFlight) {
  JudgedRun once;
  once.session(1).pressure("pause").at(s(60)).dubs(0, 0).at(s(120)).sends(1, 1);
  EXPECT_THAT(once.failed(), IsEmpty());
  JudgedRun twice;
  twice.session(1).pressure("pause").at(s(60)).dubs(0, 0).at(s(66)).sends(1, 1);
  EXPECT_THAT(twice.failed(), ElementsAre("backpressure/pause"));
}

TEST(PressureRules, AnotherStreamsPauseMeansNothing) {
  JudgedRun run;
  run.session(1).service("backpressure", R"({"stream_id":"other","severity":"high","current_inflight":1,)"
                                         R"("queue_depth":1,"action":"pause"})");
  run.at(s(6)).sends(0, 0);
  EXPECT_THAT(run.failed(), IsEmpty());
}

TEST(FragmentRules, AFragmentThatTimedOutIsNotInFlight) {
  JudgedRun run;
  run.session(1, 1).sends(0, 0).at(s(8)).sends(1, 1);
  EXPECT_THAT(run.failed(), IsEmpty());
}

TEST(FragmentRules, AnErrorThatNamesAFragmentEndsIt) {
  JudgedRun run;
  run.session(1, 1).sends(0, 0).service(
      "error", replaced(kError, R"("stream_id")", R"("fragment_id":")" + fragment(0) + R"(","stream_id")"));
  run.at(s(1)).sends(1, 1);
  EXPECT_THAT(run.failed(), IsEmpty());
}

TEST(AckRules, AnAckTooManyIsFound) {
  JudgedRun run;
  run.session(1).dubs(0, 0).acks(0, "received");
  EXPECT_THAT(run.failed(), ElementsAre("ack/once"));
}

TEST(AckRules, AResultJustBeforeALossNeedsNoAck) {
  JudgedRun run;
  run.session(1).sends(0, 0).succeeds(0).at(s(14)).service_resets();
  EXPECT_THAT(run.failed(), IsEmpty());
}

TEST(AckRules, AWorkerThatLeavesAcksBeforeIt) {
  JudgedRun run;
  run.session(1).sends(0, 0).succeeds(0).at(s(2)).worker_closes();
  EXPECT_THAT(run.failed(), ElementsAre("ack/once"));
}

TEST(AckRules, AResultNearTheTimeOutIsTheWorkersToJudge) {
  JudgedRun run;
  run.session(1).sends(0, 0).at(ms(8'500)).succeeds(0).acks(0, "applied");
  EXPECT_THAT(run.failed(), IsEmpty());
}

TEST(HeartbeatRules, APongHasItsPingsDataAndComesInTime) {
  JudgedRun other;
  other.session(1).service_text("2abc").worker_text("3abd");
  EXPECT_THAT(other.failed(), ElementsAre("heartbeat/pong"));
  JudgedRun late;
  late.session(1).service_text("2").at(s(11)).worker_text("3");
  EXPECT_THAT(late.failed(), ElementsAre("heartbeat/pong"));
}

TEST(ReconnectRules, TheLadderIsCountedFromEachFailure) {
  JudgedRun run;
  run.session(1).service_resets();
  TimeDelta t = s(0);
  uint64_t connection = 2;
  for (const int64_t step : {2, 4, 8, 16, 32}) {
    t = t + s(step);
    run.at(t).opens(connection++).from_worker(std::string(kHandshake) + "\r\n");
    run.ends(sts::ClosedBy::kService);
  }
  EXPECT_THAT(run.rules(Verdict::kPassed), Contains("reconnect/delays"));
}

TEST(ReconnectRules, AStepThatIsSkippedIsFound) {
  JudgedRun run;
  run.session(1).service_resets().at(s(2)).opens(2).from_worker(std::string(kHandshake) + "\r\n");
  run.ends(sts::ClosedBy::kService).at(s(4)).session(3);
  EXPECT_THAT(run.failed(), ElementsAre("reconnect/delays"));
}

TEST(ReconnectRules, AttemptsAtAClosedDoorAreNotMissed) {
  JudgedRun run;
  run.session(1).service_resets().accepting(false).at(s(10)).accepting(true).at(s(14)).session(2);
  EXPECT_THAT(run.failed(), IsEmpty());  // refused after 2 and after 6 s
}

TEST(ReconnectRules, AWorkerThatStaysAwayIsFound) {
  JudgedRun run;
  run.session(1).service_resets().at(s(5));
  EXPECT_THAT(run.failed(), ElementsAre("reconnect/delays"));
}

TEST(ReconnectRules, AWorkerMayRecycleItsSessionWhenItLikes) {
  JudgedRun run;
  run.session(1).at(s(1)).worker_closes().session(2);
  EXPECT_THAT(run.rules(Verdict::kSkipped), Contains("reconnect/delays"));
  EXPECT_THAT(run.failed(), IsEmpty());
}

TEST(ReconnectRules, AWorkerThatClosedItselfMayHaveTakenAStep) {
  JudgedRun run;  // it had missed a ping: a loss to it
  run.session(1).dubs(0, 0).at(s(20)).worker_closes();
  run.at(s(22)).opens(2).from_worker(std::string(kHandshake) + "\r\n").ends(sts::ClosedBy::kService);
  run.at(s(26)).session(3);
  EXPECT_THAT(run.failed(), IsEmpty());
}

TEST(ConnectionRules, BeforeTheOpenPacketThereIsNothingToTakeLeaveOf) {
  JudgedRun run;
  run.opens(1).from_worker(std::string(kHandshake) + "\r\n").from_service("HTTP/1.1 503 No\r\n\r\n");
  run.ends(sts::ClosedBy::kPeer);
  EXPECT_THAT(run.rules(Verdict::kSkipped), Contains("end/farewell"));
}

TEST(ConnectionRules, AMessageInPartsIsMeasuredAsAWhole) {
  const std::string half(JudgedRun::kMaxPayload * 3 / 5, ' ');
  JudgedRun run;
  run.session(1).from_worker(masked(kTextBegins, "42" + half)).from_worker(masked(kEnds, half));
  EXPECT_THAT(run.failed(), ElementsAre("packet/size"));
}

TEST(LifeRules, AFragmentBetweenPauseAndResumeIsFound) {
  JudgedRun run;
  run.session(1).worker("stream:pause", kEnd).sends(0, 0);
  EXPECT_THAT(run.failed(), ElementsAre("stream/pause-resume"));
}

TEST(LifeRules, WithoutACompleteTheWorkerMayLeaveInTheEnd) {
  JudgedRun run;
  run.session(1).worker("stream:end", kEnd).at(s(5)).worker_closes();
  EXPECT_THAT(run.failed(), IsEmpty());
}

TEST(ConnectionRules, AnEventLongAfterADisconnectIsFound) {
  JudgedRun run;
  run.session(1).service_text("41").at(s(3)).sends(0, 0).worker_closes();
  EXPECT_THAT(run.failed(), ElementsAre("end/disconnect-answered"));
}

TEST(ConnectionRules, ALossBehindAProvocationProvesNothing) {
  JudgedRun run;
  run.session(1).service("weather:report", "{}").at(ms(100)).service_resets();
  EXPECT_THAT(run.rules(Verdict::kSkipped), Contains("event/unknown-ignored"));
}

TEST(KnownIds, ForgetTheOldestBeyondTheirLimit) {
  KnownIds ids;
  for (std::size_t n = 0; n <= KnownIds::kMax; ++n) ids.add(std::to_string(n));
  EXPECT_FALSE(ids.contains("0"));
  EXPECT_TRUE(ids.contains("1"));
  EXPECT_TRUE(ids.contains(std::to_string(KnownIds::kMax)));
}

TEST(Limits, ASessionOfMoreFragmentsThanAreRememberedIsJudgedOn) {
  constexpr int64_t kMany = 4'200;
  JudgedRun run;
  run.session(1);
  for (int64_t n = 0; n < kMany; ++n) run.at(s(6 * n)).dubs(n, n);
  run.sends(kMany, kMany + 1).succeeds(kMany).acks(kMany, "received").acks(kMany, "received");
  EXPECT_THAT(run.failed(), ElementsAre("fragment/sequence-contiguous", "ack/once"));
}

TEST(Limits, AResultThatIsForgottenWithoutAnAckIsFound) {
  JudgedRun run;
  run.session(1).sends(9'999, 0).succeeds(9'999);
  for (int64_t n = 0; n < 4'096; ++n) run.at(s(6 * n)).dubs(n, n + 1);
  EXPECT_THAT(run.failed(), ElementsAre("ack/once"));
}

TEST(Limits, AReportKeepsOneShortLineOfWhatAPeerSaid) {
  JudgedRun run;
  run.session(1).worker("\xc3\xa9" + std::string(3'000, 'x'), "{}");
  const Report report = run.report();
  EXPECT_EQ(report.findings[static_cast<std::size_t>(Rule::kMessageKnown)].detail,
            "at 0.000 s: event \"??" + std::string(78, 'x') + "...\"");
}

TEST(DefaultScript, IsOneAndHasNoFaultTwice) {
  const sts::StsScript script = default_script();
  EXPECT_THAT(script.faults, Not(IsEmpty()));
  for (const sts::Fault& fault : script.faults) {
    EXPECT_EQ(std::ranges::count(script.faults, fault.id, &sts::Fault::id), 1) << fault.id;
  }
}

}  // namespace
}  // namespace sw::fakes::conformance::worker::test
