// What recycles the session, and when.
#include "tests/unit/core/sts/sts_client_fixture.h"

namespace sw::core {
namespace {

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

// The alarm of the time-out is late, and the connection breaks before it rings.
TEST_F(StsClientRecycle, LossOfTheReplacedConnectionIsNoneOfTheNewOne) {
  for (uint64_t n = 0; n < 4; ++n) {
    rig_.close(rig_.clock, closed_segment(n, rig_.clock));
    rig_.ring_until(rig_.clock + s(8));
  }
  rig_.close(rig_.clock, closed_segment(4, rig_.clock));
  disconnect(rig_.clock + s(8) + ms(30));
  EXPECT_EQ(rig_.all<RecycleWanted>().at(0).cause, RecycleCause::kTimeouts);
  EXPECT_EQ(count<OpenConnection>(), 2u);
  EXPECT_EQ(count<ReconnectAt>(), 0u);
  make_ready(rig_.clock);
  EXPECT_TRUE(rig_.machine.ready());
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
