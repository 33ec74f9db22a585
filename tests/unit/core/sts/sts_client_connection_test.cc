// Attempts, losses and recycles, and what they do to segments.
#include "tests/unit/core/sts/sts_client_fixture.h"

namespace sw::core {
namespace {

class StsClientConnection : public StsClientFixture {
 protected:
  // Refuses every attempt `takes` after it began; says when the client gave up.
  Timestamp refuse_until_over(TimeDelta takes) {
    while (const auto due = rig_.machine.deadline()) {
      const auto opened = count<OpenConnection>();
      rig_.ring_until(*due);
      if (count<OpenConnection>() > opened && takes < kStsConnectLimit) disconnect(*due + takes);
      if (count<StsOver>() > 0) return rig_.clock;
    }
    return kStart;
  }
};

TEST_F(StsClientConnection, StartOpensAConnection) {
  start(kStart);
  EXPECT_EQ(count<OpenConnection>(), 1u);
}

TEST_F(StsClientConnection, ConnectLeadsToInitAndReadyToASession) {
  start(kStart);
  connected(at(s(1)));
  EXPECT_EQ(count<SendStreamInit>(), 1u);
  answer_ready(at(s(2)), 2);
  ASSERT_EQ(count<SessionReady>(), 1u);
  EXPECT_EQ(rig_.all<SessionReady>()[0].limit, 2u);
  EXPECT_FALSE(rig_.all<SessionReady>()[0].reconnected);
}

TEST_F(StsClientConnection, LossWhenRefusedAtOnceGivesUpAfterSixtyTwoSeconds) {
  start_ready();
  disconnect(kStart);
  EXPECT_EQ(refuse_until_over(TimeDelta::Zero()), at(s(62)));
  EXPECT_TRUE(rig_.all<StsOver>()[0].gave_up);
  EXPECT_EQ(count<OpenConnection>(), 1u + 5u);
}

TEST_F(StsClientConnection, LossWhenEveryConnectRunsIntoItsLimitGivesUpAfterOneHundredAndTwelveSeconds) {
  start_ready();
  disconnect(kStart);
  EXPECT_EQ(refuse_until_over(s(10)), at(s(112)));
  EXPECT_EQ(count<OpenConnection>(), 1u + 5u);
}

TEST_F(StsClientConnection, FailedFirstConnectTakesTheSameLadder) {
  start(kStart);
  disconnect(kStart);
  EXPECT_EQ(refuse_until_over(TimeDelta::Zero()), at(s(62)));
}

TEST_F(StsClientConnection, AfterGivingUpSegmentsFallBackAndNothingIsTried) {
  start_ready();
  disconnect(kStart);
  refuse_until_over(TimeDelta::Zero());
  rig_.close(at(s(66)), 11);
  EXPECT_TRUE(rig_.fell_back(11, FallbackReason::kDisconnected));
  EXPECT_EQ(rig_.machine.deadline(), std::nullopt);
}

TEST_F(StsClientConnection, ServiceThatAcceptsAndSaysNothingIsAFailedAttempt) {
  start(kStart);
  connected(at(s(1)));
  rig_.ring_until(at(s(11)));
  EXPECT_EQ(rig_.all<AttemptFailed>().at(0).why, AttemptFailure::kReadyTimeout);
  EXPECT_EQ(rig_.all<ReconnectAt>().at(0).at, at(s(13)));
}

TEST_F(StsClientConnection, DelayRunsFromTheInstantOfTheFailureThoughTheTimerRangLate) {
  start(kStart);
  rig_.ring(at(ms(10'050)));
  EXPECT_EQ(rig_.all<ReconnectAt>().at(0).at, at(s(12)));
}

TEST_F(StsClientConnection, InvalidConfigBeforeReadyIsAFailedAttempt) {
  start(kStart);
  connected(kStart);
  rig_.error(at(s(1)), ErrorCode::kInvalidConfig);
  EXPECT_EQ(rig_.all<AttemptFailed>().at(0).why, AttemptFailure::kInvalidConfig);
  EXPECT_EQ(rig_.machine.deadline(), at(s(3)));
}

TEST_F(StsClientConnection, ConfirmedLimitOfZeroIsAFailedAttempt) {
  start(kStart);
  make_ready(at(s(1)), 0);
  EXPECT_EQ(rig_.all<AttemptFailed>().at(0).why, AttemptFailure::kNoSlots);
  EXPECT_EQ(rig_.machine.deadline(), at(s(3)));
}

TEST_F(StsClientConnection, SendsWithinTheLowerOfAskedAndConfirmed) {
  start_ready(2);
  for (uint64_t n = 0; n < 4; ++n) rig_.close(at(s(1)), closed_segment(n, at(s(1))));
  EXPECT_EQ(rig_.sent.size(), 2u);
}

TEST_F(StsClientConnection, LossEndsInFlightAtOnceAndReconnectsTwoSecondsLater) {
  start_ready();
  rig_.close(at(s(6)), 0);
  disconnect(at(s(7)));
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kDisconnected));
  EXPECT_EQ(rig_.end_of(0)->when, at(s(7)));
  EXPECT_EQ(rig_.machine.deadline(), at(s(9)));
}

TEST_F(StsClientConnection, AfterReconnectingTheFirstFragmentHasNumberZero) {
  start_ready();
  rig_.close(at(s(6)), 0);
  disconnect(at(s(7)));
  rig_.ring_until(at(s(9)));
  make_ready(at(s(10)));
  rig_.close(at(s(12)), closed_segment(1, at(s(6))));
  rig_.close(at(s(18)), closed_segment(2, at(s(12))));
  EXPECT_TRUE(rig_.fell_back(1, FallbackReason::kDisconnected));
  EXPECT_EQ(rig_.sent_of(2)->sequence, 0u);
  EXPECT_TRUE(rig_.all<SessionReady>().back().reconnected);
}

TEST_F(StsClientConnection, ReadyAloneDoesNotResetTheLadder) {
  start_ready();
  disconnect(at(s(1)));
  rig_.ring_until(at(s(3)));
  make_ready(at(s(3)));
  disconnect(at(s(4)));
  EXPECT_EQ(rig_.machine.deadline(), at(s(8)));
}

TEST_F(StsClientConnection, AppliedFragmentResetsTheLadder) {
  start_ready();
  disconnect(at(s(1)));
  rig_.ring_until(at(s(3)));
  make_ready(at(s(3)));
  rig_.close(at(s(9)), closed_segment(0, at(s(3))));
  rig_.answer(at(s(10)), 0);
  disconnect(at(s(11)));
  EXPECT_EQ(rig_.machine.deadline(), at(s(13)));
}

TEST_F(StsClientConnection, FailedFragmentDoesNotResetTheLadder) {
  start_ready();
  disconnect(at(s(1)));
  rig_.ring_until(at(s(3)));
  make_ready(at(s(3)));
  rig_.close(at(s(9)), closed_segment(0, at(s(3))));
  rig_.answer(at(s(10)), 0, ResultStatus::kFailed);
  disconnect(at(s(11)));
  EXPECT_EQ(rig_.machine.deadline(), at(s(15)));
}

TEST_F(StsClientConnection, RefusedSendFallsBackAndTheNextGoesOut) {
  start_ready();
  rig_.refuse = Refusal::kTooLarge;
  rig_.close(at(s(6)), 0);
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kTooLarge));
  rig_.refuse.reset();
  rig_.close(at(s(12)), 1);
  EXPECT_EQ(rig_.sent_of(1)->sequence, 0u);
}

TEST_F(StsClientConnection, PlayoutEndsTheWaitForAResult) {
  start_ready(1);
  rig_.close(at(s(6)), 0);
  rig_.hold_expires(at(s(13)), 0);
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kPlayout));
}

