#include "worker/core/backpressure/backpressure.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/unit/core/sts/sts_times.h"

namespace sw::core {
namespace {

constexpr auto kPause = BackpressureAction::kPause;
constexpr auto kSlowDown = BackpressureAction::kSlowDown;
constexpr auto kNone = BackpressureAction::kNone;

class BackpressureTest : public testing::Test {
 protected:
  BackpressureTest() { backpressure_.begin_session(kStart); }
  void signal(Timestamp now, BackpressureAction action, std::optional<int64_t> delay_ms = std::nullopt) {
    backpressure_.on_signal(now, action, delay_ms);
  }
  Backpressure backpressure_{s(8), s(60)};
};

TEST_F(BackpressureTest, SendsWhenReadyWhereNothingWasAskedFor) {
  EXPECT_FALSE(backpressure_.paused());
  EXPECT_EQ(backpressure_.earliest_send(at(s(6))), at(s(6)));
}

TEST_F(BackpressureTest, OnlyNoneLiftsAPause) {
  signal(kStart, kPause);
  signal(at(s(1)), kSlowDown, 100);
  EXPECT_TRUE(backpressure_.paused());
  signal(at(s(2)), kPause);
  EXPECT_TRUE(backpressure_.paused());
  signal(at(s(3)), kNone);
  EXPECT_FALSE(backpressure_.paused());
  EXPECT_EQ(backpressure_.delay(), TimeDelta::Zero());
}

TEST_F(BackpressureTest, SlowDownDelaysFromReadyWhereThatIsLaterThanThePreviousSend) {
  backpressure_.on_sent(at(s(1)), false);
  signal(at(s(2)), kSlowDown, 1500);
  EXPECT_EQ(backpressure_.earliest_send(at(s(6))), at(ms(7500)));
}

TEST_F(BackpressureTest, SlowDownDelaysFromThePreviousSendWhereThatIsLater) {
  backpressure_.on_sent(at(s(7)), false);
  signal(at(s(7)), kSlowDown, 1500);
  EXPECT_EQ(backpressure_.earliest_send(at(s(6))), at(ms(8500)));
}

TEST_F(BackpressureTest, SlowDownAppliesToEverySend) {
  signal(kStart, kSlowDown, 2000);
  for (int i = 1; i < 6; ++i) {
    EXPECT_EQ(backpressure_.earliest_send(at(s(6 * i))), at(s(6 * i + 2)));
    backpressure_.on_sent(at(s(6 * i + 2)), false);
  }
}

TEST_F(BackpressureTest, DelayThatIsAbsentIsOneSecond) {
  signal(kStart, kSlowDown);
  EXPECT_EQ(backpressure_.delay(), ms(1000));
}

TEST_F(BackpressureTest, DelayIsBoundedAtThirtySeconds) {
  signal(kStart, kSlowDown, 30'000);
  EXPECT_EQ(backpressure_.delay(), s(30));
  signal(kStart, kSlowDown, 30'001);
  EXPECT_EQ(backpressure_.delay(), s(30));
  signal(kStart, kSlowDown, std::numeric_limits<int64_t>::max());
  EXPECT_EQ(backpressure_.delay(), s(30));
}

TEST_F(BackpressureTest, DelayBelowZeroIsNone) {
  signal(kStart, kSlowDown, std::numeric_limits<int64_t>::min());
  EXPECT_EQ(backpressure_.delay(), TimeDelta::Zero());
}

TEST_F(BackpressureTest, LaterSlowDownReplacesTheEarlier) {
  signal(kStart, kSlowDown, 5000);
  signal(at(s(1)), kSlowDown, 200);
  EXPECT_EQ(backpressure_.delay(), ms(200));
}

TEST_F(BackpressureTest, NewSessionForgetsThePauseAndThePreviousSend) {
  backpressure_.on_sent(at(s(100)), false);
  signal(kStart, kPause);
  backpressure_.begin_session(at(s(3)));
  EXPECT_FALSE(backpressure_.paused());
  signal(at(s(3)), kSlowDown, 1000);
  EXPECT_EQ(backpressure_.earliest_send(at(s(6))), at(s(7)));
}

TEST_F(BackpressureTest, PauseAllowsAnExceptionAfterSixtySecondsWithNothingInFlight) {
  signal(at(s(5)), kPause);
  EXPECT_EQ(backpressure_.exception_at(), at(s(65)));
}

TEST_F(BackpressureTest, ExceptionWaitsForSixtySecondsSinceTheLastFragmentEnded) {
  backpressure_.on_in_flight(at(s(4)), 1);
  signal(at(s(5)), kPause);
  EXPECT_EQ(backpressure_.exception_at(), std::nullopt);
  backpressure_.on_in_flight(at(s(12)), 0);
  EXPECT_EQ(backpressure_.exception_at(), at(s(72)));
}

TEST_F(BackpressureTest, RepeatedPauseDoesNotPutOffTheException) {
  signal(at(s(5)), kPause);
  signal(at(s(40)), kPause);
  EXPECT_EQ(backpressure_.exception_at(), at(s(65)));
}

TEST_F(BackpressureTest, FurtherExceptionsFollowEverySixtySeconds) {
  signal(at(s(5)), kPause);
  backpressure_.on_sent(at(s(66)), true);
  backpressure_.on_in_flight(at(s(66)), 1);
  EXPECT_EQ(backpressure_.exception_at(), std::nullopt);
  backpressure_.on_in_flight(at(s(74)), 0);
  EXPECT_EQ(backpressure_.exception_at(), at(s(126)));
  EXPECT_EQ(backpressure_.exceptions(), 1u);
}

TEST_F(BackpressureTest, NoneEndsTheExceptions) {
  signal(at(s(5)), kPause);
  backpressure_.on_sent(at(s(66)), true);
  signal(at(s(67)), kNone);
  EXPECT_EQ(backpressure_.exception_at(), std::nullopt);
  EXPECT_EQ(backpressure_.exceptions(), 0u);
}

TEST_F(BackpressureTest, SlowDownAsLongAsTheTimeoutAllowsNoException) {
  signal(kStart, kSlowDown, 8000);
  EXPECT_EQ(backpressure_.exception_at(), std::nullopt);
}

TEST_F(BackpressureTest, SlowDownLongerThanTheTimeoutAllowsAnException) {
  signal(at(s(5)), kSlowDown, 8001);
  EXPECT_EQ(backpressure_.exception_at(), at(s(65)));
}

TEST_F(BackpressureTest, LongSlowDownThatChangesItsDelayKeepsItsStart) {
  signal(at(s(5)), kSlowDown, 9000);
  signal(at(s(30)), kSlowDown, 20'000);
  EXPECT_EQ(backpressure_.exception_at(), at(s(65)));
}

TEST_F(BackpressureTest, LongSlowDownThatWasShortInBetweenStartsAnew) {
  signal(at(s(5)), kSlowDown, 9000);
  signal(at(s(30)), kSlowDown, 100);
  signal(at(s(31)), kSlowDown, 9000);
  EXPECT_EQ(backpressure_.exception_at(), at(s(91)));
}

TEST(Backpressure, PauseLimitZeroTurnsExceptionsOff) {
  Backpressure backpressure(s(8), TimeDelta::Zero());
  backpressure.begin_session(kStart);
  backpressure.on_signal(kStart, kPause, std::nullopt);
  EXPECT_EQ(backpressure.exception_at(), std::nullopt);
}

TEST(Backpressure, PauseLimitShorterThanTheTimeoutStillWaitsForTheExceptionToEnd) {
  Backpressure backpressure(s(8), s(2));
  backpressure.begin_session(kStart);
  backpressure.on_signal(kStart, kPause, std::nullopt);
  backpressure.on_sent(at(s(2)), true);
  backpressure.on_in_flight(at(s(2)), 1);
  EXPECT_EQ(backpressure.exception_at(), std::nullopt);
  backpressure.on_in_flight(at(s(10)), 0);
  EXPECT_EQ(backpressure.exception_at(), at(s(10)));
}

}  // namespace
}  // namespace sw::core
