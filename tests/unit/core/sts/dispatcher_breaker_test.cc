// The breaker among the other rules: what it refuses, what counts, and who is the probe.
#include "tests/unit/core/sts/dispatcher_fixture.h"

namespace sw::core {
namespace {

class DispatcherBreaker : public DispatcherFixture {
 protected:
  BreakerState state() const { return rig_.machine.breaker_state(); }
  // Opens it at the start by segments 0 to 4.
  void open() { fail(kStart, 0, 5); }
};

TEST_F(DispatcherBreaker, SegmentThatClosesWhileItIsOpenFallsBackAtItsClose) {
  open();
  rig_.close(at(s(30) - kNano), closed_segment(5, at(s(24))));
  EXPECT_TRUE(rig_.fell_back(5, FallbackReason::kBreaker));
}

TEST_F(DispatcherBreaker, SegmentThatClosesThirtySecondsLaterIsTheProbe) {
  open();
  rig_.close(at(s(30)), closed_segment(5, at(s(24))));
  ASSERT_NE(rig_.sent_of(5), nullptr);
  EXPECT_TRUE(rig_.sent_of(5)->probe);
}

TEST_F(DispatcherBreaker, SegmentThatClosesBehindAProbeFallsBack) {
  open();
  rig_.close(at(s(30)), closed_segment(5, at(s(24))));
  rig_.close(at(s(36)), closed_segment(6, at(s(30))));
  EXPECT_TRUE(rig_.fell_back(6, FallbackReason::kBreaker));
}

TEST_F(DispatcherBreaker, ProbeThatSucceedsLetsTheNextThrough) {
  open();
  rig_.close(at(s(30)), closed_segment(5, at(s(24))));
  rig_.answer(at(s(31)), 5);
  EXPECT_EQ(state(), BreakerState::kClosed);
  rig_.close(at(s(36)), closed_segment(6, at(s(30))));
  EXPECT_FALSE(rig_.sent_of(6)->probe);
}

TEST_F(DispatcherBreaker, WaitingSegmentFallsBackWhenItOpens) {
  fail(kStart, 0, 4);
  for (uint64_t n = 4; n < 8; ++n) rig_.close(at(s(1)), closed_segment(n, at(s(1))));
  EXPECT_EQ(rig_.end_of(7), nullptr);
  rig_.answer(at(s(2)), 4, kFailed);
  EXPECT_TRUE(rig_.fell_back(7, FallbackReason::kBreaker));
  EXPECT_EQ(rig_.end_of(7)->when, at(s(2)));
}

TEST_F(DispatcherBreaker, FragmentInFlightWhenItOpenedIsStillApplied) {
  rig_.close(kStart, closed_segment(0, kStart));
  fail(at(s(1)), 1, 5);
  rig_.answer(at(s(2)), 0);
  EXPECT_TRUE(rig_.applied(0));
  EXPECT_EQ(state(), BreakerState::kOpen);
}

TEST_F(DispatcherBreaker, OwnTimeOutCounts) {
  for (uint64_t n = 0; n < 5; ++n) {
    rig_.close(rig_.clock, closed_segment(n, rig_.clock));
    rig_.ring_until(rig_.clock + s(8));
  }
  EXPECT_EQ(state(), BreakerState::kOpen);
  EXPECT_EQ(rig_.all<RecycleWanted>().at(0).cause, RecycleCause::kTimeouts);
}

TEST_F(DispatcherBreaker, OpensAtTheInstantOfTheTimeOutThoughTheTimerRangLate) {
  fail(kStart, 0, 4);
  rig_.close(at(s(1)), closed_segment(4, at(s(1))));
  rig_.ring(at(ms(9050)));
  EXPECT_EQ(rig_.all<BreakerMove>().at(0).at, at(s(9)));
  rig_.close(at(s(39)), closed_segment(5, at(s(33))));
  EXPECT_TRUE(rig_.sent_of(5)->probe);
}

TEST_F(DispatcherBreaker, OpeningByErrorsAsksForNoRecycle) {
  open();
  EXPECT_TRUE(rig_.all<RecycleWanted>().empty());
}

TEST_F(DispatcherBreaker, FailedFragmentCountsOnceThoughToldTwice) {
  for (uint64_t n = 0; n < 4; ++n) {
    rig_.close(kStart, closed_segment(n, kStart));
    rig_.error(kStart, ErrorCode::kModelError, fragment_name(n));
    rig_.answer(kStart, n, kFailed);
  }
  EXPECT_EQ(state(), BreakerState::kClosed);
}

TEST_F(DispatcherBreaker, LateResultMovesNothing) {
  fail(kStart, 0, 3);
  rig_.close(kStart, closed_segment(3, kStart));
  rig_.ring_until(at(s(8)));  // the fourth failure
  rig_.answer(at(s(9)), 3);   // too late to reset the count
  fail(at(s(10)), 4, 1);
  EXPECT_EQ(state(), BreakerState::kOpen);
}

TEST_F(DispatcherBreaker, ErrorsWithoutAFragmentMoveNothing) {
  for (int i = 0; i < 10; ++i) rig_.error(kStart, ErrorCode::kTimeout);
  EXPECT_EQ(state(), BreakerState::kClosed);
}

TEST_F(DispatcherBreaker, NonRetryableCodesNeverCount) {
  uint64_t n = 0;
  for (const auto code : {ErrorCode::kStreamNotFound, ErrorCode::kInvalidConfig, ErrorCode::kFragmentTooLarge,
                          ErrorCode::kInvalidSequence}) {
    for (int i = 0; i < 5; ++i, ++n) {
      rig_.close(kStart, closed_segment(n, kStart));
      rig_.answer(kStart, n, kFailed, ErrorReport{code, true});
    }
  }
  EXPECT_EQ(state(), BreakerState::kClosed);
}

TEST_F(DispatcherBreaker, UnusableAudioIsNeutral) {
  fail(kStart, 0, 4);
  rig_.usable = false;
  rig_.close(kStart, closed_segment(4, kStart));
  rig_.answer(kStart, 4);
  EXPECT_EQ(state(), BreakerState::kClosed);
  fail(kStart, 5, 1);
  EXPECT_EQ(state(), BreakerState::kOpen);
}

TEST_F(DispatcherBreaker, DisconnectsAreNeutral) {
  fail(kStart, 0, 4);
  for (uint64_t n = 4; n < 7; ++n) rig_.close(kStart, closed_segment(n, kStart));
  session_over(at(s(1)));
  EXPECT_EQ(state(), BreakerState::kClosed);
}

TEST_F(DispatcherBreaker, UsableResultAfterAPlayoutFallbackResetsTheCount) {
  fail(kStart, 0, 4);
  rig_.close(kStart, closed_segment(4, kStart));
  rig_.hold_expires(at(s(1)), 4);
  rig_.answer(at(s(2)), 4);
  fail(at(s(3)), 5, 4);
  EXPECT_EQ(state(), BreakerState::kClosed);
}

TEST_F(DispatcherBreaker, PartialWithUsableAudioResetsTheCount) {
  fail(kStart, 0, 4);
  rig_.close(kStart, closed_segment(4, kStart));
  rig_.answer(kStart, 4, ResultStatus::kPartial);
  fail(kStart, 5, 4);
  EXPECT_EQ(state(), BreakerState::kClosed);
}

TEST_F(DispatcherBreaker, ResultInTimeCountsAsSuccessThoughItsVerdictComesAfterTheTimeOut) {
  fail(kStart, 0, 4);
  rig_.usable.reset();
  rig_.close(kStart, closed_segment(4, kStart));
  rig_.answer(at(s(8) - kNano), 4);
  rig_.verdict(at(s(9)), 4, true);
  EXPECT_TRUE(rig_.applied(4));
  fail(at(s(10)), 5, 4);
  EXPECT_EQ(state(), BreakerState::kClosed);
}

TEST_F(DispatcherBreaker, OutlivesTheSession) {
  open();
  session_over(at(s(1)));
  session_ready(at(s(3)));
  rig_.close(at(s(12)), closed_segment(5, at(s(6))));
  EXPECT_TRUE(rig_.fell_back(5, FallbackReason::kBreaker));
}

TEST_F(DispatcherBreaker, FirstFragmentAfterReadyMayBeTheProbe) {
  open();
  session_over(at(s(1)));
  session_ready(at(s(31)));
  rig_.close(at(s(42)), closed_segment(5, at(s(36))));
  EXPECT_TRUE(rig_.sent_of(5)->probe);
  EXPECT_EQ(rig_.sent_of(5)->sequence, 0u);
}

TEST_F(DispatcherBreaker, ProbeThatTimesOutReopensAndAsksForARecycle) {
  open();
  rig_.close(at(s(30)), closed_segment(5, at(s(24))));
  rig_.ring_until(at(s(38)));
  EXPECT_EQ(state(), BreakerState::kOpen);
  EXPECT_EQ(rig_.all<RecycleWanted>().at(0).cause, RecycleCause::kProbeTimeout);
  rig_.close(at(s(68) - kNano), closed_segment(6, at(s(60))));
  rig_.close(at(s(68)), closed_segment(7, at(s(62))));
  EXPECT_TRUE(rig_.fell_back(6, FallbackReason::kBreaker));
  EXPECT_TRUE(rig_.sent_of(7)->probe);
}

TEST_F(DispatcherBreaker, ProbeLostWithItsSessionLeavesItHalfOpenForTheNext) {
  open();
  rig_.close(at(s(30)), closed_segment(5, at(s(24))));
  session_over(at(s(31)));
  session_ready(at(s(33)));
  EXPECT_EQ(state(), BreakerState::kHalfOpen);
  rig_.close(at(s(42)), closed_segment(6, at(s(36))));
  EXPECT_TRUE(rig_.sent_of(6)->probe);
}

TEST_F(DispatcherBreaker, ProbeThatIsRefusedLeavesItHalfOpenForTheNext) {
  open();
  rig_.refuse = Refusal::kTooLarge;
  rig_.close(at(s(30)), closed_segment(5, at(s(24))));
  rig_.refuse.reset();
  rig_.close(at(s(36)), closed_segment(6, at(s(30))));
  EXPECT_TRUE(rig_.sent_of(6)->probe);
}

TEST_F(DispatcherBreaker, ProbeWithANonRetryableErrorLeavesItHalfOpenForTheNext) {
  open();
  rig_.close(at(s(30)), closed_segment(5, at(s(24))));
  rig_.answer(at(s(31)), 5, kFailed, ErrorReport{ErrorCode::kFragmentTooLarge, false});
  EXPECT_EQ(state(), BreakerState::kHalfOpen);
  rig_.close(at(s(36)), closed_segment(6, at(s(30))));
  EXPECT_TRUE(rig_.sent_of(6)->probe);
}

TEST_F(DispatcherBreaker, SegmentsThatWaitInHalfOpenFallBackOnceOneOfThemIsTheProbe) {
  open();
  rig_.ring_until(at(s(30)));
  rig_.signal(at(s(31)), BackpressureAction::kPause);
  rig_.close(at(s(32)), closed_segment(5, at(s(30))));
  rig_.close(at(s(38)), closed_segment(6, at(s(32))));
  rig_.signal(at(s(39)), BackpressureAction::kNone);
  EXPECT_TRUE(rig_.sent_of(5)->probe);
  EXPECT_TRUE(rig_.fell_back(6, FallbackReason::kBreaker));
}

TEST_F(DispatcherBreaker, EveryMoveIsTold) {
  open();
  rig_.close(at(s(30)), closed_segment(5, at(s(24))));
  rig_.answer(at(s(31)), 5);
  const auto moves = rig_.all<BreakerMove>();
  ASSERT_EQ(moves.size(), 3u);
  EXPECT_EQ(moves[0].to, BreakerState::kOpen);
  EXPECT_EQ(moves[1].to, BreakerState::kHalfOpen);
  EXPECT_EQ(moves[1].at, at(s(30)));
  EXPECT_EQ(moves[2].to, BreakerState::kClosed);
}

}  // namespace
}  // namespace sw::core
