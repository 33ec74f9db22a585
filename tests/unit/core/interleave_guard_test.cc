#include "worker/core/interleave/interleave_guard.h"

#include <gtest/gtest.h>

namespace sw::core {
namespace {

constexpr MediaTime kStart = MediaTime::FromSeconds(3);
constexpr TimeDelta kNanosecond = TimeDelta::Nanos(1);
constexpr TimeDelta kHalf = kInterleaveLimit / 2;

// What is written in step with the clock: a unit at kStart + t at the instant t.
class InterleaveGuardTest : public testing::Test {
 protected:
  InterleaveGuardTest() { guard_.start(kStart); }

  std::optional<InterleaveGuard::Gap> write(Track track, TimeDelta at) { return write_at(at, track, at); }
  std::optional<InterleaveGuard::Gap> write_at(TimeDelta now, Track track, TimeDelta at) {
    return guard_.on_written(Timestamp::FromNanos(0) + now, track, kStart + at);
  }
  bool in_time(Track track, TimeDelta at) const { return kStart + at >= guard_.earliest(track); }

  InterleaveGuard guard_;
};

TEST_F(InterleaveGuardTest, GivesUpATrackThatTheOtherHasWaitedForAndIsAheadOfByASecond) {
  EXPECT_FALSE(write(Track::kVideo, kNanosecond));
  EXPECT_FALSE(write(Track::kVideo, kInterleaveLimit));
  const auto gap = write(Track::kVideo, kInterleaveLimit + kNanosecond);
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->track, Track::kAudio);
  EXPECT_EQ(gap->until, kStart + kHalf + kNanosecond);
}

TEST_F(InterleaveGuardTest, TracksThatKeepTogetherAreNeverGivenUp) {
  for (int second = 0; second < 100; ++second) {
    EXPECT_FALSE(write(Track::kVideo, TimeDelta::Seconds(second)));
    EXPECT_FALSE(write(Track::kAudio, TimeDelta::Seconds(second)));
  }
}

TEST_F(InterleaveGuardTest, ASilentTrackIsGivenUpInHalfSecondsNotAtEveryUnit) {
  int gaps = 0;
  for (int frame = 0; frame <= 1000; ++frame) {
    if (write(Track::kVideo, TimeDelta::Millis(10) * frame)) ++gaps;
  }
  EXPECT_EQ(gaps, 18) << "9 s beyond the first limit";
}

TEST_F(InterleaveGuardTest, ATrackThatComesLaterThanTheOtherIsWaitedForAsLongAsItComes) {
  const TimeDelta lag = TimeDelta::Millis(2500);
  for (int frame = 0; frame < 3000; ++frame) {
    const TimeDelta now = TimeDelta::Millis(10) * frame;
    EXPECT_FALSE(write_at(now, Track::kAudio, now + lag));
    EXPECT_FALSE(write_at(now, Track::kVideo, now));
  }
  EXPECT_TRUE(in_time(Track::kVideo, TimeDelta::Zero()));
}

TEST_F(InterleaveGuardTest, WhatComesInABurstIsNotGivenUpHoweverLongNothingCame) {
  write(Track::kVideo, TimeDelta::Zero());
  write(Track::kAudio, TimeDelta::Zero());
  const TimeDelta woken = TimeDelta::Seconds(5);
  EXPECT_FALSE(write_at(woken, Track::kAudio, TimeDelta::Seconds(1)));
  EXPECT_FALSE(write_at(woken, Track::kAudio, TimeDelta::Seconds(4)));
  EXPECT_TRUE(in_time(Track::kVideo, TimeDelta::Millis(40)));
}

TEST_F(InterleaveGuardTest, ATrackThatComesButFallsTooFarBehindIsGivenUpFromThereOn) {
  EXPECT_FALSE(write_at(TimeDelta::Zero(), Track::kAudio, kMaxInterleave));
  const auto gap = write_at(TimeDelta::Zero(), Track::kAudio, kMaxInterleave + kNanosecond);
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->track, Track::kVideo);
  EXPECT_EQ(gap->until, kStart + kHalf + kNanosecond);
}

TEST_F(InterleaveGuardTest, WhatComesForATimeGivenUpIsLateAndWhatComesAfterIsNot) {
  EXPECT_TRUE(in_time(Track::kAudio, -TimeDelta::Seconds(1)));
  write(Track::kVideo, kNanosecond);
  const auto gap = write(Track::kVideo, TimeDelta::Seconds(5));
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->until, guard_.earliest(Track::kAudio));
  EXPECT_FALSE(in_time(Track::kAudio, TimeDelta::Seconds(5) - kHalf - kNanosecond));
  EXPECT_TRUE(in_time(Track::kAudio, TimeDelta::Seconds(5) - kHalf));
  EXPECT_TRUE(in_time(Track::kVideo, TimeDelta::Zero()));
}

TEST_F(InterleaveGuardTest, ANewOutputForgetsWhatWasGivenUp) {
  write(Track::kVideo, kNanosecond);
  ASSERT_TRUE(write(Track::kVideo, TimeDelta::Seconds(5)));
  guard_.start(kStart);
  EXPECT_TRUE(in_time(Track::kAudio, TimeDelta::Zero()));
}

}  // namespace
}  // namespace sw::core
