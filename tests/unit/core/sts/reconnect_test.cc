#include "worker/core/reconnect/reconnect.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/core/sts/sts_times.h"

namespace sw::core {
namespace {

class ReconnectTest : public testing::Test {
 protected:
  template <class Effect>
  bool did() const {
    return !effects_.empty() && std::holds_alternative<Effect>(effects_.back());
  }
  void fail(Timestamp now) {
    effects_.clear();
    reconnect_.on_attempt_failed(now, effects_);
  }
  void lose(Timestamp now) {
    effects_.clear();
    reconnect_.on_lost(now, effects_);
  }
  void ring(Timestamp now) {
    effects_.clear();
    reconnect_.on_time(now, effects_);
  }
  void recycle(Timestamp now) {
    effects_.clear();
    reconnect_.request_recycle(now, effects_);
  }
  void start_ready() {
    reconnect_.start(effects_);
    reconnect_.on_ready(kStart);
  }
  // Rings at each deadline and fails each attempt after `attempt`, until there is no deadline; says when it rang.
  std::vector<Timestamp> exhaust(TimeDelta attempt) {
    std::vector<Timestamp> rang;
    while (const auto due = reconnect_.deadline()) {
      rang.push_back(*due);
      ring(*due);
      fail(*due + attempt);
    }
    return rang;
  }

