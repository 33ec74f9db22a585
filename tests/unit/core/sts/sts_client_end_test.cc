// stream:pause and stream:resume around a loss of the input, and the worker's end.
#include "tests/unit/core/sts/sts_client_fixture.h"

namespace sw::core {
namespace {

class StsClientInput : public StsClientFixture {
 protected:
  StsClientInput() { start_ready(1); }
};

TEST_F(StsClientInput, LossIsTold) {
  lose_input(at(s(3)));
  EXPECT_EQ(count<SendStreamPause>(), 1u);
  return_input(at(s(5)));
  EXPECT_EQ(count<SendStreamResume>(), 1u);
}

TEST_F(StsClientInput, RestOfTheSegmentIsSentBeforePause) {
  rig_.close(at(s(6)), 0);
  rig_.close(at(s(9)), 1);
  lose_input(at(s(9)));
  EXPECT_EQ(count<SendStreamPause>(), 0u);
  rig_.answer(at(s(10)), 0);
  EXPECT_EQ(rig_.sent_of(1)->when, at(s(10)));
  EXPECT_EQ(count<SendStreamPause>(), 1u);
  EXPECT_TRUE(std::holds_alternative<SendStreamPause>(rig_.log.back()));
}

TEST_F(StsClientInput, PauseWaitsUntilTheRestIsGivenUp) {
  rig_.signal(at(s(1)), BackpressureAction::kPause);
  schedule_.set(0, at(s(8)));
  rig_.close(at(s(6)), 0);
  lose_input(at(s(6)));
  EXPECT_EQ(count<SendStreamPause>(), 0u);
  rig_.ring_until(at(s(8)));
  EXPECT_EQ(count<SendStreamPause>(), 1u);
}

TEST_F(StsClientInput, ReturnBeforeThePauseWentOutSaysNothing) {
  rig_.close(at(s(6)), 0);
  rig_.close(at(s(9)), 1);
  lose_input(at(s(9)));
  return_input(at(s(10)));
  rig_.answer(at(s(11)), 0);
  EXPECT_EQ(count<SendStreamPause>(), 0u);
  EXPECT_EQ(count<SendStreamResume>(), 0u);
}

TEST_F(StsClientInput, NewSessionIsToldThatTheInputIsStillLost) {
  lose_input(at(s(3)));
  disconnect(at(s(4)));
  rig_.ring_until(at(s(6)));
  make_ready(at(s(7)));
  EXPECT_EQ(count<SendStreamPause>(), 2u);
}

class StsClientEnd : public StsClientFixture {
 protected:
  StsClientEnd() { start_ready(1); }
  void expect_nothing_more() {
    const auto happened = rig_.log.size();
    rig_.ring_until(rig_.clock + s(300));
    EXPECT_EQ(rig_.log.size(), happened);
  }
};

TEST_F(StsClientEnd, EndGoesOutRightAfterTheLastFragment) {
  rig_.close(at(s(6)), 0);
  rig_.close(at(s(12)), closed_segment(1, at(s(6))));
  rig_.drain(at(s(12)), DrainKind::kEnd);
  EXPECT_EQ(count<SendStreamEnd>(), 0u);
  rig_.answer(at(s(13)), 0);
  EXPECT_EQ(rig_.sent_of(1)->when, at(s(13)));
  EXPECT_TRUE(std::holds_alternative<SendStreamEnd>(rig_.log.back()));
}

TEST_F(StsClientEnd, LastResultIsStillApplied) {
  rig_.close(at(s(6)), 0);
  rig_.drain(at(s(6)), DrainKind::kEnd);
  rig_.answer(at(s(7)), 0);
  EXPECT_TRUE(rig_.applied(0));
  EXPECT_EQ(rig_.ack_of(0), AckStatus::kApplied);
}

TEST_F(StsClientEnd, CompleteClosesTheConnectionAndEndsIt) {
  rig_.close(at(s(6)), 0);
  rig_.drain(at(s(6)), DrainKind::kEnd);
  rig_.answer(at(s(7)), 0);
  complete(at(s(8)));
  EXPECT_EQ(rig_.all<SessionOver>().at(0).how, SessionEnd::kCompleted);
  ASSERT_EQ(count<StsOver>(), 1u);
  EXPECT_FALSE(rig_.all<StsOver>()[0].gave_up);
  expect_nothing_more();
}

TEST_F(StsClientEnd, ResultsAreAwaitedOneTimeoutAndCompleteFiveSecondsMore) {
  rig_.close(at(s(6)), 0);
  rig_.drain(at(s(6)), DrainKind::kEnd);
  rig_.ring_until(at(s(14)));
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kTimeout));
  rig_.ring(at(s(19) - kNano));
  EXPECT_EQ(count<StsOver>(), 0u);
  rig_.ring_until(at(s(19)));
  EXPECT_EQ(rig_.all<SessionOver>().at(0).how, SessionEnd::kNotCompleted);
  EXPECT_EQ(count<StsOver>(), 1u);
}

