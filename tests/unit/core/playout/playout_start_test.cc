// From the first pair to the pace of the output.
#include <gtest/gtest.h>

#include "tests/unit/core/playout/playout_rig.h"

namespace sw::core {
namespace {

TEST(PlayoutStart, ReleasesTheFirstPairExactlyTheDelayAfterItIsReady) {
  PlayoutRig rig;
  rig.run_to(at(kSegment));
  rig.close_segment(0);
  rig.run_to(at(TimeDelta::Nanos(7'123'456'789)));
  rig.ready_segment(0);
  rig.run_to(at(TimeDelta::Nanos(7'623'456'788)));
  EXPECT_EQ(rig.count<BeginPiece>(), 0u);
  rig.run_to(at(TimeDelta::Nanos(7'623'456'789)));
  EXPECT_EQ(rig.times_of<BeginPiece>(), std::vector{at(TimeDelta::Nanos(7'623'456'789))});
}

TEST(PlayoutStart, WaitsForTheFirstPairAndForNoOther) {
  PlayoutRig rig;
  rig.run_to(at(kSegment * 2));
  rig.close_segment(0);
  rig.close_segment(1);
  rig.ready_segment(1);
  rig.run_for(TimeDelta::Seconds(20));
  EXPECT_TRUE(rig.wanted.empty());
  EXPECT_FALSE(rig.playout.started());
}

TEST(PlayoutStart, ConnectsAtOnceWhereTheDelayIsShort) {
  PlayoutRig rig;
  rig.start_playing();
  EXPECT_EQ(rig.times_of<ConnectOutput>(), std::vector{at(kSegment)});
}

TEST(PlayoutStart, ConnectsOneSecondAheadOfTheFirstReleaseAndNotANanosecondSooner) {
  PlayoutRig rig(TimeDelta::Seconds(3));
  rig.start_playing();
  rig.run_to(at(TimeDelta::Seconds(8)) - kNanosecond);
  EXPECT_EQ(rig.count<ConnectOutput>(), 0u);
  rig.run_to(at(TimeDelta::Seconds(8)));
  EXPECT_EQ(rig.count<ConnectOutput>(), 1u);
  rig.run_to(at(TimeDelta::Seconds(9)));
  EXPECT_EQ(rig.times_of<BeginPiece>(), std::vector{at(TimeDelta::Seconds(9))});
}

TEST(PlayoutStart, ADelayOfNothingReleasesAtOnce) {
  PlayoutRig rig(TimeDelta::Zero());
  rig.start_playing();
  EXPECT_EQ(rig.times_of<BeginPiece>(), std::vector{at(kSegment)});
}

TEST(PlayoutStart, BeforeTheFirstReleaseASegmentIsDueWhenItCloses) {
  PlayoutRig rig;
  rig.run_to(at(TimeDelta::Nanos(6'000'000'001)));
  rig.close_segment(0);
  rig.run_to(at(kSegment * 2));
  rig.close_segment(1);
  EXPECT_EQ(rig.playout.due(SegmentNumber(0)), at(TimeDelta::Nanos(6'000'000'001)));
  EXPECT_EQ(rig.playout.due(SegmentNumber(1)), at(kSegment * 2));
}

TEST(PlayoutStart, FromThenOnEachIsDueItsDistanceFromTheFirstAfterTheFirstRelease) {
  PlayoutRig rig;
  rig.start_playing();
  rig.run_to(at(kSegment * 2));
  rig.close_segment(1);
  rig.close_segment(2);
  EXPECT_EQ(rig.playout.due(SegmentNumber(1)), kFirstRelease + kSegment);
  EXPECT_EQ(rig.playout.due(SegmentNumber(2)), kFirstRelease + kSegment * 2);
}

TEST(PlayoutStart, TheScheduleCountsFromTheFirstPieceNotFromTheTimelinesZero) {
  PlayoutRig rig;
  const MediaTime first = MediaTime::FromSeconds(100);
  rig.close({first, first + kSegment, SegmentNumber(0)});
  rig.ready(first);
  rig.close({first + kSegment, first + kSegment * 2, SegmentNumber(1)});
  EXPECT_EQ(rig.playout.due(SegmentNumber(1)), kOrigin + kDelay + kSegment);
}

// ---- The pace.

TEST(PlayoutPace, ReleasesATenthOfASecondEachTenthOfASecond) {
  PlayoutRig rig;
  rig.start_playing();
  rig.run_to(kFirstRelease + kSegment);
  const auto releases = rig.of<Release>();
  ASSERT_EQ(releases.size(), 60u);
  for (int64_t n = 0; n < 60; ++n) {
    EXPECT_EQ(releases[static_cast<std::size_t>(n)].first, kFirstRelease + kReleaseStep * n);
    EXPECT_EQ(releases[static_cast<std::size_t>(n)].second.until, kMediaStart + kReleaseStep * (n + 1));
  }
}

TEST(PlayoutPace, ThePieceThatIsNextBeginsWhenItIsDueToTheNanosecond) {
  PlayoutRig rig;
  rig.start_playing(9);
  rig.run_to(at(kSegment * 12));
  const auto begun = rig.times_of<BeginPiece>();
  ASSERT_EQ(begun.size(), 10u);
  for (int64_t k = 0; k < 10; ++k) EXPECT_EQ(begun[static_cast<std::size_t>(k)], kFirstRelease + kSegment * k);
}

TEST(PlayoutPace, APieceOfOddLengthEndsWithAShorterStep) {
  PlayoutRig rig;
  rig.close({kMediaStart, kMediaStart + TimeDelta::Millis(250), std::nullopt});
  rig.ready(kMediaStart);
  rig.run_for(TimeDelta::Seconds(1));
  const auto releases = rig.of<Release>();
  ASSERT_EQ(releases.size(), 3u);
  EXPECT_EQ(releases.back().second.until, kMediaStart + TimeDelta::Millis(250));
}

TEST(PlayoutPace, AnAlarmThatIsFiftyMillisecondsLateShiftsNothing) {
  PlayoutRig rig;
  rig.start_playing(1);
  PlayoutEffects effects;
  // Twelve seconds in, at the 56th step; each deadline from here on is served 50 ms late.
  for (int64_t n = 56; n < 110; ++n) {
    const auto due = rig.playout.deadline();
    ASSERT_EQ(due, kFirstRelease + kReleaseStep * n);
    rig.playout.on_time(*due + TimeDelta::Millis(50), effects);
  }
  EXPECT_EQ(rig.playout.lateness(), TimeDelta::Zero());
}

TEST(PlayoutPace, CalledLateItReleasesAllThatIsDueByThen) {
  PlayoutRig rig;
  rig.start_playing();
  rig.run_to(kFirstRelease);
  PlayoutEffects effects;
  rig.playout.on_time(kFirstRelease + TimeDelta::Millis(450), effects);
  ASSERT_EQ(effects.size(), 4u);
  EXPECT_EQ(std::get<Release>(effects.back()).until, kMediaStart + TimeDelta::Millis(500));
}

TEST(PlayoutPace, BeforeItsDeadlineItDoesNothing) {
  PlayoutRig rig;
  rig.start_playing();
  rig.run_to(kFirstRelease);
  PlayoutEffects effects;
  rig.playout.on_time(*rig.playout.deadline() - kNanosecond, effects);
  EXPECT_TRUE(effects.empty());
}

// ---- The source's clock.

TEST(PlayoutClock, ASourceThatRunsSlowIsFollowed) {
  PlayoutRig rig;
  // 200 ppm slow: a unit each second, 0.2 ms later each time.
  int64_t segment = 0;
  for (int64_t second = 0; second <= 600; ++second) {
    rig.run_to(at(TimeDelta::Seconds(second) + TimeDelta::Micros(200) * second));
    rig.playout.on_unit(rig.now, kMediaStart + TimeDelta::Seconds(second));
    if (second > 0 && second % 6 == 0) rig.pass_segment(segment++);
  }
  const TimeDelta correction = rig.playout.due(SegmentNumber(99)) - (kFirstRelease + kSegment * 99);
  // The clock of the last minute is known: 0.2 ms a second.
  EXPECT_GE(correction, TimeDelta::Millis(600) / 5 - TimeDelta::Millis(20));
  EXPECT_LE(correction, TimeDelta::Millis(600) / 5 + TimeDelta::Millis(1));
  EXPECT_EQ(rig.count<HoldBegan>(), 0u) << "without it the output would run dry";
}

TEST(PlayoutClock, ANewEpochIsDueByItsOwnArrival) {
  PlayoutRig rig;
  rig.playout.on_epoch(kOrigin, kMediaStart);
  rig.playout.on_unit(kOrigin, kMediaStart);
  rig.start_playing();
  // Its first unit comes 250 ms before its place, which is the end of the media before it.
  rig.run_to(at(kSegment * 2));
  const MediaTime start = start_of(2) + TimeDelta::Millis(250);
  rig.playout.on_epoch(rig.now, start);
  rig.close({start, start + kSegment, SegmentNumber(2)});
  EXPECT_EQ(rig.playout.due(SegmentNumber(2)), kFirstRelease + kSegment * 2);
}

}  // namespace
}  // namespace sw::core