class StsClientRecycle : public StsClientFixture {
 protected:
  StsClientRecycle() { start_ready(); }
};

TEST_F(StsClientRecycle, InvalidSequenceClosesAndConnectsAtOnce) {
  rig_.close(at(s(6)), 0);
  rig_.error(at(s(7)), ErrorCode::kInvalidSequence);
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kDisconnected));
  EXPECT_EQ(rig_.all<SessionOver>().at(0).how, SessionEnd::kRecycled);
  EXPECT_EQ(count<CloseConnection>(), 1u);
  ASSERT_EQ(count<OpenConnection>(), 2u);
  EXPECT_TRUE(rig_.all<OpenConnection>()[1].recycle);
}

TEST_F(StsClientRecycle, ClosesTheOldConnectionBeforeItOpensTheNew) {
  rig_.error(at(s(7)), ErrorCode::kStreamNotFound);
  std::vector<std::size_t> order;
  for (const StsEffect& effect : rig_.log) {
    if (std::holds_alternative<CloseConnection>(effect)) order.push_back(0);
    if (std::holds_alternative<OpenConnection>(effect)) order.push_back(1);
  }
  EXPECT_EQ(order, (std::vector<std::size_t>{1, 0, 1}));
}

TEST_F(StsClientRecycle, NewSessionStartsAtNumberZeroAndCountsAsAReconnection) {
  rig_.close(at(s(6)), 0);
  rig_.error(at(s(7)), ErrorCode::kInvalidSequence);
  make_ready(at(s(8)));
  rig_.close(at(s(18)), closed_segment(2, at(s(12))));
  EXPECT_EQ(rig_.sent_of(2)->sequence, 0u);
  EXPECT_TRUE(rig_.all<SessionReady>().back().reconnected);
}

