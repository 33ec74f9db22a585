// Segments that wait for a slow_down or a slot: until when, and for which reason they fall back.
#include "worker/core/sts_session/outbox.h"

#include "tests/unit/core/sts/dispatcher_fixture.h"

namespace sw::core {
namespace {

constexpr auto kPause = BackpressureAction::kPause;
constexpr auto kSlowDown = BackpressureAction::kSlowDown;
constexpr auto kNone = BackpressureAction::kNone;

class OutboxSlowDown : public DispatcherFixture {};

TEST_F(OutboxSlowDown, SendsTheDelayAfterTheSegmentWasReadyAndNotANanosecondEarlier) {
  rig_.signal(at(s(1)), kSlowDown, 1500);
  rig_.close(at(s(6)), 0);
  rig_.ring(at(ms(7500) - kNano));
  EXPECT_TRUE(rig_.sent.empty());
  rig_.ring_until(at(ms(7500)));
  EXPECT_EQ(rig_.sent_of(0)->when, at(ms(7500)));
}

TEST_F(OutboxSlowDown, AppliesToEverySend) {
  rig_.signal(at(s(1)), kSlowDown, 2000);
  for (uint64_t n = 0; n < 4; ++n) {
    const Timestamp closes = at(s(6) * static_cast<int64_t>(n + 1));
    rig_.close(closes, n);
    rig_.ring_until(closes + s(5));
    EXPECT_EQ(rig_.sent_of(n)->when, closes + s(2));
  }
}

TEST_F(OutboxSlowDown, DelaysFromThePreviousSendWhereThatIsLater) {
  rig_.signal(at(s(1)), kSlowDown, 4000);
  rig_.close(at(s(6)), closed_segment(0, kStart));
  rig_.close(at(s(7)), closed_segment(1, kStart));
  rig_.ring_until(at(s(20)));
  EXPECT_EQ(rig_.sent_of(0)->when, at(s(10)));
  EXPECT_EQ(rig_.sent_of(1)->when, at(s(14)));
}

TEST_F(OutboxSlowDown, NewEventRecomputesAWaitingSendAtOnce) {
  rig_.signal(at(s(1)), kSlowDown, 7000);
  rig_.close(at(s(6)), 0);
  rig_.signal(at(s(9)), kSlowDown, 1000);
  EXPECT_EQ(rig_.sent_of(0)->when, at(s(9)));
}

TEST_F(OutboxSlowDown, NoneSendsAWaitingSegmentAtOnce) {
  rig_.signal(at(s(1)), kSlowDown, 7000);
  rig_.close(at(s(6)), 0);
  rig_.signal(at(s(8)), kNone);
  EXPECT_EQ(rig_.sent_of(0)->when, at(s(8)));
}

TEST_F(OutboxSlowDown, OfEightSecondsMayHoldTheOutputPastDue) {
  rig_.signal(at(s(1)), kSlowDown, 8000);
  schedule_.set(0, at(s(7)));
  rig_.close(at(s(6)), 0);
  EXPECT_TRUE(rig_.machine.may_hold(SegmentNumber(0)));
  rig_.ring_until(at(s(14)));
  EXPECT_EQ(rig_.sent_of(0)->when, at(s(14)));
}

TEST_F(OutboxSlowDown, LongerThanEightSecondsFallsBackWhenDue) {
  rig_.signal(at(s(1)), kSlowDown, 8001);
  schedule_.set(0, at(s(7)));
  rig_.close(at(s(6)), 0);
  EXPECT_FALSE(rig_.machine.may_hold(SegmentNumber(0)));
  rig_.ring_until(at(s(7)));
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kSlowDown));
}

TEST_F(OutboxSlowDown, LongerThanEightSecondsIsSentWhereItIsDueLater) {
  rig_.signal(at(s(1)), kSlowDown, 9000);
  schedule_.set(0, at(s(15)));
  rig_.close(at(s(6)), 0);
  rig_.ring_until(at(s(15)));
  EXPECT_EQ(rig_.sent_of(0)->when, at(s(15)));
}

TEST_F(OutboxSlowDown, PlayoutEndsTheWait) {
  rig_.signal(at(s(1)), kSlowDown, 8000);
  schedule_.set(0, at(s(5)));
  rig_.close(at(s(6)), 0);
  rig_.hold_expires(at(s(13)), 0);
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kPlayout));
  rig_.ring_until(at(s(20)));
  EXPECT_TRUE(rig_.sent.empty());
}

TEST_F(OutboxSlowDown, SentSegmentMayHoldTheOutputUntilItIsOver) {
  rig_.close(at(s(6)), 0);
  EXPECT_TRUE(rig_.machine.may_hold(SegmentNumber(0)));
  rig_.answer(at(s(7)), 0);
  EXPECT_FALSE(rig_.machine.may_hold(SegmentNumber(0)));
}

class OutboxOverload : public DispatcherFixture {
 protected:
  OutboxOverload() : DispatcherFixture(1) {}
  // Gives the session a history of one round trip.
  void round_trip(TimeDelta value) {
    rig_.close(kStart, 0);
    rig_.answer(kStart + value, 0);
  }
};

TEST_F(OutboxOverload, SegmentThatFindsASlotIsSentHoweverLateItIs) {
  round_trip(s(7));
  schedule_.set(1, at(s(1)));
  rig_.close(at(s(12)), 1);
  EXPECT_NE(rig_.sent_of(1), nullptr);
}

