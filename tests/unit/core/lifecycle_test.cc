#include "worker/core/supervisor/lifecycle.h"

#include <gtest/gtest.h>

#include <csignal>

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
  EXPECT_EQ(lifecycle.deadline(), kStart + kDrain);
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

}  // namespace
}  // namespace sw::core