TEST_F(StsClientRecycle, SecondOneWaitsUntilThirtySecondsAfterTheFirst) {
  rig_.error(at(s(1)), ErrorCode::kInvalidSequence);
  make_ready(at(s(2)));
  rig_.error(at(s(8)), ErrorCode::kInvalidSequence);
  EXPECT_EQ(count<OpenConnection>(), 2u);
  rig_.ring(at(s(31) - kNano));
  EXPECT_EQ(count<OpenConnection>(), 2u);
  rig_.ring_until(at(s(31)));
  EXPECT_EQ(count<OpenConnection>(), 3u);
}

TEST_F(StsClientRecycle, DueRecycleComesBeforeASendOfTheSameInstant) {
  rig_.error(at(s(1)), ErrorCode::kInvalidSequence);
  make_ready(at(s(2)));
  rig_.error(at(s(8)), ErrorCode::kInvalidSequence);
  rig_.signal(at(s(9)), BackpressureAction::kSlowDown, 1000);
  rig_.close(at(s(30)), closed_segment(4, at(s(24))));
  rig_.ring_until(at(s(31)));
  EXPECT_TRUE(rig_.fell_back(4, FallbackReason::kDisconnected));
  EXPECT_TRUE(rig_.sent.empty());
}

TEST_F(StsClientRecycle, WhoseConnectFailsContinuesTheLadderWhereItStood) {
  disconnect(at(s(1)));
  rig_.ring_until(at(s(3)));
  make_ready(at(s(3)));
  rig_.error(at(s(5)), ErrorCode::kInvalidSequence);
  disconnect(at(s(6)));
  EXPECT_EQ(rig_.machine.deadline(), at(s(10)));
}

TEST_F(StsClientRecycle, BreakerOpenedByOwnTimeOutsRecycles) {
  open_by_timeouts(0);
  EXPECT_EQ(rig_.machine.dispatcher().breaker_state(), BreakerState::kOpen);
  EXPECT_EQ(rig_.all<RecycleWanted>().at(0).cause, RecycleCause::kTimeouts);
  EXPECT_EQ(count<OpenConnection>(), 2u);
}

TEST_F(StsClientRecycle, FragmentsStillInFlightWhenTimeOutsOpenTheBreakerFallBackAsDisconnected) {
  for (uint64_t n = 0; n < 4; ++n) {
    rig_.close(rig_.clock, closed_segment(n, rig_.clock));
    rig_.ring_until(rig_.clock + s(8));
  }
  rig_.close(at(s(32)), closed_segment(4, at(s(32))));
  rig_.close(at(s(38)), closed_segment(5, at(s(32))));
  rig_.ring_until(at(s(40)));
  EXPECT_TRUE(rig_.fell_back(4, FallbackReason::kTimeout));
  EXPECT_TRUE(rig_.fell_back(5, FallbackReason::kDisconnected));
  EXPECT_EQ(rig_.end_of(5)->when, at(s(40)));
}

