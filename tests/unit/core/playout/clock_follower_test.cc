#include "worker/core/playout/clock_follower.h"

#include <gtest/gtest.h>

#include "worker/base/random.h"

namespace sw::core {
namespace {

constexpr Timestamp kStart = Timestamp::FromSeconds(1000);
constexpr MediaTime kZero = MediaTime::FromNanos(0);
constexpr TimeDelta kFrame = TimeDelta::Millis(40);

// A source with a clock of its own: each of its seconds takes so many microseconds more than one of ours.
struct Source {
  int64_t ppm = 0;
  TimeDelta jitter = TimeDelta::Zero();  // each unit comes up to this much later

  TimeDelta drift(TimeDelta media) const { return TimeDelta::Micros(media.nanos() / 1'000'000'000 * ppm); }
  void send(ClockFollower& clock, TimeDelta media, uint64_t n) const {
    const uint64_t late = jitter > TimeDelta::Zero()
                              ? keyed_draw(7, "jitter", 0, n) % static_cast<uint64_t>(jitter.nanos())
                              : uint64_t{0};
    clock.on_unit(kStart + media + drift(media) + TimeDelta::Nanos(static_cast<int64_t>(late)), kZero + media);
  }
};

// Runs the source for so long; returns how far the correction was ever off.
TimeDelta run(ClockFollower& clock, const Source& source, TimeDelta length, TimeDelta step) {
  clock.on_epoch(kStart, kZero);
  TimeDelta worst = TimeDelta::Zero();
  uint64_t n = 0;
  for (TimeDelta media = TimeDelta::Zero(); media < length; media += step) {
    source.send(clock, media, n++);
    if (n == 10) clock.start();
    worst = std::max(worst, abs(clock.correction() - source.drift(media)));
  }
  return worst;
}

TEST(ClockFollower, CorrectsNothingBeforeItIsStarted) {
  ClockFollower clock;
  for (int64_t s = 0; s < 100; ++s) clock.on_unit(kStart + TimeDelta::Millis(1010) * s, kZero + TimeDelta::Seconds(s));
  EXPECT_EQ(clock.correction(), TimeDelta::Zero());
}

TEST(ClockFollower, FollowsAHundredPpmOverADayToAFewMilliseconds) {
  for (const int64_t ppm : {100, -100}) {
    ClockFollower clock;
    const TimeDelta worst = run(clock, {.ppm = ppm}, TimeDelta::Minutes(24 * 60), kFrame * 5);
    EXPECT_GT(abs(clock.correction()), TimeDelta::Millis(8'600)) << "8.64 s in a day";
    // The least of a minute is a minute old where the source is slow: 6 ms, a span more, and the dead band.
    EXPECT_LE(worst, TimeDelta::Micros(7'700)) << ppm;
  }
}

TEST(ClockFollower, NetworkJitterDoesNotMoveIt) {
  ClockFollower clock;
  const TimeDelta worst = run(clock, {.jitter = TimeDelta::Millis(150)}, TimeDelta::Minutes(60), kFrame);
  EXPECT_EQ(worst, TimeDelta::Zero()) << "the least of a minute is that of the clocks, to less than the dead band";
}

TEST(ClockFollower, FollowsDriftThroughJitter) {
  ClockFollower clock;
  const TimeDelta worst = run(clock, {.ppm = 100, .jitter = TimeDelta::Millis(50)}, TimeDelta::Minutes(4 * 60), kFrame);
  EXPECT_LE(worst, TimeDelta::Millis(10));
}

// The offset of every unit grows by this much after the start.
TimeDelta correction_after(TimeDelta shift, int64_t spans) {
  ClockFollower clock;
  clock.on_unit(kStart, kZero);
  clock.start();
  for (int64_t s = 0; s <= spans * 6 + 1; ++s) {
    clock.on_unit(kStart + TimeDelta::Seconds(s) + shift, kZero + TimeDelta::Seconds(s));
  }
  return clock.correction();
}

TEST(ClockFollower, LessThanAMillisecondIsNoDrift) {
  EXPECT_EQ(correction_after(-kClockDeadBand + TimeDelta::Nanos(1), 100), TimeDelta::Zero());
  EXPECT_EQ(correction_after(-kClockDeadBand, 2), -kClockDeadBand);
}

TEST(ClockFollower, MovesByAtMostThreeMillisecondsASpan) {
  EXPECT_EQ(correction_after(TimeDelta::Millis(-100), 1), TimeDelta::Millis(-3));
  EXPECT_EQ(correction_after(TimeDelta::Millis(-100), 2), TimeDelta::Millis(-6));
  EXPECT_EQ(correction_after(TimeDelta::Millis(-100), 40), TimeDelta::Millis(-100));
}

TEST(ClockFollower, WhatComesLaterCountsOnceAMinuteKnowsNothingElse) {
  EXPECT_EQ(correction_after(TimeDelta::Millis(100), 10), TimeDelta::Zero()) << "the network may have done it";
  EXPECT_GT(correction_after(TimeDelta::Millis(100), 12), TimeDelta::Zero());
}

TEST(ClockFollower, ANewEpochIsFollowedAtOnceAndItsOffsetsAloneCount) {
  ClockFollower clock;
  clock.on_unit(kStart, kZero);
  clock.start();
  clock.on_epoch(kStart + TimeDelta::Seconds(10), kZero + TimeDelta::Millis(10'300));
  EXPECT_EQ(clock.correction(), TimeDelta::Millis(-300));
  for (int64_t s = 0; s < 200; ++s) {
    clock.on_unit(kStart + TimeDelta::Seconds(10 + s), kZero + TimeDelta::Millis(10'300 + 1000 * s));
    ASSERT_EQ(clock.correction(), TimeDelta::Millis(-300));
  }
}

TEST(ClockFollower, ALongSilenceIsNoDrift) {
  ClockFollower clock;
  clock.on_unit(kStart, kZero);
  clock.start();
  clock.on_unit(kStart + TimeDelta::Minutes(90), kZero + TimeDelta::Minutes(90));
  clock.on_unit(kStart + TimeDelta::Minutes(91), kZero + TimeDelta::Minutes(91));
  EXPECT_EQ(clock.correction(), TimeDelta::Zero());
}

}  // namespace
}  // namespace sw::core
