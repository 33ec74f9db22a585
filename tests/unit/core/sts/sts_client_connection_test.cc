// Attempts and losses, and what they do to segments.
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

}  // namespace
}  // namespace sw::core
