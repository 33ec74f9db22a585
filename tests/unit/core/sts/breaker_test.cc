#include "worker/core/breaker/breaker.h"

#include <gtest/gtest.h>

#include "tests/unit/core/sts/sts_times.h"

namespace sw::core {
namespace {

class BreakerTest : public testing::Test {
 protected:
  BreakerTicket admit(Timestamp now) { return breaker_.admit(now, moves_); }
  void settle(Timestamp now, BreakerTicket ticket, Outcome outcome) { breaker_.settle(now, ticket, outcome, moves_); }
  void fail(Timestamp now, int times) {
    for (int i = 0; i < times; ++i) settle(now, admit(now), Outcome::kFailure);
  }
  // Opens it at the start.
  void open() { fail(kStart, 5); }

  Breaker breaker_;
  BreakerMoves moves_;
};

TEST_F(BreakerTest, StaysClosedAtTheFourthFailureAndOpensAtTheFifth) {
  fail(kStart, 4);
  EXPECT_EQ(breaker_.state(), BreakerState::kClosed);
  fail(at(s(1)), 1);
  ASSERT_EQ(moves_.size(), 1u);
  EXPECT_EQ(moves_[0].from, BreakerState::kClosed);
  EXPECT_EQ(moves_[0].to, BreakerState::kOpen);
  EXPECT_EQ(moves_[0].at, at(s(1)));
}

TEST_F(BreakerTest, SuccessResetsTheCount) {
  fail(kStart, 4);
  settle(kStart, admit(kStart), Outcome::kSuccess);
  fail(kStart, 4);
  EXPECT_EQ(breaker_.state(), BreakerState::kClosed);
  fail(kStart, 1);
  EXPECT_EQ(breaker_.state(), BreakerState::kOpen);
}

TEST_F(BreakerTest, NeutralOutcomeNeitherCountsNorResets) {
  fail(kStart, 4);
  for (int i = 0; i < 10; ++i) settle(kStart, admit(kStart), Outcome::kNeutral);
  EXPECT_EQ(breaker_.state(), BreakerState::kClosed);
  fail(kStart, 1);
  EXPECT_EQ(breaker_.state(), BreakerState::kOpen);
}

TEST_F(BreakerTest, AdmitsNothingForThirtySecondsAndNotANanosecondLess) {
  open();
  EXPECT_FALSE(breaker_.admits(kStart));
  EXPECT_FALSE(breaker_.admits(at(s(30) - kNano)));
  EXPECT_TRUE(breaker_.admits(at(s(30))));
}

TEST_F(BreakerTest, TurnsHalfOpenAtThirtySecondsAndNotANanosecondEarlier) {
  open();
  EXPECT_EQ(breaker_.deadline(), at(s(30)));
  breaker_.on_time(at(s(30) - kNano), moves_);
  EXPECT_EQ(breaker_.state(), BreakerState::kOpen);
  breaker_.on_time(at(s(30)), moves_);
  EXPECT_EQ(breaker_.state(), BreakerState::kHalfOpen);
}

TEST_F(BreakerTest, MoveCarriesTheInstantItWasDueWhenCalledLate) {
  open();
  breaker_.on_time(at(s(47)), moves_);
  EXPECT_EQ(moves_.back().to, BreakerState::kHalfOpen);
  EXPECT_EQ(moves_.back().at, at(s(30)));
}

TEST_F(BreakerTest, TimerThatIsNotDueDoesNothing) {
  breaker_.on_time(at(s(1000)), moves_);
  EXPECT_TRUE(moves_.empty());
  EXPECT_EQ(breaker_.deadline(), std::nullopt);
}

TEST_F(BreakerTest, TimerOfAnEarlierOpeningDoesNothing) {
  open();
  const BreakerTicket probe = admit(at(s(30)));
  settle(at(s(31)), probe, Outcome::kFailure);
  const auto moved = moves_.size();
  breaker_.on_time(at(s(31) + s(30) - kNano), moves_);
  EXPECT_EQ(moves_.size(), moved);
  EXPECT_EQ(breaker_.state(), BreakerState::kOpen);
}

TEST_F(BreakerTest, HalfOpenAdmitsOneProbeAtATime) {
  open();
  const BreakerTicket probe = admit(at(s(30)));
  EXPECT_TRUE(breaker_.is_probe(probe));
  EXPECT_FALSE(breaker_.admits(at(s(33))));
}

TEST_F(BreakerTest, ProbeThatSucceedsCloses) {
  open();
  settle(at(s(32)), admit(at(s(30))), Outcome::kSuccess);
  EXPECT_EQ(breaker_.state(), BreakerState::kClosed);
  EXPECT_EQ(moves_.back().at, at(s(32)));
}

TEST_F(BreakerTest, ClosedByAProbeItCountsFromZero) {
  open();
  settle(at(s(32)), admit(at(s(30))), Outcome::kSuccess);
  fail(at(s(40)), 4);
  EXPECT_EQ(breaker_.state(), BreakerState::kClosed);
}

TEST_F(BreakerTest, ProbeThatFailsOpensForAnotherThirtySeconds) {
  open();
  settle(at(s(32)), admit(at(s(30))), Outcome::kFailure);
  EXPECT_EQ(breaker_.state(), BreakerState::kOpen);
  EXPECT_FALSE(breaker_.admits(at(s(62) - kNano)));
  EXPECT_TRUE(breaker_.admits(at(s(62))));
}

TEST_F(BreakerTest, NeutralProbeLeavesItHalfOpenForTheNext) {
  open();
  settle(at(s(31)), admit(at(s(30))), Outcome::kNeutral);
  EXPECT_EQ(breaker_.state(), BreakerState::kHalfOpen);
  EXPECT_TRUE(breaker_.is_probe(admit(at(s(36)))));
}

TEST_F(BreakerTest, FragmentInFlightWhenItOpenedMovesNothingWhileOpen) {
  const BreakerTicket early = admit(kStart);
  open();
  settle(at(s(1)), early, Outcome::kSuccess);
  EXPECT_EQ(breaker_.state(), BreakerState::kOpen);
  EXPECT_EQ(breaker_.deadline(), at(s(30)));
}

TEST_F(BreakerTest, LateFailureDoesNotExtendTheCooldown) {
  const BreakerTicket early = admit(kStart);
  open();
  settle(at(s(7)), early, Outcome::kFailure);
  EXPECT_EQ(breaker_.deadline(), at(s(30)));
}

TEST_F(BreakerTest, FragmentInFlightWhenItOpenedMovesNothingWhileHalfOpen) {
  const BreakerTicket first = admit(kStart);
  const BreakerTicket second = admit(kStart);
  open();
  const BreakerTicket probe = admit(at(s(30)));
  settle(at(s(31)), first, Outcome::kSuccess);
  settle(at(s(31)), second, Outcome::kFailure);
  EXPECT_EQ(breaker_.state(), BreakerState::kHalfOpen);
  EXPECT_TRUE(breaker_.is_probe(probe));
}

TEST_F(BreakerTest, FragmentInFlightWhenItOpenedMovesNothingBeforeThereIsAProbe) {
  const BreakerTicket early = admit(kStart);
  open();
  settle(at(s(31)), early, Outcome::kSuccess);
  EXPECT_EQ(breaker_.state(), BreakerState::kHalfOpen);
}

TEST_F(BreakerTest, FragmentInFlightWhenItOpenedMovesNothingAfterItClosedAgain) {
  const BreakerTicket early_success = admit(kStart);
  const BreakerTicket early_failure = admit(kStart);
  open();
  settle(at(s(31)), admit(at(s(30))), Outcome::kSuccess);
  fail(at(s(32)), 4);
  settle(at(s(33)), early_failure, Outcome::kFailure);
  EXPECT_EQ(breaker_.state(), BreakerState::kClosed);
  settle(at(s(33)), early_success, Outcome::kSuccess);
  fail(at(s(34)), 1);
  EXPECT_EQ(breaker_.state(), BreakerState::kOpen);
}

TEST_F(BreakerTest, NothingIsLimitedWhileClosed) {
  for (int i = 0; i < 20; ++i) admit(kStart);
  EXPECT_TRUE(breaker_.admits(kStart));
}

}  // namespace
}  // namespace sw::core
