#include "worker/core/timeline/timeline.h"

#include <gtest/gtest.h>

#include <algorithm>
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

// 16 frames, each as long as the arrivals say, and 500 ms.
TEST_F(TimelineTest, WherePicturesAreReorderedOneMayBeAheadAsFarAsH264Allows) {
  timeline_.set_video({.codec_data = {1}, .width = 1280, .height = 720, .reorder_frames = 2});
  idr(TimeDelta::Zero());
  const TimeDelta furthest = TimeDelta::Millis(200 * 17 + 500);
  EXPECT_FALSE(frame(furthest, TimeDelta::Millis(200)).jumped);
}

TEST_F(TimelineTest, FurtherAheadThanReorderingAllowsIsAJump) {
  timeline_.set_video({.codec_data = {1}, .width = 1280, .height = 720, .reorder_frames = 2});
  idr(TimeDelta::Zero());
  const TimeDelta furthest = TimeDelta::Millis(200 * 17 + 500);
  EXPECT_TRUE(frame(furthest + kNanosecond, TimeDelta::Millis(200)).jumped);
}

TEST_F(TimelineTest, OnceTwoDtsAreKnownTheyTellHowFarReorderingGoes) {
  timeline_.set_video({.codec_data = {1}, .width = 1280, .height = 720, .reorder_frames = 1});
  idr(TimeDelta::Zero());
  frame(kFrame * 2, TimeDelta::Seconds(1));
  frame(kFrame, TimeDelta::Seconds(1) + kFrame);  // DTS 0, 40 ms: a frame has 40 ms
  frame(kFrame * 3, TimeDelta::Seconds(1) + kFrame * 2);
  const TimeDelta furthest = kFrame * 20 + TimeDelta::Millis(500);
  EXPECT_TRUE(frame(furthest + kNanosecond, TimeDelta::Seconds(1) + kFrame * 3).jumped);
}

TEST_F(TimelineTest, AHoleOfAnyLengthThatTheClockConfirmsIsNoJump) {
  idr(TimeDelta::Zero());
  EXPECT_FALSE(frame(TimeDelta::Seconds(4000)).jumped);
  EXPECT_FALSE(audio(TimeDelta::Seconds(4000)).jumped);
}

TEST_F(TimelineTest, VideoThatStepsBackWithoutReorderingJumps) {
  idr(TimeDelta::Zero());
  frame(kFrame);
  EXPECT_FALSE(frame(kFrame, kFrame * 2).jumped);
  EXPECT_TRUE(frame(kFrame - kNanosecond, kFrame * 3).jumped);
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
  timeline_.set_video({.codec_data = {1}, .width = 1280, .height = 720, .reorder_frames = 1});
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

// ---- A jump of a source whose audio comes later than its video: old audio is on its way while new video comes.

struct Jumped {
  int epochs = 0;
  TimeDelta worst_skew = TimeDelta::Zero();  // of audio, against the place of the video of its time
  TimeDelta silence = TimeDelta::Zero();     // the longest time without audio, of the source's
  std::size_t off_timeline = 0;
};

// Twenty seconds with an IDR each second. Ten seconds and `into_gop` in, all PTS jump by `by`, those of audio only
// where `both` jump.
Jumped jump_with_audio_behind(TimeDelta by, TimeDelta lag, TimeDelta into_gop, bool both = true) {
  Timeline timeline;
  timeline.set_video({.codec_data = {1}, .width = 1280, .height = 720, .reorder_frames = 0});
  timeline.set_audio({.codec_data = {2}, .sample_rate = 48000, .channels = 2, .frame_samples = 1024});
  const TimeDelta jump_at = TimeDelta::Seconds(10) + into_gop;
  Jumped result;
  Placement placement;
  TimeDelta last_audio = TimeDelta::Zero();
  MediaTime epoch_start = MediaTime::FromNanos(0);
  TimeDelta epoch_captured = TimeDelta::Zero();
  const auto send = [&](Track track, TimeDelta captured, TimeDelta arrival) {
    const bool jumps = captured >= jump_at && (both || track == Track::kVideo);
    const bool keyframe = track == Track::kAudio || captured.nanos() % TimeDelta::Seconds(1).nanos() == 0;
    placement.clear();
    timeline.place(make_unit(track, captured + (jumps ? by : TimeDelta::Zero()), arrival, keyframe), placement);
    result.off_timeline += static_cast<std::size_t>(std::ranges::count(placement.dropped, DropReason::kOffTimeline));
    for (const PlacedUnit& unit : placement.units) {
      if (unit.begins) {
        ++result.epochs;
        epoch_start = unit.pts;
        epoch_captured = captured;
      }
      // Held audio is of another time than the unit that released it.
      if (unit.unit.track != Track::kAudio || track != Track::kAudio) continue;
      result.worst_skew = std::max(result.worst_skew, abs((unit.pts - epoch_start) - (captured - epoch_captured)));
      result.silence = std::max(result.silence, captured - last_audio);
      last_audio = captured;
    }
  };
  for (TimeDelta now = TimeDelta::Zero(); now < TimeDelta::Seconds(20); now += TimeDelta::Millis(20)) {
    if (now.nanos() % kFrame.nanos() == 0) send(Track::kVideo, now, now);
    if (now >= lag) send(Track::kAudio, now - lag, now);
  }
  return result;
}

TEST(TimelineJump, OneJumpOfBothTracksIsOneEpochHoweverFarAudioIsBehind) {
  for (const int64_t by_ms :
       {-140, -300, -600, -1'000, -3'000, -4'600, -4'990, -5'000, -5'010, -20'000, 2'000, 3'600'000}) {
    for (const int64_t lag_ms : {0, 100, 400, 1'500}) {
      for (const int64_t into_gop_ms : {0, 480}) {
        const Jumped seen =
            jump_with_audio_behind(TimeDelta::Millis(by_ms), TimeDelta::Millis(lag_ms), TimeDelta::Millis(into_gop_ms));
        EXPECT_EQ(seen.epochs, 2) << by_ms << " ms, audio " << lag_ms << " ms behind, " << into_gop_ms << " ms in";
        EXPECT_EQ(seen.worst_skew, TimeDelta::Zero()) << by_ms << " ms, audio " << lag_ms << " ms behind";
      }
    }
  }
}

TEST(TimelineJump, AudioThatWasOnItsWayIsDroppedAndCounted) {
  const Jumped seen = jump_with_audio_behind(TimeDelta::Seconds(-3), TimeDelta::Millis(400), TimeDelta::Zero());
  EXPECT_EQ(seen.off_timeline, 20u) << "400 ms of it";
}

TEST(TimelineJump, WhereTheVideoAloneJumpsAudioIsTakenAgainAfterFiveSeconds) {
  const Jumped seen =
      jump_with_audio_behind(TimeDelta::Seconds(-2), TimeDelta::Millis(100), TimeDelta::Zero(), /*both=*/false);
  EXPECT_EQ(seen.epochs, 2);
  EXPECT_GT(seen.silence, TimeDelta::Seconds(5) - TimeDelta::Millis(200));
  EXPECT_LT(seen.silence, TimeDelta::Seconds(5) + TimeDelta::Millis(200));
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
