#include "worker/core/sts_session/sts_session.h"

#include <gtest/gtest.h>

#include "tests/unit/core/sts/sts_times.h"

namespace sw::core {
namespace {

StreamReady ready_message(int64_t max_inflight) { return {"live-1", "session-1", max_inflight, {}}; }

class StsSessionTest : public testing::Test {
 protected:
  template <class Effect>
  int count() const {
    int n = 0;
    for (const StsEffect& effect : effects_) n += std::holds_alternative<Effect>(effect) ? 1 : 0;
    return n;
  }
  template <class Effect>
  const Effect* find() const {
    for (const StsEffect& effect : effects_) {
      if (const auto* found = std::get_if<Effect>(&effect)) return found;
    }
    return nullptr;
  }
  void connect(Timestamp now) { session_.on_connected(now, effects_); }
  void answer(Timestamp now, int64_t max_inflight = 3) {
    session_.on_stream_ready(now, ready_message(max_inflight), effects_);
  }
  void make_ready() {
    connect(kStart);
    answer(kStart);
    effects_.clear();
  }
  void ring(Timestamp now) { session_.on_time(now, effects_); }
  void expect_failed(AttemptFailure why) {
    ASSERT_NE(find<AttemptFailed>(), nullptr);
    EXPECT_EQ(find<AttemptFailed>()->why, why);
    EXPECT_EQ(count<CloseConnection>(), 1);
    EXPECT_TRUE(session_.closed());
  }
  void expect_over(SessionEnd how) {
    ASSERT_NE(find<SessionOver>(), nullptr);
    EXPECT_EQ(find<SessionOver>()->how, how);
    EXPECT_EQ(count<CloseConnection>(), 1);
    EXPECT_TRUE(session_.closed());
  }

