#include "worker/core/interleave/interleave_guard.h"

#include <gtest/gtest.h>

namespace sw::core {
namespace {

constexpr MediaTime kStart = MediaTime::FromSeconds(3);
constexpr TimeDelta kNanosecond = TimeDelta::Nanos(1);

InterleaveGuard started() {
  InterleaveGuard guard;
  guard.start(kStart);
  return guard;
}

TEST(InterleaveGuard, GivesUpATrackThatIsMoreThanASecondBehind) {
  InterleaveGuard guard = started();
  EXPECT_FALSE(guard.on_written(Track::kVideo, kStart + kInterleaveLimit));
  const auto gap = guard.on_written(Track::kVideo, kStart + kInterleaveLimit + kNanosecond);
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->track, Track::kAudio);
  EXPECT_EQ(gap->until, kStart + kInterleaveLimit / 2 + kNanosecond);
}

TEST(InterleaveGuard, TracksThatKeepTogetherAreNeverGivenUp) {
  InterleaveGuard guard = started();
  for (int second = 0; second < 100; ++second) {
    EXPECT_FALSE(guard.on_written(Track::kVideo, kStart + TimeDelta::Seconds(second)));
    EXPECT_FALSE(guard.on_written(Track::kAudio, kStart + TimeDelta::Seconds(second)));
  }
}

TEST(InterleaveGuard, ASilentTrackIsGivenUpInHalfSecondsNotAtEveryUnit) {
  InterleaveGuard guard = started();
  int gaps = 0;
  for (int frame = 0; frame <= 1000; ++frame) {
    if (guard.on_written(Track::kVideo, kStart + TimeDelta::Millis(10) * frame)) ++gaps;
  }
  EXPECT_EQ(gaps, 18) << "9 s beyond the first limit";
}

TEST(InterleaveGuard, WhatComesForATimeGivenUpIsLateAndWhatComesAfterIsNot) {
  InterleaveGuard guard = started();
  EXPECT_TRUE(guard.in_time(Track::kAudio, kStart - TimeDelta::Seconds(1)));
  const auto gap = guard.on_written(Track::kVideo, kStart + TimeDelta::Seconds(5));
  ASSERT_TRUE(gap);
  EXPECT_FALSE(guard.in_time(Track::kAudio, gap->until - kNanosecond));
  EXPECT_TRUE(guard.in_time(Track::kAudio, gap->until));
  EXPECT_TRUE(guard.in_time(Track::kVideo, kStart));
}

TEST(InterleaveGuard, ANewOutputForgetsWhatWasGivenUp) {
  InterleaveGuard guard = started();
  guard.on_written(Track::kVideo, kStart + TimeDelta::Seconds(5));
  guard.start(kStart);
  EXPECT_TRUE(guard.in_time(Track::kAudio, kStart));
}

}  // namespace
}  // namespace sw::core
