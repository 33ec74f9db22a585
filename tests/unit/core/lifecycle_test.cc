#include "worker/core/supervisor/lifecycle.h"

#include <gtest/gtest.h>

#include <csignal>

#include "worker/core/rules.h"

namespace sw::core {
namespace {

constexpr Timestamp kStart = Timestamp::FromSeconds(1000);
constexpr TimeDelta kDrain = TimeDelta::Seconds(20);
constexpr TimeDelta kNanosecond = TimeDelta::Nanos(1);

TEST(Lifecycle, ADrainedSignalEndsWithZero) {
  Lifecycle lifecycle(kDrain);
  EXPECT_TRUE(lifecycle.on_signal(kStart, SIGTERM));
  EXPECT_EQ(lifecycle.exit_code(), std::nullopt);
  lifecycle.on_drained();
  EXPECT_EQ(lifecycle.exit_code(), 0);
}

TEST(Lifecycle, ASecondSignalEndsAtOnceWithItsOwnCode) {
  for (const auto& [signal, code] : {std::pair(SIGTERM, 143), std::pair(SIGINT, 130)}) {
    Lifecycle lifecycle(kDrain);
    lifecycle.on_signal(kStart, SIGTERM);
    EXPECT_FALSE(lifecycle.on_signal(kStart + kNanosecond, signal));
    EXPECT_EQ(lifecycle.exit_code(), code);
  }
}

TEST(Lifecycle, ASignalDuringTheDrainOfAnEndedStreamIsAFirstOne) {
  Lifecycle lifecycle(kDrain);
  lifecycle.drain(kStart, ExitCode::kOk);
  EXPECT_FALSE(lifecycle.on_signal(kStart, SIGTERM));
  EXPECT_EQ(lifecycle.exit_code(), std::nullopt);
  lifecycle.on_signal(kStart, SIGTERM);
  EXPECT_EQ(lifecycle.exit_code(), 143);
}

TEST(Lifecycle, TheFirstReasonToDrainStands) {
  Lifecycle lifecycle(kDrain);
  EXPECT_TRUE(lifecycle.drain(kStart, ExitCode::kInputFailed));
  EXPECT_FALSE(lifecycle.drain(kStart, ExitCode::kOk));
  lifecycle.on_drained();
  EXPECT_EQ(lifecycle.exit_code(), 4);
}

TEST(Lifecycle, TheDrainEndsAtItsTimeoutAndNotBefore) {
  Lifecycle lifecycle(kDrain);
  lifecycle.drain(kStart, ExitCode::kInputFailed);
  lifecycle.on_time(kStart + kDrain - kNanosecond);
  EXPECT_EQ(lifecycle.exit_code(), std::nullopt);
  lifecycle.on_time(kStart + kDrain);
  EXPECT_EQ(lifecycle.exit_code(), 4);
}

TEST(Lifecycle, AnOrderlyEndThatCouldNotBeDeliveredIsAFailedOutput) {
  Lifecycle lifecycle(kDrain);
  lifecycle.drain(kStart, ExitCode::kOk);
  lifecycle.on_time(kStart + kDrain);
  EXPECT_EQ(lifecycle.exit_code(), 5);
}

TEST(Lifecycle, TheFirstEndStands) {
  Lifecycle lifecycle(kDrain);
  lifecycle.end(ExitCode::kOutputFailed);
  lifecycle.end(ExitCode::kPipeline);
  lifecycle.on_drained();
  EXPECT_EQ(lifecycle.exit_code(), 5);
}

TEST(Lifecycle, DrainedMeansNothingWhileRunning) {
  Lifecycle lifecycle(kDrain);
  lifecycle.on_drained();
  EXPECT_TRUE(lifecycle.running());
}

TEST(Lifecycle, WhatIsReadyIsFlushedAtEightyFivePercentOnceAndNotANanosecondBefore) {
  Lifecycle lifecycle(kDrain);
  lifecycle.drain(kStart, ExitCode::kOk);
  const Timestamp flush = kStart + TimeDelta::Seconds(17);
  EXPECT_EQ(lifecycle.deadline(), flush);
  EXPECT_FALSE(lifecycle.take_flush(flush - kNanosecond));
  EXPECT_TRUE(lifecycle.take_flush(flush));
  EXPECT_FALSE(lifecycle.take_flush(flush));
  EXPECT_EQ(lifecycle.deadline(), kStart + kDrain) << "then only the end is left";
}

TEST(Lifecycle, NothingIsFlushedWhileRunningOrAfterTheEnd) {
  Lifecycle lifecycle(kDrain);
  EXPECT_FALSE(lifecycle.take_flush(kStart + TimeDelta::Minutes(10)));
  EXPECT_EQ(lifecycle.deadline(), std::nullopt);
  lifecycle.drain(kStart, ExitCode::kOk);
  lifecycle.on_drained();
  EXPECT_FALSE(lifecycle.take_flush(kStart + TimeDelta::Minutes(10)));
  EXPECT_EQ(lifecycle.deadline(), std::nullopt);
}

TEST(Lifecycle, ADrainMayHaveALimitOfItsOwn) {
  Lifecycle lifecycle(kDrain);
  EXPECT_TRUE(lifecycle.drain(kStart, ExitCode::kStsLost, kLostStsFlushLimit));
  EXPECT_EQ(lifecycle.deadline(), kStart + TimeDelta::Millis(8'500));
  lifecycle.take_flush(kStart + TimeDelta::Millis(8'500));
  lifecycle.on_time(kStart + TimeDelta::Seconds(10) - kNanosecond);
  EXPECT_EQ(lifecycle.exit_code(), std::nullopt);
  lifecycle.on_time(kStart + TimeDelta::Seconds(10));
  EXPECT_EQ(lifecycle.exit_code(), 6) << "the STS is what was lost first";
}

TEST(Lifecycle, ASignalDuringADrainMovesNoneOfItsDeadlines) {
  Lifecycle lifecycle(kDrain);
  lifecycle.drain(kStart, ExitCode::kOk);
  lifecycle.on_signal(kStart + TimeDelta::Seconds(5), SIGTERM);
  EXPECT_EQ(lifecycle.deadline(), kStart + TimeDelta::Seconds(17));
}

TEST(Lifecycle, ASecondSignalCountsEvenAtTheVeryEndOfTheDrain) {
  Lifecycle lifecycle(kDrain);
  lifecycle.on_signal(kStart, SIGINT);
  lifecycle.take_flush(kStart + kDrain);
  lifecycle.on_signal(kStart + kDrain - kNanosecond, SIGTERM);
  EXPECT_EQ(lifecycle.exit_code(), 143);
}

}  // namespace
}  // namespace sw::core