TEST_F(StsClientRecycle, OneLateTimerEndsThemTheSameWay) {
  for (uint64_t n = 0; n < 4; ++n) {
    rig_.close(rig_.clock, closed_segment(n, rig_.clock));
    rig_.ring_until(rig_.clock + s(8));
  }
  rig_.close(at(s(32)), closed_segment(4, at(s(32))));
  rig_.close(at(s(38)), closed_segment(5, at(s(32))));
  rig_.ring(at(s(60)));
  EXPECT_TRUE(rig_.fell_back(4, FallbackReason::kTimeout));
  EXPECT_TRUE(rig_.fell_back(5, FallbackReason::kDisconnected));
}

TEST_F(StsClientRecycle, ThirtySecondsRunFromTheRealRecycleWhereTheTimerRangLate) {
  for (uint64_t n = 0; n < 4; ++n) {
    rig_.close(rig_.clock, closed_segment(n, rig_.clock));
    rig_.ring_until(rig_.clock + s(8));
  }
  rig_.close(at(s(32)), closed_segment(4, at(s(32))));
  rig_.ring(at(ms(40'050)));
  make_ready(at(s(41)));
  rig_.error(at(s(42)), ErrorCode::kInvalidSequence);
  EXPECT_EQ(rig_.machine.dispatcher().breaker_state(), BreakerState::kOpen);
  rig_.ring_until(at(ms(70'050) - kNano));
  EXPECT_EQ(count<OpenConnection>(), 2u);
  rig_.ring_until(at(ms(70'050)));
  EXPECT_EQ(count<OpenConnection>(), 3u);
}

TEST_F(StsClientRecycle, HalfOpenProbeThatTimesOutRecycles) {
  open_by_timeouts(0);  // open, and recycled, at 40 s
  make_ready(at(s(41)));
  rig_.ring_until(at(s(71)));
  rig_.close(at(s(71)), closed_segment(5, at(s(65))));
  ASSERT_TRUE(rig_.sent_of(5)->probe);
  rig_.ring_until(at(s(79)));
  EXPECT_EQ(rig_.all<RecycleWanted>().back().cause, RecycleCause::kProbeTimeout);
  EXPECT_EQ(count<OpenConnection>(), 3u);
}

TEST_F(StsClientRecycle, ErrorsThatOpenTheBreakerDoNotRecycle) {
  for (uint64_t n = 0; n < 5; ++n) {
    rig_.close(kStart, closed_segment(n, kStart));
    rig_.answer(kStart, n, ResultStatus::kFailed);
  }
  EXPECT_EQ(rig_.machine.dispatcher().breaker_state(), BreakerState::kOpen);
  EXPECT_EQ(count<OpenConnection>(), 1u);
}

TEST_F(StsClientRecycle, ChangeOfTheSourceRecyclesAReadySession) {
  recycle(at(s(5)));
  EXPECT_EQ(rig_.all<RecycleWanted>().at(0).cause, RecycleCause::kRequested);
  EXPECT_EQ(count<OpenConnection>(), 2u);
}

TEST_F(StsClientRecycle, ChangeOfTheSourceAfterInitRecyclesOnceReady) {
  disconnect(at(s(1)));
  rig_.ring_until(at(s(3)));
  connected(at(s(3)));
  recycle(at(s(4)));
  EXPECT_EQ(count<OpenConnection>(), 2u);
  answer_ready(at(s(5)));
  EXPECT_EQ(count<OpenConnection>(), 3u);
}

TEST_F(StsClientRecycle, ChangeOfTheSourceIsForgottenWithTheAttemptItCameIn) {
  disconnect(at(s(1)));
  rig_.ring_until(at(s(3)));
  connected(at(s(3)));
  recycle(at(s(4)));
  disconnect(at(s(5)));
  rig_.ring_until(at(s(9)));
  make_ready(at(s(9)));
  EXPECT_EQ(count<OpenConnection>(), 3u);
}

TEST_F(StsClientRecycle, ChangeOfTheSourceBeforeInitNeedsNone) {
  disconnect(at(s(1)));
  rig_.ring_until(at(s(3)));
  recycle(at(s(3)));
  make_ready(at(s(4)));
  EXPECT_EQ(count<OpenConnection>(), 2u);
}

}  // namespace
}  // namespace sw::core
