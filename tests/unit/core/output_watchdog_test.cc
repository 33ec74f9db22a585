#include "worker/core/supervisor/output_watchdog.h"

#include <gtest/gtest.h>

namespace sw::core {
namespace {

constexpr Timestamp kStart = Timestamp::FromSeconds(1000);
constexpr TimeDelta kNanosecond = TimeDelta::Nanos(1);
constexpr uint64_t kPending = 1000;

TEST(OutputWatchdog, CallsAnOutputWedgedAfterExactlyTenSecondsWithoutAByte) {
  OutputWatchdog watchdog;
  watchdog.start(kStart);
  EXPECT_FALSE(watchdog.on_progress(kStart, 500, kPending));
  EXPECT_FALSE(watchdog.on_progress(kStart + kOutputStallLimit - kNanosecond, 500, kPending));
  EXPECT_TRUE(watchdog.on_progress(kStart + kOutputStallLimit, 500, kPending));
}

TEST(OutputWatchdog, AnyByteThatMovesStartsTheTenSecondsAnew) {
  OutputWatchdog watchdog;
  watchdog.start(kStart);
  watchdog.on_progress(kStart, 500, kPending);
  const Timestamp moved = kStart + TimeDelta::Seconds(9);
  EXPECT_FALSE(watchdog.on_progress(moved, 501, kPending));
  EXPECT_FALSE(watchdog.on_progress(moved + kOutputStallLimit - kNanosecond, 501, kPending));
  EXPECT_TRUE(watchdog.on_progress(moved + kOutputStallLimit, 501, kPending));
}

TEST(OutputWatchdog, AnOutputWithNothingToSendIsNotWedged) {
  OutputWatchdog watchdog;
  watchdog.start(kStart);
  for (int second = 0; second <= 60; ++second) {
    EXPECT_FALSE(watchdog.on_progress(kStart + TimeDelta::Seconds(second), 500, 0));
  }
}

TEST(OutputWatchdog, PendingThatBeginsLaterRunsItsOwnTenSeconds) {
  OutputWatchdog watchdog;
  watchdog.start(kStart);
  watchdog.on_progress(kStart, 500, 0);
  const Timestamp began = kStart + TimeDelta::Seconds(30);
  EXPECT_FALSE(watchdog.on_progress(began, 500, kPending));
  EXPECT_TRUE(watchdog.on_progress(began + kOutputStallLimit, 500, kPending));
}

TEST(OutputWatchdog, TooMuchPendingIsWedgedWhateverMoves) {
  OutputWatchdog watchdog;
  watchdog.start(kStart);
  EXPECT_FALSE(watchdog.on_progress(kStart, 1, kMaxOutputPendingBytes));
  EXPECT_TRUE(watchdog.on_progress(kStart + kNanosecond, 2, kMaxOutputPendingBytes + 1));
}

TEST(OutputWatchdog, LooksEveryHalfSecondAndAtTheVeryInstantOfTheLimit) {
  OutputWatchdog watchdog;
  watchdog.start(kStart);
  EXPECT_EQ(watchdog.deadline(), kStart + kOutputPollPeriod);
  watchdog.on_progress(kStart + TimeDelta::Millis(100), 500, kPending);
  watchdog.on_progress(kStart + TimeDelta::Millis(9'700), 500, kPending);
  EXPECT_EQ(watchdog.deadline(), kStart + TimeDelta::Millis(100) + kOutputStallLimit);
}

TEST(OutputWatchdog, WatchesNothingBeforeStartAndAfterStop) {
  OutputWatchdog watchdog;
  EXPECT_EQ(watchdog.deadline(), std::nullopt);
  watchdog.start(kStart);
  watchdog.stop();
  EXPECT_EQ(watchdog.deadline(), std::nullopt);
  EXPECT_FALSE(watchdog.on_progress(kStart, 0, kMaxOutputPendingBytes + 1));
}

}  // namespace
}  // namespace sw::core
