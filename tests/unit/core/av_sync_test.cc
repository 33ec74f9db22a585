#include "worker/core/av_sync/av_sync.h"

#include <gtest/gtest.h>

namespace sw::core {
namespace {

constexpr TimeDelta kOffset = TimeDelta::Seconds(6);
constexpr TimeDelta kNanosecond = TimeDelta::Nanos(1);

TimeDelta correct(AvSync& sync, TimeDelta delta) { return sync.correct(kOffset + delta, kOffset); }

TEST(AvSync, TheDeltaIsAudioShiftMinusVideoShiftWithItsSign) {
  AvSync sync;
  sync.correct(kOffset - TimeDelta::Millis(40), kOffset + TimeDelta::Millis(1));
  EXPECT_EQ(sync.delta(), TimeDelta::Millis(-41));
}

TEST(AvSync, CorrectsNothingBelowFifteenMilliseconds) {
  AvSync sync;
  EXPECT_EQ(correct(sync, kSlewStart - kNanosecond), TimeDelta::Zero());
  EXPECT_EQ(correct(sync, -(kSlewStart - kNanosecond)), TimeDelta::Zero());
}

TEST(AvSync, MakesLateAudioShorterAndEarlyAudioLongerByAtMostTenMilliseconds) {
  AvSync late;
  EXPECT_EQ(correct(late, kSlewStart), TimeDelta::Millis(-10));
  AvSync early;
  EXPECT_EQ(correct(early, -kSlewStart), TimeDelta::Millis(10));
}

TEST(AvSync, OnceCorrectingGoesOnUntilBelowFiveMilliseconds) {
  AvSync sync;
  correct(sync, TimeDelta::Millis(15));
  EXPECT_EQ(correct(sync, TimeDelta::Millis(5)), TimeDelta::Millis(-5));
  EXPECT_EQ(correct(sync, kSlewEnd - kNanosecond), TimeDelta::Zero());
  EXPECT_EQ(correct(sync, TimeDelta::Millis(14)), TimeDelta::Zero()) << "it starts again at 15 only";
}

TEST(AvSync, ASourceThatDriftsByTenMillisecondsASegmentNeverReachesAHundredAndTwenty) {
  AvSync sync;
  TimeDelta delta = TimeDelta::Zero();
  for (int segment = 0; segment < 14'400; ++segment) {
    delta += TimeDelta::Millis(segment < 7'200 ? 10 : -10);
    delta += correct(sync, delta);
    ASSERT_LT(abs(delta), TimeDelta::Millis(120)) << "segment " << segment;
  }
}

TEST(AvSync, ItsNumbersAreThoseOfTheDesign) {
  EXPECT_EQ(kSlewStart, TimeDelta::Millis(15));
  EXPECT_EQ(kSlewEnd, TimeDelta::Millis(5));
  EXPECT_EQ(kMaxSlewPerSegment, TimeDelta::Millis(10));
}

TEST(AvSync, AnOffsetOfNinetyFiveMillisecondsIsGoneAfterNineSegmentsAndNeverOvershoots) {
  AvSync sync;
  TimeDelta delta = TimeDelta::Millis(-95);
  for (int segment = 0; segment < 9; ++segment) {
    const TimeDelta moved = correct(sync, delta);
    EXPECT_EQ(moved, TimeDelta::Millis(10)) << segment;
    delta += moved;
  }
  EXPECT_EQ(delta, TimeDelta::Millis(-5));
  EXPECT_EQ(correct(sync, delta), TimeDelta::Millis(5));
  EXPECT_EQ(correct(sync, TimeDelta::Zero()), TimeDelta::Zero());
  EXPECT_FALSE(sync.correcting());
}

TEST(AvSync, ADeltaThatChangesItsSignIsFollowed) {
  AvSync sync;
  correct(sync, TimeDelta::Millis(15));
  EXPECT_EQ(correct(sync, TimeDelta::Millis(-8)), TimeDelta::Millis(8));
}

}  // namespace
}  // namespace sw::core
