// What may hold the output, for how long, and how what was lost is caught up.
#include <gtest/gtest.h>

#include "tests/unit/core/playout/playout_rig.h"

namespace sw::core {
namespace {

constexpr Timestamp kSecondDue = kFirstRelease + kSegment;

// Segment 0 plays; segment 1 has closed and is not ready.
PlayoutRig with_second_unready() {
  PlayoutRig rig;
  rig.start_playing();
  rig.run_to(at(kSegment * 2));
  rig.close_segment(1);
  return rig;
}

TEST(PlayoutHold, BeginsWhenTheSegmentIsDueAndNamesIt) {
  PlayoutRig rig = with_second_unready();
  rig.run_to(kSecondDue - kNanosecond);
  EXPECT_EQ(rig.count<HoldBegan>(), 0u);
  rig.run_to(kSecondDue);
  ASSERT_EQ(rig.count<HoldBegan>(), 1u);
  EXPECT_EQ(rig.of<HoldBegan>()[0].second.segment, SegmentNumber(1));
}

TEST(PlayoutHold, EndsFiveHundredMillisecondsAfterTheSegmentIsReady) {
  PlayoutRig rig = with_second_unready();
  rig.run_to(kSecondDue + TimeDelta::Millis(1234));
  rig.ready_segment(1);
  rig.run_to(kSecondDue + TimeDelta::Millis(1734) - kNanosecond);
  EXPECT_EQ(rig.count<BeginPiece>(), 1u);
  rig.run_to(kSecondDue + TimeDelta::Millis(1734));
  EXPECT_EQ(rig.times_of<BeginPiece>().back(), kSecondDue + TimeDelta::Millis(1734));
  EXPECT_EQ(rig.of<HoldEnded>().at(0).second.length, TimeDelta::Millis(1734));
  EXPECT_EQ(rig.playout.lateness(), TimeDelta::Millis(1734));
}

TEST(PlayoutHold, ASegmentThatIsReadyInTheNickOfTimeHoldsNothing) {
  PlayoutRig rig = with_second_unready();
  rig.run_to(kSecondDue - kNanosecond);
  rig.ready_segment(1);
  rig.run_to(kSecondDue);
  EXPECT_EQ(rig.count<HoldBegan>(), 0u);
  EXPECT_EQ(rig.times_of<BeginPiece>().back(), kSecondDue);
}

TEST(PlayoutHold, ItsMarginIsCutOffAtEightSecondsInAll) {
  PlayoutRig rig = with_second_unready();
  rig.run_to(kSecondDue + TimeDelta::Millis(7'800));
  rig.ready_segment(1);
  rig.run_for(TimeDelta::Seconds(1));
  EXPECT_EQ(rig.times_of<BeginPiece>().back(), kSecondDue + kHoldLimit);
  EXPECT_EQ(rig.count<ExpireHold>(), 0u);
}

TEST(PlayoutHold, ExpiresAtEightSecondsAndNotANanosecondBefore) {
  PlayoutRig rig = with_second_unready();
  rig.run_to(kSecondDue + TimeDelta::Seconds(8) - kNanosecond);
  EXPECT_EQ(rig.count<ExpireHold>(), 0u);
  rig.run_to(kSecondDue + TimeDelta::Seconds(8));
  ASSERT_EQ(rig.count<ExpireHold>(), 1u);
  EXPECT_EQ(rig.of<ExpireHold>()[0].second.segment, SegmentNumber(1));
  rig.ready_segment(1);
  EXPECT_EQ(rig.times_of<BeginPiece>().back(), kSecondDue + TimeDelta::Seconds(8))
      << "with its original audio, at once";
  EXPECT_EQ(rig.playout.lateness(), TimeDelta::Seconds(8));
}

TEST(PlayoutHold, ExpiresOnce) {
  PlayoutRig rig = with_second_unready();
  rig.run_to(kSecondDue + TimeDelta::Seconds(60));
  EXPECT_EQ(rig.count<ExpireHold>(), 1u);
}

TEST(PlayoutHold, EachSegmentHasEightSecondsOfItsOwn) {
  PlayoutRig rig = with_second_unready();
  rig.run_to(at(kSegment * 3));
  rig.close_segment(2);
  rig.run_to(kSecondDue + TimeDelta::Seconds(8));
  rig.ready_segment(1);
  const Timestamp third_due = kSecondDue + TimeDelta::Seconds(8) + kSegment;
  EXPECT_EQ(rig.playout.due(SegmentNumber(2)), third_due);
  rig.run_to(third_due + TimeDelta::Seconds(8));
  EXPECT_EQ(rig.times_of<ExpireHold>(), (std::vector{kSecondDue + kHoldLimit, third_due + kHoldLimit}));
}

TEST(PlayoutHold, ASegmentThatIsStillOpenHoldsTheOutput) {
  PlayoutRig rig;
  rig.start_playing();
  rig.run_to(kSecondDue + TimeDelta::Millis(300));
  ASSERT_EQ(rig.count<HoldBegan>(), 1u);
  EXPECT_EQ(rig.of<HoldBegan>()[0].second.segment, std::nullopt);
  rig.pass_segment(1);
  rig.run_for(TimeDelta::Seconds(1));
  EXPECT_EQ(rig.times_of<BeginPiece>().back(), kSecondDue + TimeDelta::Millis(800));
  EXPECT_EQ(rig.count<HoldBegan>(), 1u) << "one hold, whatever it waited for";
}

TEST(PlayoutHold, WhatWasOpenAndThenSentHasEightSecondsInAll) {
  PlayoutRig rig;
  rig.start_playing();
  rig.run_to(kSecondDue + TimeDelta::Millis(300));
  rig.close_segment(1);
  rig.run_to(kSecondDue + TimeDelta::Seconds(9));
  EXPECT_EQ(rig.times_of<ExpireHold>(), std::vector{kSecondDue + kHoldLimit});
}

TEST(PlayoutHold, ASegmentThatClosesAfterEightSecondsExpiresAtOnce) {
  PlayoutRig rig;
  rig.start_playing();
  rig.run_to(kSecondDue + TimeDelta::Seconds(9));
  EXPECT_EQ(rig.count<ExpireHold>(), 0u) << "there is nothing yet that could fall back";
  rig.close_segment(1);
  EXPECT_EQ(rig.times_of<ExpireHold>(), std::vector{kSecondDue + TimeDelta::Seconds(9)});
}

TEST(PlayoutHold, MovesTheDueTimesOfAllThatFollow) {
  PlayoutRig rig = with_second_unready();
  rig.close_segment(2);
  rig.run_to(kSecondDue + TimeDelta::Seconds(1));
  rig.ready_segment(1);
  rig.run_for(TimeDelta::Seconds(1));
  EXPECT_EQ(rig.playout.due(SegmentNumber(2)), kFirstRelease + kSegment * 2 + TimeDelta::Millis(1500));
}

TEST(PlayoutHold, AnInputThatIsLostWhileItsOpenSegmentHoldsLeavesTheOutputDry) {
  PlayoutRig rig;
  rig.start_playing();
  rig.run_to(kSecondDue + TimeDelta::Millis(300));
  rig.set_open(std::nullopt);
  rig.run_to(kSecondDue + TimeDelta::Seconds(2));
  EXPECT_EQ(rig.times_of<Fill>().front(), kSecondDue + kDryLimit) << "dry since it was due";
  EXPECT_EQ(rig.playout.lateness(), TimeDelta::Zero());
}

TEST(PlayoutHold, AnInputThatIsLostWhileASentSegmentHoldsChangesNothing) {
  PlayoutRig rig = with_second_unready();
  rig.run_to(kSecondDue + TimeDelta::Millis(300));
  rig.set_open(std::nullopt);
  rig.run_to(kSecondDue + TimeDelta::Seconds(3));
  rig.ready_segment(1);
  rig.run_for(TimeDelta::Seconds(1));
  EXPECT_EQ(rig.count<Fill>(), 0u);
  EXPECT_EQ(rig.times_of<BeginPiece>().back(), kSecondDue + TimeDelta::Millis(3500));
}

TEST(PlayoutHold, AnEpochThatBeginsWhileItsPredecessorsSegmentHoldsGoesOnBehindTheHold) {
  PlayoutRig rig = with_second_unready();
  rig.run_to(kSecondDue + TimeDelta::Millis(300));
  const MediaTime next = start_of(2) + TimeDelta::Seconds(1);
  rig.playout.on_epoch(rig.now, next);
  rig.set_open(next);
  rig.ready_segment(1);
  rig.run_to(kSecondDue + TimeDelta::Millis(800));
  ASSERT_EQ(rig.times_of<BeginPiece>().back(), kSecondDue + TimeDelta::Millis(800));
  rig.close({next, next + kSegment, SegmentNumber(2)});
  EXPECT_EQ(rig.playout.due(SegmentNumber(2)), kSecondDue + TimeDelta::Millis(800) + kSegment + TimeDelta::Seconds(1));
}

TEST(PlayoutHold, AnEpochInPlaceOfAnEmptyOpenSegmentBeginsWhenItIsDue) {
  PlayoutRig rig;
  rig.start_playing();
  rig.run_to(kSecondDue);
  ASSERT_EQ(rig.count<HoldBegan>(), 1u);
  const MediaTime next = start_of(1) + TimeDelta::Seconds(1);
  rig.set_open(next);
  rig.close({next, next + kSegment, SegmentNumber(1)});
  rig.ready(next);
  rig.run_for(TimeDelta::Seconds(2));
  EXPECT_EQ(rig.times_of<BeginPiece>().back(), kSecondDue + TimeDelta::Seconds(1));
  EXPECT_EQ(rig.playout.lateness(), TimeDelta::Zero());
}

// ---- Catching up.

// Late by 2 s from segment 1 on; the target is as much until ten minutes after segment 1 was ready.
PlayoutRig late_by_two_seconds() {
  PlayoutRig rig = with_second_unready();
  rig.run_to(kSecondDue + TimeDelta::Millis(1500));
  rig.ready_segment(1);
  for (int64_t k = 2; k < 4; ++k) {
    rig.run_to(at(kSegment * (k + 1)));
    rig.pass_segment(k);
  }
  return rig;
}

TEST(PlayoutCatchUp, NothingIsCaughtUpForTenMinutes) {
  PlayoutRig rig = late_by_two_seconds();
  const Timestamp forgotten = kSecondDue + TimeDelta::Millis(1500) + TimeDelta::Minutes(10);
  for (int64_t k = 4; at(kSegment * (k + 1)) < forgotten; ++k) {
    rig.run_to(at(kSegment * (k + 1)));
    rig.pass_segment(k);
    ASSERT_EQ(rig.playout.lateness(), TimeDelta::Seconds(2));
  }
}

TEST(PlayoutCatchUp, ThenPiecesPlayAtOneHundredAndOnePercentUntilTheTargetIsReached) {
  PlayoutRig rig = late_by_two_seconds();
  for (int64_t k = 4; k < 160; ++k) {
    rig.run_to(at(kSegment * (k + 1)));
    rig.pass_segment(k);
  }
  const auto begun = rig.times_of<BeginPiece>();
  const TimeDelta gained = kSegment / 101;
  std::size_t fast = 0;
  for (std::size_t k = 3; k < begun.size(); ++k) {
    const TimeDelta length = begun[k] - begun[k - 1];
    if (length == kSegment) continue;
    ASSERT_GE(length, kSegment - gained);
    ++fast;
  }
  EXPECT_EQ(fast, 34u) << "2 s at 59.4 ms a segment";
  EXPECT_EQ(rig.playout.lateness(), TimeDelta::Zero());
  EXPECT_EQ(begun.back(), kFirstRelease + kSegment * static_cast<int64_t>(begun.size() - 1)) << "back on the grid";
}

TEST(PlayoutCatchUp, AFastStepReleasesAHundredAndOneMillisecondsOfMediaEachTenthOfASecond) {
  PlayoutRig rig = late_by_two_seconds();
  for (int64_t k = 4; k < 110; ++k) {
    rig.run_to(at(kSegment * (k + 1)));
    rig.pass_segment(k);
  }
  rig.wanted.clear();
  rig.run_to(rig.now + TimeDelta::Seconds(12));
  const auto begun = rig.times_of<BeginPiece>();
  ASSERT_FALSE(begun.empty());
  MediaTime last = kMediaStart;
  for (const auto& [when, release] : rig.of<Release>()) {
    if (when > begun[0] && when < begun[0] + TimeDelta::Seconds(5)) {
      EXPECT_EQ(release.until - last, TimeDelta::Millis(101));
    }
    last = release.until;
  }
}

}  // namespace
}  // namespace sw::core