TEST_F(StsClientEnd, FragmentThatTimesOutAsTheWaitEndsFellBackForThat) {
  rig_.close(at(s(6)), 0);
  rig_.drain(at(s(6)), DrainKind::kEnd);
  complete(at(s(7)));
  rig_.ring_until(at(s(14)));
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kTimeout));
  EXPECT_EQ(count<StsOver>(), 1u);
}

TEST_F(StsClientEnd, WithNothingInFlightOnlyCompleteIsAwaited) {
  rig_.drain(at(s(2)), DrainKind::kEnd);
  EXPECT_EQ(count<SendStreamEnd>(), 1u);
  rig_.ring_until(at(s(7)));
  EXPECT_EQ(count<StsOver>(), 1u);
}

TEST_F(StsClientEnd, LossAfterEndIsNotReconnected) {
  rig_.close(at(s(6)), 0);
  rig_.drain(at(s(6)), DrainKind::kEnd);
  disconnect(at(s(7)));
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kDisconnected));
  EXPECT_EQ(count<StsOver>(), 1u);
  EXPECT_EQ(count<ReconnectAt>(), 0u);
}

TEST_F(StsClientEnd, LossBeforeEndCouldGoOutIsNotReconnected) {
  rig_.close(at(s(6)), 0);
  rig_.close(at(s(12)), closed_segment(1, at(s(6))));
  rig_.drain(at(s(12)), DrainKind::kEnd);
  disconnect(at(s(13)));
  EXPECT_TRUE(rig_.fell_back(1, FallbackReason::kDisconnected));
  EXPECT_EQ(count<StsOver>(), 1u);
  expect_nothing_more();
}

TEST_F(StsClientEnd, DuringAnOutageReconnectingStops) {
  disconnect(at(s(1)));
  rig_.drain(at(s(2)), DrainKind::kEnd);
  ASSERT_EQ(count<StsOver>(), 1u);
  EXPECT_FALSE(rig_.all<StsOver>()[0].gave_up);
  expect_nothing_more();
}

TEST_F(StsClientEnd, DuringAnAttemptTheConnectionIsClosed) {
  disconnect(at(s(1)));
  rig_.ring_until(at(s(3)));
  const auto closed = count<CloseConnection>();
  rig_.drain(at(s(4)), DrainKind::kEnd);
  EXPECT_EQ(count<CloseConnection>(), closed + 1);
  EXPECT_EQ(count<StsOver>(), 1u);
}

TEST_F(StsClientEnd, SignalSendsEndAtOnceThoughSegmentsWaited) {
  rig_.close(at(s(6)), 0);
  rig_.close(at(s(12)), closed_segment(1, at(s(6))));
  rig_.drain(at(s(13)), DrainKind::kSignal);
  EXPECT_TRUE(rig_.fell_back(1, FallbackReason::kDrain));
  EXPECT_EQ(count<SendStreamEnd>(), 1u);
}

TEST_F(StsClientEnd, SegmentThatClosesAfterEndIsNotSent) {
  rig_.drain(at(s(2)), DrainKind::kEnd);
  rig_.close(at(s(3)), closed_segment(0, kStart));
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kDrain));
}

TEST_F(StsClientEnd, NoRecycleComesDuringADrain) {
  rig_.close(at(s(6)), 0);
  rig_.drain(at(s(6)), DrainKind::kEnd);
  rig_.error(at(s(7)), ErrorCode::kStreamNotFound);
  EXPECT_EQ(count<OpenConnection>(), 1u);
}

TEST_F(StsClientEnd, SecondDrainSaysOverOnce) {
  rig_.drain(at(s(2)), DrainKind::kEnd);
  complete(at(s(3)));
  rig_.drain(at(s(4)), DrainKind::kSignal);
  EXPECT_EQ(count<StsOver>(), 1u);
}

}  // namespace
}  // namespace sw::core
