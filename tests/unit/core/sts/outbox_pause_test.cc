// Segments that wait for a pause, and the one that is sent although the service asked for none.
#include "worker/core/sts_session/outbox.h"

#include "tests/unit/core/sts/dispatcher_fixture.h"

namespace sw::core {
namespace {

constexpr auto kPause = BackpressureAction::kPause;
constexpr auto kSlowDown = BackpressureAction::kSlowDown;
constexpr auto kNone = BackpressureAction::kNone;

class OutboxPause : public DispatcherFixture {};

TEST_F(OutboxPause, HoldsSegmentsBackUntilNone) {
  rig_.signal(at(s(1)), kPause);
  rig_.close(at(s(6)), 0);
  EXPECT_TRUE(rig_.sent.empty());
  rig_.signal(at(s(8)), kNone);
  EXPECT_EQ(rig_.sent_of(0)->when, at(s(8)));
}

TEST_F(OutboxPause, IsNotLiftedBySlowDown) {
  rig_.signal(at(s(1)), kPause);
  rig_.close(at(s(6)), 0);
  rig_.signal(at(s(8)), kSlowDown, 0);
  EXPECT_TRUE(rig_.sent.empty());
}

TEST_F(OutboxPause, LetsTheSegmentFallBackWhenDueAndNotANanosecondEarlier) {
  rig_.signal(at(s(1)), kPause);
  schedule_.set(0, at(s(9)));
  rig_.close(at(s(6)), 0);
  rig_.ring(at(s(9) - kNano));
  EXPECT_EQ(rig_.end_of(0), nullptr);
  rig_.ring_until(at(s(9)));
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kPaused));
  EXPECT_EQ(rig_.end_of(0)->when, at(s(9)));
}

TEST_F(OutboxPause, LetsASegmentThatIsDueAtItsCloseFallBackThen) {
  rig_.signal(at(s(1)), kPause);
  schedule_.set(0, at(s(6)));
  rig_.close(at(s(6)), 0);
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kPaused));
}

TEST_F(OutboxPause, LetsASegmentThatIsPastDueFallBackWhenItBegins) {
  rig_.signal(at(s(1)), kSlowDown, 5000);
  schedule_.set(0, at(s(7)));
  rig_.close(at(s(6)), 0);
  rig_.ring_until(at(s(8)));
  rig_.signal(at(s(8)), kPause);
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kPaused));
}

TEST_F(OutboxPause, LiftedAtTheInstantItIsDueComesTooLate) {
  rig_.signal(at(s(1)), kPause);
  schedule_.set(0, at(s(9)));
  rig_.close(at(s(6)), 0);
  rig_.signal(at(s(9)), kNone);
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kPaused));
  EXPECT_TRUE(rig_.sent.empty());
}

TEST_F(OutboxPause, OfAnotherStreamIsIgnored) {
  rig_.run(at(s(1)), [&](StsEffects& effects) {
    rig_.machine.on_backpressure(at(s(1)), {"live-2", kPause, std::nullopt}, effects);
  });
  rig_.close(at(s(6)), 0);
  EXPECT_EQ(rig_.sent.size(), 1u);
  EXPECT_EQ(rig_.all<ForeignEvent>().size(), 1u);
}

TEST_F(OutboxPause, IsClearedWithTheSession) {
  rig_.signal(at(s(1)), kPause);
  session_over(at(s(2)));
  session_ready(at(s(4)));
  rig_.close(at(s(12)), closed_segment(1, at(s(6))));
  EXPECT_EQ(rig_.sent.size(), 1u);
}

TEST_F(OutboxPause, WaitingSegmentFallsBackWithTheSession) {
  rig_.signal(at(s(1)), kPause);
  rig_.close(at(s(6)), 0);
  session_over(at(s(7)));
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kDisconnected));
}

TEST_F(OutboxPause, MayNotHoldTheOutput) {
  rig_.signal(at(s(1)), kPause);
  rig_.close(at(s(6)), 0);
  EXPECT_FALSE(rig_.machine.may_hold(SegmentNumber(0)));
}

TEST_F(OutboxPause, ComesBeforeASendThatFallsDueAtTheSameInstant) {
  rig_.signal(at(s(1)), kSlowDown, 1000);
  rig_.close(at(s(6)), 0);
  rig_.signal(at(s(7)), kPause);
  EXPECT_TRUE(rig_.sent.empty());
}

