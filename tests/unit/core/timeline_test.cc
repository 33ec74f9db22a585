#include "worker/core/timeline/timeline.h"

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <utility>

namespace sw::core {
namespace {

constexpr TimeDelta kFrame = TimeDelta::Millis(40);
constexpr TimeDelta kNanosecond = TimeDelta::Nanos(1);
// Where the source's own clock and ours happen to stand.
constexpr MediaTime kSourceStart = MediaTime::FromSeconds(7777);
constexpr Timestamp kArrivalStart = Timestamp::FromSeconds(1000);

AccessUnit make_unit(Track track, TimeDelta pts, TimeDelta arrival, bool keyframe) {
  return {.track = track,
          .payload = nullptr,
          .pts = kSourceStart + pts,
          .dts = std::nullopt,
          .keyframe = keyframe,
          .arrival = kArrivalStart + arrival};
}

class TimelineTest : public testing::Test {
 protected:
  TimelineTest() {
    timeline_.set_video({.codec_data = {1}, .width = 1280, .height = 720, .reorder_frames = 0});
    timeline_.set_audio({.codec_data = {2}, .sample_rate = 48000, .channels = 2, .frame_samples = 1024});
  }
  Placement place(AccessUnit unit) {
    Placement placement;
    timeline_.place(std::move(unit), placement);
    return placement;
  }
  // Units that arrive when they are due, unless told otherwise.
  Placement idr(TimeDelta pts) { return idr(pts, pts); }
  Placement idr(TimeDelta pts, TimeDelta arrival) { return place(make_unit(Track::kVideo, pts, arrival, true)); }
  Placement frame(TimeDelta pts) { return frame(pts, pts); }
  Placement frame(TimeDelta pts, TimeDelta arrival) { return place(make_unit(Track::kVideo, pts, arrival, false)); }
  Placement audio(TimeDelta pts) { return audio(pts, pts); }
  Placement audio(TimeDelta pts, TimeDelta arrival) { return place(make_unit(Track::kAudio, pts, arrival, true)); }

