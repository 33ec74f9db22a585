// What goes out when nothing is there, and how it ends.
#include <gtest/gtest.h>

#include "tests/unit/core/playout/playout_rig.h"

namespace sw::core {
namespace {

constexpr Timestamp kRunsDry = kFirstRelease + kSegment;

// Segment 0 plays and the input is lost.
PlayoutRig without_input() {
  PlayoutRig rig;
  rig.start_playing();
  rig.set_open(std::nullopt);
  return rig;
}

TEST(PlayoutGap, FillsOnceTheOutputHasBeenDryForASecondAndNotANanosecondBefore) {
  PlayoutRig rig = without_input();
  rig.run_to(kRunsDry + TimeDelta::Seconds(1) - kNanosecond);
  EXPECT_EQ(rig.count<Fill>(), 0u);
  rig.run_to(kRunsDry + TimeDelta::Seconds(1));
  ASSERT_EQ(rig.count<Fill>(), 1u);
  EXPECT_EQ(rig.of<Fill>()[0].second.until, start_of(1) + TimeDelta::Millis(900));
}

// A source that returns at this very instant begins here, where playout has no delay of its own.
TEST(PlayoutGap, FillsOnTheGridATenthOfASecondEachTenthOfASecondAndNeverAhead) {
  PlayoutRig rig = without_input();
  rig.run_to(kRunsDry + TimeDelta::Seconds(3));
  const auto fills = rig.of<Fill>();
  ASSERT_EQ(fills.size(), 21u);
  for (int64_t n = 0; n < 21; ++n) {
    EXPECT_EQ(fills[static_cast<std::size_t>(n)].first, kRunsDry + TimeDelta::Seconds(1) + kReleaseStep * n);
    EXPECT_EQ(fills[static_cast<std::size_t>(n)].second.until, start_of(1) + TimeDelta::Millis(900) + kReleaseStep * n);
  }
  EXPECT_EQ(rig.count<HoldBegan>(), 0u);
}

TEST(PlayoutGap, AnInputThatReturnsDuringFillerIsFilledUpToItsStartAndPlaysOnTheGrid) {
  PlayoutRig rig = without_input();
  rig.run_to(kRunsDry + TimeDelta::Seconds(2));
  const MediaTime start = start_of(1) + TimeDelta::Millis(8'650);
  rig.playout.on_epoch(rig.now, start);
  rig.set_open(start);
  rig.run_to(rig.now + kSegment);
  rig.close({start, start + kSegment, SegmentNumber(1)});
  rig.set_open(start + kSegment);
  rig.ready(start);
  rig.run_for(TimeDelta::Seconds(2));
  EXPECT_EQ(rig.of<Fill>().back().second.until, start);
  EXPECT_EQ(rig.times_of<BeginPiece>().back(), kRunsDry + (start - start_of(1)));
}

TEST(PlayoutGap, AGapOfLessThanASecondIsLeftToWhoJoinsThePieces) {
  PlayoutRig rig;
  rig.start_playing();
  const MediaTime start = start_of(1) + TimeDelta::Millis(900);
  rig.set_open(start);
  rig.close({start, start + kSegment, SegmentNumber(1)});
  rig.ready(start);
  rig.run_for(TimeDelta::Seconds(12));
  EXPECT_EQ(rig.count<Fill>(), 0u);
  EXPECT_EQ(rig.times_of<BeginPiece>().back(), kRunsDry + TimeDelta::Millis(900));
}

// The next epoch is at the input long before the one that plays has ended, yet there is a hole between them.
TEST(PlayoutGap, AGapBeforeAnEpochThatIsKnownAlreadyIsFilledFromItsSecondSecondOn) {
  PlayoutRig rig;
  rig.start_playing();
  const MediaTime start = start_of(1) + TimeDelta::Millis(3'250);
  rig.set_open(start);
  rig.run_to(at(kSegment * 2));
  rig.close({start, start + kSegment, SegmentNumber(1)});
  rig.ready(start);
  rig.run_to(kRunsDry + TimeDelta::Seconds(5));
  const auto fills = rig.of<Fill>();
  ASSERT_FALSE(fills.empty());
  EXPECT_EQ(fills.front().first, kRunsDry + TimeDelta::Seconds(1));
  EXPECT_EQ(fills.back().second.until, start);
  EXPECT_EQ(rig.times_of<BeginPiece>().back(), kRunsDry + TimeDelta::Millis(3'250));
}

TEST(PlayoutGap, AnEpochThatIsOpenWhenItIsDueHoldsTheOutputBehindTheFiller) {
  PlayoutRig rig = without_input();
  rig.run_to(kRunsDry + TimeDelta::Seconds(2));
  const MediaTime start = start_of(1) + TimeDelta::Seconds(3);
  rig.set_open(start);
  rig.run_to(kRunsDry + TimeDelta::Seconds(4));
  EXPECT_EQ(rig.of<Fill>().back().second.until, start) << "no filler while media holds";
  EXPECT_EQ(rig.times_of<HoldBegan>(), std::vector{kRunsDry + TimeDelta::Seconds(3)});
}

TEST(PlayoutGap, FillsForAsLongAsItTakes) {
  PlayoutRig rig = without_input();
  rig.run_to(kRunsDry + TimeDelta::Minutes(60));
  EXPECT_EQ(rig.of<Fill>().back().second.until, start_of(1) + TimeDelta::Minutes(60) - kReleaseStep);
}

// ---- The end.

TEST(PlayoutEnd, EverythingPlaysAtItsOwnPaceThenItIsOver) {
  PlayoutRig rig;
  rig.start_playing(1);
  rig.finish();
  rig.run_for(TimeDelta::Seconds(20));
  EXPECT_EQ(rig.of<Release>().back().second.until, start_of(2));
  ASSERT_EQ(rig.count<PlayedOut>(), 1u);
  EXPECT_EQ(rig.of<PlayedOut>()[0].first, rig.of<Release>().back().first);
  EXPECT_EQ(rig.playout.deadline(), std::nullopt);
}

TEST(PlayoutEnd, ASegmentThatIsAwaitedAtTheEndIsWaitedFor) {
  PlayoutRig rig;
  rig.start_playing();
  rig.run_to(at(kSegment * 2));
  rig.close_segment(1);
  rig.finish();
  rig.run_to(kRunsDry + TimeDelta::Seconds(2));
  EXPECT_EQ(rig.count<PlayedOut>(), 0u);
  rig.ready_segment(1);
  rig.run_for(TimeDelta::Seconds(7));
  EXPECT_EQ(rig.count<PlayedOut>(), 1u);
}

TEST(PlayoutEnd, AnEndWhileTheOutputIsDryIsOverAtOnce) {
  PlayoutRig rig = without_input();
  rig.run_to(kRunsDry + TimeDelta::Millis(2'350));
  rig.finish();
  EXPECT_EQ(rig.times_of<PlayedOut>(), std::vector{kRunsDry + TimeDelta::Millis(2'350)});
}

TEST(PlayoutEnd, AnEndBeforeAnyMediaIsOverAtOnce) {
  PlayoutRig rig;
  rig.finish();
  EXPECT_EQ(rig.count<PlayedOut>(), 1u);
  EXPECT_EQ(rig.count<ConnectOutput>(), 0u);
}

TEST(PlayoutEnd, AnEndWhileAnEmptyOpenSegmentHoldsIsOverAtOnce) {
  PlayoutRig rig;
  rig.start_playing();
  rig.run_to(kRunsDry + TimeDelta::Millis(300));
  rig.finish();
  EXPECT_EQ(rig.times_of<PlayedOut>(), std::vector{kRunsDry + TimeDelta::Millis(300)});
}

// ---- Flushing.

TEST(PlayoutFlush, WhatIsReadyGoesOutAtOnce) {
  PlayoutRig rig;
  rig.start_playing();
  rig.run_to(at(kSegment * 2));
  rig.pass_segment(1);
  rig.finish();
  rig.flush();
  EXPECT_EQ(rig.of<Release>().back().second.until, start_of(2));
  EXPECT_EQ(rig.times_of<PlayedOut>(), std::vector{at(kSegment * 2)});
}

TEST(PlayoutFlush, WhatBecomesReadyLaterGoesOutWhenItDoes) {
  PlayoutRig rig;
  rig.start_playing();
  rig.run_to(at(kSegment * 2));
  rig.close_segment(1);
  rig.finish();
  rig.flush();
  EXPECT_EQ(rig.of<Release>().back().second.until, start_of(1));
  rig.run_for(TimeDelta::Seconds(1));
  rig.ready_segment(1);
  EXPECT_EQ(rig.times_of<PlayedOut>(), std::vector{at(kSegment * 2 + TimeDelta::Seconds(1))});
}

TEST(PlayoutFlush, ConnectsWhereTheFirstReleaseIsStillAhead) {
  PlayoutRig rig(TimeDelta::Seconds(5));
  rig.start_playing();
  rig.finish();
  rig.flush();
  EXPECT_EQ(rig.times_of<ConnectOutput>(), std::vector{at(kSegment)});
  EXPECT_EQ(rig.times_of<PlayedOut>(), std::vector{at(kSegment)});
}

TEST(PlayoutFlush, EndsAHold) {
  PlayoutRig rig;
  rig.start_playing();
  rig.run_to(at(kSegment * 2));
  rig.close_segment(1);
  rig.run_to(kRunsDry + TimeDelta::Seconds(1));
  rig.ready_segment(1);
  rig.finish();
  rig.flush();
  EXPECT_EQ(rig.times_of<PlayedOut>(), std::vector{kRunsDry + TimeDelta::Seconds(1)});
}

}  // namespace
}  // namespace sw::core