TEST_F(OutboxOverload, SegmentThatCanBeBackWhenDueWaitsForASlot) {
  round_trip(s(3));
  rig_.close(at(s(6)), 1);
  schedule_.set(2, at(s(15)));
  rig_.close(at(s(12)), 2);
  EXPECT_EQ(rig_.end_of(2), nullptr);
  rig_.answer(at(ms(12'000)), 1);
  EXPECT_EQ(rig_.sent_of(2)->when, at(s(12)));
}

TEST_F(OutboxOverload, SegmentThatWouldBeBackANanosecondLateFallsBackAtItsClose) {
  round_trip(s(3));
  rig_.close(at(s(6)), 1);
  schedule_.set(2, at(s(15) - kNano));
  rig_.close(at(s(12)), 2);
  EXPECT_TRUE(rig_.fell_back(2, FallbackReason::kOverload));
  EXPECT_EQ(rig_.end_of(2)->when, at(s(12)));
}

TEST_F(OutboxOverload, IsTestedAgainWhenASlotIsFreed) {
  round_trip(s(1));
  rig_.close(at(s(6)), 1);
  schedule_.set(2, at(s(15)));
  rig_.close(at(s(12)), 2);
  EXPECT_EQ(rig_.end_of(2), nullptr);
  // Freed at 13 s; the round trips are now 1 s and 7 s, so the lower median still lets it through.
  rig_.answer(at(s(13)), 1);
  EXPECT_EQ(rig_.sent_of(2)->when, at(s(13)));
}

TEST_F(OutboxOverload, FallsBackAtAFreedSlotThatComesTooLate) {
  round_trip(s(3));
  rig_.close(at(s(6)), 1);
  schedule_.set(2, at(s(16)));
  rig_.close(at(s(12)), 2);
  EXPECT_EQ(rig_.end_of(2), nullptr);
  // 3 s and 7.5 s: the lower median is 3 s, and 13.5 + 3 is past 16.
  rig_.answer(at(ms(13'500)), 1);
  EXPECT_TRUE(rig_.fell_back(2, FallbackReason::kOverload));
  EXPECT_EQ(rig_.sent_of(2), nullptr);
}

TEST_F(OutboxOverload, TimeOutFreesASlotAndCountsWithItsWholeLength) {
  rig_.close(at(s(6)), 0);
  schedule_.set(1, at(s(22)));
  schedule_.set(2, at(s(22)));
  rig_.close(at(s(7)), closed_segment(1, kStart));
  rig_.close(at(s(8)), closed_segment(2, kStart));
  rig_.ring_until(at(s(14)));
  // 14 + 8 is not past 22: the one is sent, the other waits and is tested again at the next freed slot.
  EXPECT_EQ(rig_.sent_of(1)->when, at(s(14)));
  EXPECT_EQ(rig_.end_of(2), nullptr);
  rig_.answer(at(s(15)), 1);
  EXPECT_EQ(rig_.sent_of(2)->when, at(s(15)));
}

TEST_F(OutboxOverload, WithoutARoundTripItWaitsUntilDue) {
  rig_.close(at(s(6)), 0);
  schedule_.set(1, at(ms(12'500)));
  rig_.close(at(s(12)), 1);
  rig_.ring(at(ms(12'500) - kNano));
  EXPECT_EQ(rig_.end_of(1), nullptr);
  rig_.ring_until(at(ms(12'500)));
  EXPECT_TRUE(rig_.fell_back(1, FallbackReason::kOverload));
}

TEST_F(OutboxOverload, SegmentWithoutASlotThatIsDueAtItsCloseFallsBackThen) {
  rig_.close(at(s(6)), 0);
  schedule_.set(1, at(s(12)));
  rig_.close(at(s(12)), 1);
  EXPECT_TRUE(rig_.fell_back(1, FallbackReason::kOverload));
}

TEST_F(OutboxOverload, SegmentThatWaitedForAPauseIsTestedWhenItFirstFindsNoSlot) {
  round_trip(s(3));
  rig_.close(at(s(6)), 1);
  rig_.signal(at(s(7)), kPause);
  schedule_.set(2, at(s(15)));
  rig_.close(at(s(12)), 2);
  EXPECT_EQ(rig_.end_of(2), nullptr);
  rig_.signal(at(s(12) + kNano), kNone);
  EXPECT_TRUE(rig_.fell_back(2, FallbackReason::kOverload));
}

TEST_F(OutboxOverload, SegmentWithoutASlotMayNotHoldTheOutput) {
  rig_.close(at(s(6)), 0);
  rig_.signal(at(s(7)), kSlowDown, 1000);
  rig_.close(at(s(12)), 1);
  EXPECT_FALSE(rig_.machine.may_hold(SegmentNumber(1)));
}

TEST_F(OutboxOverload, SegmentBehindTheOneThatTakesTheLastSlotWaitsForAnother) {
  rig_.signal(at(s(1)), kSlowDown, 7000);
  schedule_.set(1, at(s(12)));
  rig_.close(at(s(6)), closed_segment(0, kStart));
  rig_.close(at(s(7)), closed_segment(1, kStart));
  EXPECT_TRUE(rig_.machine.may_hold(SegmentNumber(0)));
  EXPECT_FALSE(rig_.machine.may_hold(SegmentNumber(1)));
  rig_.ring_until(at(s(12)));
  EXPECT_TRUE(rig_.fell_back(1, FallbackReason::kOverload));
}

TEST_F(OutboxOverload, DueTimesMayMoveWhileSegmentsWait) {
  rig_.close(at(s(6)), 0);
  schedule_.set(1, at(s(12)) + ms(500));
  rig_.close(at(s(12)), 1);
  schedule_.set(1, at(s(13)));
  EXPECT_EQ(rig_.machine.deadline(), at(s(13)));
}

}  // namespace
}  // namespace sw::core