  Reconnect reconnect_;
  ReconnectEffects effects_;
};

TEST_F(ReconnectTest, ConnectsAtOnceAtStart) {
  reconnect_.start(effects_);
  EXPECT_TRUE(did<ConnectSts>());
}

TEST_F(ReconnectTest, AttemptsComeTwoFourEightSixteenAndThirtyTwoSecondsApartThenNone) {
  start_ready();
  lose(kStart);
  const std::vector<Timestamp> expected{at(s(2)), at(s(6)), at(s(14)), at(s(30)), at(s(62))};
  EXPECT_EQ(exhaust(TimeDelta::Zero()), expected);
  EXPECT_TRUE(did<GiveUp>());
}

TEST_F(ReconnectTest, GivesUpAfterSixtyTwoSecondsWhenRefusedAtOnce) {
  start_ready();
  lose(kStart);
  exhaust(TimeDelta::Zero());
  EXPECT_TRUE(reconnect_.stopped());
}

TEST_F(ReconnectTest, DelaysRunFromTheFailureOfTheAttemptBefore) {
  start_ready();
  lose(kStart);
  // 2, then each attempt takes 10 s: 12+4, 26+8, 44+16, 70+32; the last fails at 112.
  const std::vector<Timestamp> expected{at(s(2)), at(s(16)), at(s(34)), at(s(60)), at(s(102))};
  EXPECT_EQ(exhaust(s(10)), expected);
}

TEST_F(ReconnectTest, FailedFirstConnectTakesTheSameLadder) {
  reconnect_.start(effects_);
  fail(kStart);
  const std::vector<Timestamp> expected{at(s(2)), at(s(6)), at(s(14)), at(s(30)), at(s(62))};
  EXPECT_EQ(exhaust(TimeDelta::Zero()), expected);
}

TEST_F(ReconnectTest, DoesNotConnectANanosecondEarly) {
  start_ready();
  lose(kStart);
  ring(at(s(2) - kNano));
  EXPECT_TRUE(effects_.empty());
  ring(at(s(2)));
  EXPECT_TRUE(did<ConnectSts>());
}

TEST_F(ReconnectTest, TimerWhileAttemptingDoesNothing) {
  start_ready();
  lose(kStart);
  ring(at(s(2)));
  ring(at(s(2)));
  EXPECT_TRUE(effects_.empty());
}

TEST_F(ReconnectTest, SaysWhichAttemptComesWhen) {
  start_ready();
  lose(kStart);
  const auto first = std::get<RetryScheduled>(effects_.back());
  EXPECT_EQ(first.at, at(s(2)));
  EXPECT_EQ(first.attempt, 1u);
  ring(at(s(2)));
  fail(at(s(3)));
  const auto second = std::get<RetryScheduled>(effects_.back());
  EXPECT_EQ(second.at, at(s(7)));
  EXPECT_EQ(second.attempt, 2u);
}

TEST_F(ReconnectTest, ReadyAloneDoesNotResetTheLadder) {
  start_ready();
  lose(kStart);
  ring(at(s(2)));
  reconnect_.on_ready(at(s(3)));
  lose(at(s(4)));
  EXPECT_EQ(reconnect_.deadline(), at(s(8)));
}

TEST_F(ReconnectTest, AppliedFragmentResetsTheLadder) {
  start_ready();
  lose(kStart);
  ring(at(s(2)));
  reconnect_.on_ready(at(s(3)));
  reconnect_.on_applied();
  lose(at(s(4)));
  EXPECT_EQ(reconnect_.deadline(), at(s(6)));
}

TEST_F(ReconnectTest, FragmentAppliedAfterTheLossDoesNotResetTheLadder) {
  start_ready();
  lose(kStart);
  reconnect_.on_applied();
  ring(at(s(2)));
  fail(at(s(2)));
  EXPECT_EQ(reconnect_.deadline(), at(s(6)));
}

TEST_F(ReconnectTest, SixtySecondsOfReadinessResetTheLadder) {
  start_ready();
  lose(kStart);
  ring(at(s(2)));
  reconnect_.on_ready(at(s(3)));
  lose(at(s(63)));
  EXPECT_EQ(reconnect_.deadline(), at(s(65)));
}

TEST_F(ReconnectTest, ANanosecondLessThanSixtySecondsOfReadinessDoesNotResetTheLadder) {
  start_ready();
  lose(kStart);
  ring(at(s(2)));
  reconnect_.on_ready(at(s(3)));
  lose(at(s(63) - kNano));
  EXPECT_EQ(reconnect_.deadline(), at(s(67) - kNano));
}

TEST_F(ReconnectTest, SessionsLostAtOnceUseTheLadderUp) {
  start_ready();
  lose(kStart);
  for (int i = 0; i < 5; ++i) {
    const Timestamp due = *reconnect_.deadline();
    ring(due);
    reconnect_.on_ready(due);
    lose(due);
  }
  EXPECT_TRUE(did<GiveUp>());
}

TEST_F(ReconnectTest, RecycleConnectsAtOnce) {
  start_ready();
  recycle(at(s(1)));
  ASSERT_EQ(effects_.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<DropSession>(effects_[0]));
  EXPECT_TRUE(std::get<ConnectSts>(effects_[1]).recycle);
}

TEST_F(ReconnectTest, RecycleUsesNoStepOfTheLadder) {
  start_ready();
  recycle(at(s(1)));
  reconnect_.on_ready(at(s(1)));
  lose(at(s(2)));
  EXPECT_EQ(reconnect_.deadline(), at(s(4)));
}

TEST_F(ReconnectTest, RecycleWhoseConnectFailsContinuesTheLadderWhereItStood) {
  start_ready();
  lose(kStart);
  ring(at(s(2)));
  reconnect_.on_ready(at(s(2)));
  recycle(at(s(5)));
  fail(at(s(6)));
  EXPECT_EQ(reconnect_.deadline(), at(s(10)));
}

TEST_F(ReconnectTest, SecondRecycleWaitsUntilThirtySecondsAfterTheFirst) {
  start_ready();
  recycle(at(s(1)));
  reconnect_.on_ready(at(s(2)));
  recycle(at(s(3)));
  EXPECT_TRUE(effects_.empty());
  ring(at(s(31) - kNano));
  EXPECT_TRUE(effects_.empty());
  ring(at(s(31)));
  EXPECT_TRUE(did<ConnectSts>());
}

TEST_F(ReconnectTest, RecycleThirtySecondsAfterTheLastIsAtOnce) {
  start_ready();
  recycle(at(s(1)));
  reconnect_.on_ready(at(s(2)));
  recycle(at(s(31)));
  EXPECT_TRUE(did<ConnectSts>());
}

TEST_F(ReconnectTest, RequestsWhileOneWaitsLeadToOneRecycle) {
  start_ready();
  recycle(at(s(1)));
  reconnect_.on_ready(at(s(2)));
  recycle(at(s(3)));
  recycle(at(s(20)));
  ring(at(s(31)));
  reconnect_.on_ready(at(s(32)));
  EXPECT_EQ(reconnect_.deadline(), std::nullopt);
}

TEST_F(ReconnectTest, WaitingRecycleIsForgottenWhenTheSessionIsLost) {
  start_ready();
  recycle(at(s(1)));
  reconnect_.on_ready(at(s(2)));
  recycle(at(s(3)));
  lose(at(s(4)));
  ring(at(s(6)));
  reconnect_.on_ready(at(s(7)));
  EXPECT_EQ(reconnect_.deadline(), std::nullopt);
}

TEST_F(ReconnectTest, RecycleWithoutASessionIsIgnored) {
  start_ready();
  lose(kStart);
  recycle(at(s(1)));
  EXPECT_TRUE(effects_.empty());
  EXPECT_EQ(reconnect_.deadline(), at(s(2)));
}

TEST_F(ReconnectTest, StopEndsTheLadder) {
  start_ready();
  lose(kStart);
  reconnect_.stop();
  EXPECT_EQ(reconnect_.deadline(), std::nullopt);
  ring(at(s(2)));
  EXPECT_TRUE(effects_.empty());
}

}  // namespace
}  // namespace sw::core