class OutboxException : public DispatcherFixture {
 protected:
  OutboxException() { rig_.signal(kStart, kPause); }
};

TEST_F(OutboxException, WaitingSegmentIsSentAfterSixtySecondsAndNotANanosecondEarlier) {
  rig_.close(at(s(54)), 0);
  rig_.ring(at(s(60) - kNano));
  EXPECT_TRUE(rig_.sent.empty());
  rig_.ring_until(at(s(60)));
  ASSERT_EQ(rig_.sent.size(), 1u);
  EXPECT_EQ(rig_.sent[0].when, at(s(60)));
  EXPECT_EQ(rig_.sent[0].exception, 1u);
}

TEST_F(OutboxException, NextSegmentIsSentWhenNoneWaited) {
  rig_.ring_until(at(s(66)));
  rig_.close(at(s(66)), 0);
  EXPECT_EQ(rig_.sent.size(), 1u);
}

TEST_F(OutboxException, IsMadeForASegmentThatWasDueBeforeItClosed) {
  schedule_.set(0, at(s(59)));
  rig_.ring_until(at(s(66)));
  rig_.close(at(s(66)), 0);
  EXPECT_EQ(rig_.sent.size(), 1u);
}

TEST_F(OutboxException, OnlyOneIsSent) {
  for (uint64_t n = 0; n < 3; ++n) rig_.close(at(s(66)), closed_segment(n, at(s(60))));
  EXPECT_EQ(rig_.sent.size(), 1u);
}

TEST_F(OutboxException, OneMoreIsSentEverySixtySecondsWithOneAlert) {
  for (uint64_t n = 0; n < 40; ++n) {
    const Timestamp closes = at(s(6) * static_cast<int64_t>(n + 1));
    schedule_.set(n, closes + ms(500));
    rig_.ring_until(closes);
    rig_.close(closes, n);
  }
  // 60, 120, 180 and 240 s; each in flight until it times out 8 s later.
  ASSERT_EQ(rig_.sent.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(rig_.sent[i].when, at(s(60) * static_cast<int64_t>(i + 1)));
    EXPECT_EQ(rig_.sent[i].exception, i + 1);
  }
  EXPECT_EQ(rig_.all<Alert>().size(), 1u);
}

TEST_F(OutboxException, SlowDownLongerThanTheTimeoutAllowsOne) {
  rig_.signal(kStart, kNone);
  rig_.signal(at(s(1)), kSlowDown, 30'000);
  rig_.close(at(s(48)), 0);
  rig_.ring_until(at(s(61)));
  ASSERT_EQ(rig_.sent.size(), 1u);
  EXPECT_EQ(rig_.sent[0].when, at(s(61)));
  EXPECT_EQ(rig_.sent[0].exception, 1u);
}

TEST_F(OutboxException, IsNotMadeForANormalSendUnderALongSlowDown) {
  rig_.signal(kStart, kNone);
  rig_.signal(at(s(1)), kSlowDown, 9000);
  rig_.close(at(s(6)), 0);
  rig_.ring_until(at(s(15)));
  EXPECT_EQ(rig_.sent_of(0)->when, at(s(15)));
  EXPECT_EQ(rig_.sent_of(0)->exception, 0u);
}

TEST_F(OutboxException, WaitsForTheBreaker) {
  rig_.signal(kStart, kNone);
  fail(kStart, 0, 5);
  rig_.signal(kStart, kPause);
  rig_.close(at(s(29)), closed_segment(5, at(s(23))));
  EXPECT_TRUE(rig_.fell_back(5, FallbackReason::kBreaker));
}

TEST(OutboxPauseLimit, ZeroTurnsExceptionsOff) {
  TestSchedule schedule;
  DispatchSettings settings = test_settings();
  settings.pause_limit = TimeDelta::Zero();
  StsRig<Dispatcher> rig(settings, schedule);
  rig.run(kStart, [&](StsEffects& effects) { rig.machine.on_session_ready(kStart, 3, effects); });
  rig.signal(kStart, kPause);
  rig.close(at(s(6)), 0);
  rig.ring_until(at(s(3000)));
  EXPECT_TRUE(rig.sent.empty());
}

}  // namespace
}  // namespace sw::core