  Timeline timeline_;
};

TEST_F(TimelineTest, TheFirstIdrIsTimeZero) {
  const Placement placement = idr(TimeDelta::Seconds(3));
  ASSERT_EQ(placement.units.size(), 1u);
  EXPECT_EQ(placement.units[0].pts, MediaTime::FromNanos(0));
  EXPECT_EQ(placement.units[0].begins, EpochCause::kStart);
  EXPECT_EQ(placement.units[0].epoch, 0u);
}

TEST_F(TimelineTest, VideoBeforeTheFirstIdrIsDroppedAndCounted) {
  EXPECT_EQ(frame(TimeDelta::Zero()).dropped, std::vector{DropReason::kAwaitingKeyframe});
}

TEST_F(TimelineTest, AudioBeforeTheFirstIdrIsDroppedAndAudioAfterItIsKept) {
  audio(TimeDelta::Millis(79));
  audio(TimeDelta::Millis(100));
  const Placement placement = idr(TimeDelta::Millis(100));
  ASSERT_EQ(placement.units.size(), 2u);
  EXPECT_EQ(placement.units[1].unit.track, Track::kAudio);
  EXPECT_EQ(placement.units[1].pts, MediaTime::FromNanos(0));
  EXPECT_EQ(placement.dropped, std::vector{DropReason::kBeforeStart});
}

TEST_F(TimelineTest, AudioThatWaitsForAnIdrIsBounded) {
  for (std::size_t i = 0; i < kMaxHeldAudioUnits; ++i) {
    EXPECT_TRUE(audio(TimeDelta::Millis(static_cast<int64_t>(i))).dropped.empty());
  }
  EXPECT_EQ(audio(TimeDelta::Seconds(1)).dropped, std::vector{DropReason::kHeldOverflow});
}

TEST_F(TimelineTest, BothTracksAreCountedFromTheIdr) {
  idr(TimeDelta::Seconds(1));
  EXPECT_EQ(frame(TimeDelta::Seconds(1) + kFrame).units[0].pts, MediaTime::FromNanos(0) + kFrame);
  EXPECT_EQ(audio(TimeDelta::Millis(1021)).units[0].pts, MediaTime::FromMillis(21));
}

TEST_F(TimelineTest, AudioLastsAsLongAsItsFrameAndVideoAsLongAsTheLastStep) {
  idr(TimeDelta::Zero());
  EXPECT_EQ(frame(kFrame).units[0].duration, kFrame);
  EXPECT_EQ(audio(TimeDelta::Zero()).units[0].duration, TimeDelta::Nanos(21'333'333));
}

TEST_F(TimelineTest, AnAudioFrameWithoutPtsFollowsTheOneBefore) {
  idr(TimeDelta::Zero());
  audio(TimeDelta::Millis(10));
  AccessUnit unit = make_unit(Track::kAudio, TimeDelta::Zero(), TimeDelta::Millis(20), true);
  unit.pts.reset();
  EXPECT_EQ(place(unit).units[0].pts, MediaTime::FromMillis(10) + TimeDelta::Ticks(1024, 48000));
}

TEST_F(TimelineTest, VideoWithoutPtsIsDroppedAndCounted) {
  idr(TimeDelta::Zero());
  AccessUnit unit = make_unit(Track::kVideo, TimeDelta::Zero(), kFrame, false);
  unit.pts.reset();
  EXPECT_EQ(place(unit).dropped, std::vector{DropReason::kNoTimestamp});
}

TEST_F(TimelineTest, BFramesKeepTheirPtsAndGetADtsBelowIt) {
  timeline_.set_video({.codec_data = {1}, .width = 1280, .height = 720, .reorder_frames = 1});
  idr(TimeDelta::Zero());
  const PlacedUnit p = frame(kFrame * 2, kFrame).units.at(0);
  const PlacedUnit b = frame(kFrame, kFrame * 2).units.at(0);
  EXPECT_EQ(p.pts, MediaTime::FromMillis(80));
  EXPECT_EQ(b.pts, MediaTime::FromMillis(40));
  EXPECT_EQ(p.dts, MediaTime::FromMillis(0));
  EXPECT_EQ(b.dts, MediaTime::FromMillis(40));
}

TEST_F(TimelineTest, AStepThatExceedsItsArrivalByFiveHundredMillisecondsIsAHole) {
  idr(TimeDelta::Zero());
  const Placement placement = frame(TimeDelta::Millis(540), TimeDelta::Millis(40));
  EXPECT_FALSE(placement.jumped);
  ASSERT_EQ(placement.units.size(), 1u);
  EXPECT_EQ(placement.units[0].pts, MediaTime::FromMillis(540));
}

TEST_F(TimelineTest, AStepThatExceedsItsArrivalByANanosecondMoreIsAJump) {
  idr(TimeDelta::Zero());
  const Placement placement = frame(TimeDelta::Millis(540) + kNanosecond, TimeDelta::Millis(40));
  EXPECT_TRUE(placement.jumped);
  EXPECT_EQ(placement.dropped, std::vector{DropReason::kAwaitingKeyframe});
}

TEST_F(TimelineTest, AHoleOfAnyLengthThatTheClockConfirmsIsNoJump) {
  idr(TimeDelta::Zero());
  EXPECT_FALSE(frame(TimeDelta::Seconds(4000)).jumped);
  EXPECT_FALSE(audio(TimeDelta::Seconds(4000)).jumped);
}

TEST_F(TimelineTest, AudioThatStepsBackJumps) {
  idr(TimeDelta::Zero());
  audio(TimeDelta::Millis(100));
  EXPECT_TRUE(audio(TimeDelta::Millis(100) - kNanosecond, TimeDelta::Millis(121)).jumped);
}

TEST_F(TimelineTest, AnIdrThatDoesNotComeAfterAllVideoBeforeItJumps) {
  idr(TimeDelta::Zero());
  frame(kFrame);
  const Placement placement = idr(kFrame, kFrame * 2);
  EXPECT_TRUE(placement.jumped);
  ASSERT_EQ(placement.units.size(), 1u) << "the IDR itself begins the new epoch";
  EXPECT_EQ(placement.units[0].begins, EpochCause::kJump);
}

TEST_F(TimelineTest, AnEpochGoesOnWhereTheMediaEndedOrWhereTheClockIsWhicheverIsLater) {
  idr(TimeDelta::Zero());
  frame(kFrame);
  // The source restarts at another time of its own and is back 10 s after t0.
  timeline_.restart();
  const PlacedUnit later = idr(TimeDelta::Seconds(500), TimeDelta::Seconds(10)).units.at(0);
  EXPECT_EQ(later.pts, MediaTime::FromSeconds(10));
  EXPECT_EQ(later.begins, EpochCause::kRestart);
  EXPECT_EQ(later.epoch, 1u);
  // Media that came faster than the clock must not be overlapped.
  frame(TimeDelta::Seconds(500) + TimeDelta::Millis(400), TimeDelta::Seconds(10));
  timeline_.restart();
  const MediaTime end = timeline_.end();
  EXPECT_EQ(idr(TimeDelta::Zero(), TimeDelta::Seconds(10)).units.at(0).pts, end);
}

TEST_F(TimelineTest, AnEpochRebasesBothTracksTogether) {
  idr(TimeDelta::Zero());
  timeline_.restart();
  idr(TimeDelta::Seconds(500), TimeDelta::Seconds(10));
  EXPECT_EQ(audio(TimeDelta::Seconds(500) + TimeDelta::Millis(5), TimeDelta::Seconds(10)).units.at(0).pts,
            MediaTime::FromMillis(10'005));
}

TEST_F(TimelineTest, AChangeOfFormatBeginsAnEpochAtTheNextIdr) {
  idr(TimeDelta::Zero());
  timeline_.set_video({.codec_data = {9}, .width = 640, .height = 360, .reorder_frames = 0});
  EXPECT_EQ(frame(kFrame).dropped, std::vector{DropReason::kAwaitingKeyframe});
  EXPECT_EQ(idr(kFrame * 2).units.at(0).begins, EpochCause::kFormatChange);
}

TEST_F(TimelineTest, TheSameFormatAgainChangesNothing) {
  idr(TimeDelta::Zero());
  timeline_.set_video({.codec_data = {1}, .width = 1280, .height = 720, .reorder_frames = 0});
  EXPECT_EQ(frame(kFrame).units.size(), 1u);
}

TEST_F(TimelineTest, ARestartBeforeTheFirstIdrIsStillTheStart) {
  timeline_.restart();
  EXPECT_EQ(idr(TimeDelta::Zero()).units.at(0).begins, EpochCause::kStart);
}

TEST_F(TimelineTest, AudioOfAnotherTimelineIsDroppedNotPlaced) {
  idr(TimeDelta::Zero());
  EXPECT_EQ(audio(TimeDelta::Seconds(3600), kFrame).dropped, std::vector{DropReason::kOffTimeline});
  EXPECT_EQ(audio(kFrame).units.size(), 1u) << "the right one still finds its place";
}

TEST_F(TimelineTest, LeadingPicturesOfAnOpenGopAreDropped) {
  idr(TimeDelta::Seconds(1));
  EXPECT_EQ(frame(TimeDelta::Seconds(1) - kFrame, TimeDelta::Seconds(1)).dropped,
            std::vector{DropReason::kBeforeStart});
}

TEST_F(TimelineTest, VideoDtsGrowOverEpochs) {
  timeline_.set_video({.codec_data = {1}, .width = 1280, .height = 720, .reorder_frames = 2});
  MediaTime last = idr(TimeDelta::Zero()).units.at(0).dts;
  for (int epoch = 1; epoch <= 20; ++epoch) {
    const TimeDelta base = TimeDelta::Millis(10) * epoch;
    timeline_.restart();
    for (const PlacedUnit& unit : idr(base).units) {
      EXPECT_GT(unit.dts, last);
      EXPECT_LE(unit.dts, unit.pts);
      last = unit.dts;
    }
  }
}

TEST_F(TimelineTest, TimestampsAtTheEndsOfTheirRangeDoNotOverflow) {
  idr(TimeDelta::Zero());
  for (const int64_t extreme : {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()}) {
    for (const Track track : {Track::kVideo, Track::kAudio}) {
      AccessUnit unit = make_unit(track, TimeDelta::Zero(), kFrame, true);
      unit.pts = MediaTime::FromNanos(extreme);
      place(unit);
    }
  }
  EXPECT_GE(timeline_.end(), MediaTime::FromNanos(0));
}

}  // namespace
}  // namespace sw::core