  StsSession session_{*StreamId::parse("live-1"), 3, s(8), kStart};
  StsEffects effects_;
};

TEST_F(StsSessionTest, AttemptFailsTenSecondsAfterItBeganWithoutConnectAndNotANanosecondEarlier) {
  ring(at(s(10) - kNano));
  EXPECT_TRUE(effects_.empty());
  ring(at(s(10)));
  expect_failed(AttemptFailure::kConnectTimeout);
}

TEST_F(StsSessionTest, ConnectAtTenSecondsIsTooLate) {
  connect(at(s(10)));
  expect_failed(AttemptFailure::kConnectTimeout);
  EXPECT_EQ(count<SendStreamInit>(), 0);
}

TEST_F(StsSessionTest, SendsStreamInitOnceConnected) {
  connect(at(s(10) - kNano));
  EXPECT_EQ(count<SendStreamInit>(), 1);
}

TEST_F(StsSessionTest, AttemptFailsTenSecondsAfterInitWithoutReadyAndNotANanosecondEarlier) {
  connect(at(s(4)));
  effects_.clear();
  ring(at(s(14) - kNano));
  EXPECT_TRUE(effects_.empty());
  ring(at(s(14)));
  expect_failed(AttemptFailure::kReadyTimeout);
}

TEST_F(StsSessionTest, ReadyAtTenSecondsIsTooLate) {
  connect(kStart);
  answer(at(s(10)));
  expect_failed(AttemptFailure::kReadyTimeout);
  EXPECT_EQ(find<SessionReady>(), nullptr);
}

TEST_F(StsSessionTest, TimerOfThePhaseBeforeDoesNothing) {
  connect(at(s(4)));
  effects_.clear();
  ring(at(s(10)));
  EXPECT_TRUE(effects_.empty());
}

TEST_F(StsSessionTest, ReadyBeforeConnectIsIgnored) {
  answer(kStart);
  EXPECT_TRUE(effects_.empty());
}

TEST_F(StsSessionTest, LowerConfirmedLimitHolds) {
  connect(kStart);
  answer(kStart, 2);
  EXPECT_EQ(find<SessionReady>()->limit, 2u);
}

TEST_F(StsSessionTest, HigherConfirmedLimitDoesNotRaiseTheAskedOne) {
  connect(kStart);
  answer(kStart, 1'000'000'000'000);
  EXPECT_EQ(find<SessionReady>()->limit, 3u);
}

TEST_F(StsSessionTest, ConfirmedLimitOfZeroIsAFailedAttempt) {
  connect(kStart);
  answer(kStart, 0);
  expect_failed(AttemptFailure::kNoSlots);
}

TEST_F(StsSessionTest, ConfirmedLimitBelowZeroIsAFailedAttempt) {
  connect(kStart);
  answer(kStart, -3);
  expect_failed(AttemptFailure::kNoSlots);
}

TEST_F(StsSessionTest, ReadyOfAnotherStreamIsIgnored) {
  connect(kStart);
  session_.on_stream_ready(kStart, {"live-2", "x", 3, {}}, effects_);
  EXPECT_EQ(count<ForeignEvent>(), 1);
  EXPECT_FALSE(session_.ready());
}

TEST_F(StsSessionTest, SecondReadyIsIgnored) {
  make_ready();
  answer(at(s(1)), 0);
  EXPECT_TRUE(effects_.empty());
  EXPECT_TRUE(session_.ready());
}

TEST_F(StsSessionTest, InvalidConfigBeforeReadyIsAFailedAttempt) {
  connect(kStart);
  session_.on_error(kStart, ErrorCode::kInvalidConfig, effects_);
  expect_failed(AttemptFailure::kInvalidConfig);
}

TEST_F(StsSessionTest, OtherErrorBeforeReadyDecidesNothing) {
  connect(kStart);
  effects_.clear();
  session_.on_error(kStart, ErrorCode::kStreamNotFound, effects_);
  EXPECT_TRUE(effects_.empty());
}

TEST_F(StsSessionTest, InvalidConfigAfterReadyDecidesNothing) {
  make_ready();
  session_.on_error(kStart, ErrorCode::kInvalidConfig, effects_);
  EXPECT_TRUE(effects_.empty());
}

TEST_F(StsSessionTest, CloseBeforeReadyIsAFailedAttempt) {
  connect(kStart);
  session_.on_closed(kStart, effects_);
  expect_failed(AttemptFailure::kClosed);
}

TEST_F(StsSessionTest, CloseWhileReadyIsALoss) {
  make_ready();
  session_.on_closed(at(s(3)), effects_);
  expect_over(SessionEnd::kLost);
}

TEST_F(StsSessionTest, ReadySessionHasNoDeadline) {
  make_ready();
  EXPECT_EQ(session_.deadline(), std::nullopt);
}

TEST_F(StsSessionTest, PauseAndResumeAreSentOncePerChange) {
  make_ready();
  session_.pause_input(effects_);
  session_.pause_input(effects_);
  EXPECT_EQ(count<SendStreamPause>(), 1);
  session_.resume_input(effects_);
  session_.resume_input(effects_);
  EXPECT_EQ(count<SendStreamResume>(), 1);
}

TEST_F(StsSessionTest, PauseBeforeReadyIsNotSent) {
  connect(kStart);
  effects_.clear();
  session_.pause_input(effects_);
  EXPECT_TRUE(effects_.empty());
}

TEST_F(StsSessionTest, ResultsAreAwaitedOneTimeoutAndCompleteFiveSecondsMore) {
  make_ready();
  session_.end(at(s(2)), effects_);
  EXPECT_EQ(count<SendStreamEnd>(), 1);
  EXPECT_EQ(session_.deadline(), at(s(10)));
  ring(at(s(10)));
  EXPECT_EQ(session_.deadline(), at(s(15)));
  ring(at(s(15) - kNano));
  EXPECT_FALSE(session_.closed());
  ring(at(s(15)));
  expect_over(SessionEnd::kNotCompleted);
}

TEST_F(StsSessionTest, OneLateTimerPassesBothWaits) {
  make_ready();
  session_.end(at(s(2)), effects_);
  ring(at(s(15)));
  expect_over(SessionEnd::kNotCompleted);
}

TEST_F(StsSessionTest, CompleteIsAwaitedFiveSecondsFromTheLastResult) {
  make_ready();
  session_.end(at(s(2)), effects_);
  session_.on_nothing_in_flight(at(s(3)), effects_);
  EXPECT_EQ(session_.deadline(), at(s(8)));
}

TEST_F(StsSessionTest, CompleteEndsTheSession) {
  make_ready();
  session_.end(at(s(2)), effects_);
  session_.on_nothing_in_flight(at(s(3)), effects_);
  session_.on_complete(at(s(4)), {"live-1"}, effects_);
  expect_over(SessionEnd::kCompleted);
}

TEST_F(StsSessionTest, CompleteBeforeTheLastResultWaitsForIt) {
  make_ready();
  session_.end(at(s(2)), effects_);
  session_.on_complete(at(s(3)), {"live-1"}, effects_);
  EXPECT_FALSE(session_.closed());
  session_.on_nothing_in_flight(at(s(4)), effects_);
  expect_over(SessionEnd::kCompleted);
}

TEST_F(StsSessionTest, CompleteWithoutTheLastResultEndsTheSessionAtTheTimeout) {
  make_ready();
  session_.end(at(s(2)), effects_);
  session_.on_complete(at(s(3)), {"live-1"}, effects_);
  ring(at(s(10)));
  expect_over(SessionEnd::kCompleted);
}

TEST_F(StsSessionTest, CompleteOfAnotherStreamIsIgnored) {
  make_ready();
  session_.end(at(s(2)), effects_);
  session_.on_nothing_in_flight(at(s(3)), effects_);
  session_.on_complete(at(s(4)), {"live-2"}, effects_);
  EXPECT_FALSE(session_.closed());
}

TEST_F(StsSessionTest, CompleteThatNobodyAskedForIsIgnored) {
  make_ready();
  session_.on_complete(at(s(4)), {"live-1"}, effects_);
  EXPECT_TRUE(session_.ready());
}

TEST_F(StsSessionTest, CloseAfterEndIsNoLoss) {
  make_ready();
  session_.end(at(s(2)), effects_);
  session_.on_closed(at(s(3)), effects_);
  expect_over(SessionEnd::kNotCompleted);
}

TEST_F(StsSessionTest, NothingMovesAClosedSession) {
  make_ready();
  session_.on_closed(at(s(1)), effects_);
  effects_.clear();
  connect(at(s(2)));
  answer(at(s(2)));
  session_.on_closed(at(s(2)), effects_);
  session_.end(at(s(2)), effects_);
  session_.on_nothing_in_flight(at(s(2)), effects_);
  session_.on_complete(at(s(2)), {"live-1"}, effects_);
  ring(at(s(100)));
  EXPECT_TRUE(effects_.empty());
}

}  // namespace
}  // namespace sw::core
