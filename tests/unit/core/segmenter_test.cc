#include <string>

#include "tests/unit/core/segmenter_rig.h"

namespace sw::core {
namespace {

TEST_F(SegmenterTest, SixtySecondsAreTenSegments) {
  run_until(MediaTime::FromSeconds(60));
  segmenter_.finish(SegmentEnd::kStream, closed_);
  ASSERT_EQ(closed_.size(), 10u);
  for (std::size_t k = 0; k < 10; ++k) {
    EXPECT_EQ(closed_[k].batch_number, k);
    EXPECT_EQ(closed_[k].start, kZero + kSegment * static_cast<int64_t>(k));
    EXPECT_EQ(closed_[k].duration, kSegment);
    EXPECT_EQ(closed_[k].video.size(), 150u);
  }
}

TEST_F(SegmenterTest, AudioIsCutAtTheFrameNearestToTheBoundary) {
  run_until(MediaTime::FromSeconds(19));
  for (std::size_t k = 1; k < 3; ++k) {
    EXPECT_LE(abs(first_audio(closed_[k]) - closed_[k].start), kAudioFrame / 2) << "segment " << k;
  }
}

TEST_F(SegmenterTest, VideoIsCutInDecodeOrderAtTheFirstDtsThatReachesTheBoundary) {
  idr(kZero);
  PlacedUnit before = make_unit(Track::kVideo, kZero + kSegment + kVideoFrame, kVideoFrame);
  before.dts = kZero + kSegment - kNanosecond;
  add(before);
  PlacedUnit at = make_unit(Track::kVideo, kZero + kSegment, kVideoFrame);
  add(at);
  segmenter_.finish(SegmentEnd::kStream, closed_);
  ASSERT_EQ(closed_.size(), 2u);
  EXPECT_EQ(closed_[0].video.size(), 2u) << "a later PTS does not matter";
  EXPECT_EQ(closed_[1].video.size(), 1u);
  EXPECT_FALSE(closed_[1].starts_at_keyframe());
}

TEST_F(SegmenterTest, ASegmentClosesWhenBothTracksHavePassedItsBoundary) {
  run_until(kZero + kSegment);
  EXPECT_TRUE(closed_.empty()) << "video has not reached the boundary";
  video(kZero + kSegment);
  ASSERT_EQ(closed_.size(), 1u);
  EXPECT_EQ(closed_[0].end, SegmentEnd::kBoundary);
}

TEST_F(SegmenterTest, ASegmentClosesOneSecondAfterTheFirstTrackPassedAndNotANanosecondBefore) {
  idr(kZero);
  audio(kZero);
  video(kZero + kSegment);
  const Timestamp due = kStart + kSegment + TimeDelta::Seconds(1);
  ASSERT_EQ(segmenter_.deadline(), due);
  segmenter_.on_time(due - kNanosecond, closed_);
  EXPECT_TRUE(closed_.empty());
  segmenter_.on_time(due, closed_);
  ASSERT_EQ(closed_.size(), 1u);
  EXPECT_EQ(audio_frames(closed_[0]), 281) << "one frame that came and 280 of silence reach the boundary";
  EXPECT_EQ(closed_[0].real_audio, kAudioFrame);
}

TEST_F(SegmenterTest, MissingVideoIsLegalAndStaysMissing) {
  idr(kZero);
  for (int64_t n = 0; n * kAudioFrame.nanos() < TimeDelta::Seconds(8).nanos(); ++n) audio(kZero + kAudioFrame * n);
  ASSERT_EQ(closed_.size(), 1u);
  EXPECT_EQ(closed_[0].video.size(), 1u);
}

TEST_F(SegmenterTest, AudioThatComesAfterItsPlaceWasFilledIsDroppedAndCounted) {
  idr(kZero);
  audio(kZero);
  video(kZero + kSegment);
  segmenter_.on_time(*segmenter_.deadline(), closed_);
  audio(kZero + TimeDelta::Seconds(5));
  EXPECT_EQ(segmenter_.late_units(), 1u);
}

TEST_F(SegmenterTest, ARestOfASecondAtTheEndIsASegmentAndAShorterOneIsNot) {
  for (const auto& [length, is_rest] :
       {std::pair(TimeDelta::Seconds(1), false), std::pair(TimeDelta::Millis(960), true)}) {
    Segmenter segmenter(kSegment);
    Segments closed;
    PlacedUnit unit = make_unit(Track::kVideo, kZero, length);
    unit.begins = EpochCause::kStart;
    segmenter.add(kStart, unit, closed);
    segmenter.finish(SegmentEnd::kStream, closed);
    ASSERT_EQ(closed.size(), 1u);
    EXPECT_EQ(closed[0].duration, length);
    EXPECT_EQ(closed[0].is_rest(), is_rest);
    EXPECT_EQ(closed[0].end, SegmentEnd::kStream);
  }
}

TEST_F(SegmenterTest, ANewEpochEndsTheSegmentAndHasBoundariesOfItsOwn) {
  run_until(MediaTime::FromSeconds(8));
  closed_.clear();
  idr(MediaTime::FromSeconds(10));
  ASSERT_EQ(closed_.size(), 1u);
  EXPECT_EQ(closed_[0].end, SegmentEnd::kEpoch);
  audio(MediaTime::FromSeconds(10));
  video(MediaTime::FromSeconds(16));
  audio(MediaTime::FromSeconds(16));
  ASSERT_EQ(closed_.size(), 2u);
  EXPECT_EQ(closed_[1].start, MediaTime::FromSeconds(10));
  EXPECT_EQ(closed_[1].batch_number, closed_[0].batch_number + 1);
}

TEST_F(SegmenterTest, APictureDecodedBehindTheLastBoundaryAndShownBeforeItIsNotLost) {
  idr(kZero);
  PlacedUnit last = make_unit(Track::kVideo, kZero + kSegment - kVideoFrame * 2, kVideoFrame);
  last.dts = kZero + kSegment;
  add(std::move(last));
  segmenter_.finish(SegmentEnd::kStream, closed_);
  ASSERT_EQ(closed_.size(), 2u);
  EXPECT_EQ(closed_[1].duration, kNanosecond);
  EXPECT_EQ(closed_[1].video.size(), 1u);
}

TEST_F(SegmenterTest, ARestBurnsNoBatchNumber) {
  idr(kZero);
  segmenter_.finish(SegmentEnd::kEpoch, closed_);
  idr(MediaTime::FromSeconds(2));
  video(MediaTime::FromSeconds(4));
  segmenter_.finish(SegmentEnd::kStream, closed_);
  ASSERT_EQ(closed_.size(), 2u);
  EXPECT_TRUE(closed_[0].is_rest());
  EXPECT_EQ(closed_[1].batch_number, 0u);
}

TEST_F(SegmenterTest, IgnoresMediaBeforeAnEpochBegins) {
  video(kZero);
  audio(kZero);
  segmenter_.finish(SegmentEnd::kStream, closed_);
  EXPECT_TRUE(closed_.empty());
}

// ---- What is open.

TEST_F(SegmenterTest, TheOpenSegmentIsTheOldestThatHasNotClosed) {
  EXPECT_EQ(segmenter_.open_start(), std::nullopt) << "no epoch has begun";
  run_until(kZero + kSegment);
  EXPECT_EQ(segmenter_.open_start(), kZero) << "the video has not passed the boundary";
  run_until(kZero + kSegment + TimeDelta::Seconds(1));
  EXPECT_EQ(segmenter_.open_start(), kZero + kSegment);
  segmenter_.finish(SegmentEnd::kEpoch, closed_);
  EXPECT_EQ(segmenter_.open_start(), std::nullopt);
}

TEST_F(SegmenterTest, TheOpenSegmentOfANewEpochBeginsWithItsIdr) {
  run_until(MediaTime::FromSeconds(8));
  idr(MediaTime::FromMillis(9'876));
  EXPECT_EQ(segmenter_.open_start(), MediaTime::FromMillis(9'876));
}

TEST_F(SegmenterTest, ASegmentBeganWhenTheFirstTrackPassedItsStart) {
  idr(kZero);
  audio(kZero);
  PlacedUnit unit = make_unit(Track::kVideo, kZero + kSegment, kVideoFrame);
  unit.unit.arrival = kStart + kSegment + TimeDelta::Millis(123);
  add(unit);
  audio(kZero + kSegment + TimeDelta::Millis(500));
  segmenter_.finish(SegmentEnd::kStream, closed_);
  ASSERT_EQ(closed_.size(), 2u);
  EXPECT_EQ(closed_[0].began, kStart);
  EXPECT_EQ(closed_[1].began, kStart + kSegment + TimeDelta::Millis(123));
}

TEST_F(SegmenterTest, AudioThatBeginsLessThanHalfAFrameBeforeTheBoundaryBeginsTheSegment) {
  idr(kZero);
  audio(kZero);
  const MediaTime before = kZero + kSegment - kAudioFrame / 2;
  audio(before);
  video(kZero + kSegment);
  segmenter_.finish(SegmentEnd::kStream, closed_);
  ASSERT_EQ(closed_.size(), 2u);
  EXPECT_EQ(closed_[1].began, kStart + (before - kZero));
}

TEST_F(SegmenterTest, ASegmentThatTheMediaSkippedBeganWhenItDid) {
  idr(kZero);
  video(kZero + kSegment * 3);
  audio(kZero + kSegment * 3);
  ASSERT_EQ(closed_.size(), 3u);
  for (const Segment& segment : {closed_[1], closed_[2]}) {
    EXPECT_EQ(segment.began, kStart + kSegment * 3);
    EXPECT_TRUE(segment.video.empty());
    EXPECT_EQ(segment.real_audio, TimeDelta::Zero());
    EXPECT_GE(audio_frames(segment), 281);
  }
}

TEST_F(SegmenterTest, AnotherFrameLengthCountsForTheAudioThatFollows) {
  constexpr TimeDelta kLongFrame = TimeDelta::Ticks(1024, 8000);
  for (int64_t n = 0; n <= 175; ++n) n == 0 ? idr(kZero) : video(kZero + kVideoFrame * n);
  segmenter_.on_time(*segmenter_.deadline(), closed_);
  segmenter_.set_audio_frame(kLongFrame);
  for (int64_t n = 0; n < 50; ++n) {
    PlacedUnit unit = make_unit(Track::kAudio, kZero + TimeDelta::Seconds(7) + kLongFrame * n, kLongFrame);
    add(unit);
  }
  video(kZero + kSegment * 2);
  ASSERT_EQ(closed_.size(), 2u);
  const auto& silence = std::get<Silence>(closed_[1].audio.front());
  EXPECT_LE(abs(silence.start - (kZero + kSegment)), kAudioFrame / 2);
  EXPECT_LE(abs(silence.start + kLongFrame * silence.frames - (kZero + TimeDelta::Seconds(7))), kLongFrame / 2);
  EXPECT_EQ(segmenter_.late_units(), 0u);
}

// ---- A day of stream, for each cadence of interest.

struct Cadence {
  std::string name;
  int64_t audio_samples;
  int64_t sample_rate;
  int64_t frames;       // video frames …
  int64_t per_seconds;  // … in so many seconds
  bool variable;        // every third video frame is missing
};
void PrintTo(const Cadence& cadence, std::ostream* out) { *out << cadence.name; }

class SegmenterDay : public testing::TestWithParam<Cadence> {};

TEST_P(SegmenterDay, KeepsEveryBoundaryOnTheGridAndLosesNothing) {
  const Cadence& cadence = GetParam();
  const TimeDelta audio_frame = TimeDelta::Ticks(cadence.audio_samples, cadence.sample_rate);
  const MediaTime day = MediaTime::FromSeconds(24 * 60 * 60);
  // One frame is the bound where frames are longer than 100 ms.
  const TimeDelta bound = std::max(TimeDelta::Millis(100), audio_frame);
  Segmenter segmenter(kSegment);
  segmenter.set_audio_frame(audio_frame);
  Segments closed;
  int64_t next_audio = 0;
  int64_t next_video = 0;
  uint64_t segments = 0;
  int64_t audio_units = 0;
  MediaTime last_cut = kZero;
  while (true) {
    const MediaTime audio_at = kZero + TimeDelta::Ticks(next_audio * cadence.audio_samples, cadence.sample_rate);
    const MediaTime video_at = kZero + TimeDelta::Ticks(next_video * cadence.per_seconds, cadence.frames);
    if (std::min(audio_at, video_at) >= day) break;
    const bool is_video = video_at <= audio_at;
    PlacedUnit unit =
        is_video ? make_unit(Track::kVideo, video_at, kVideoFrame) : make_unit(Track::kAudio, audio_at, audio_frame);
    if (is_video && next_video == 0) unit.begins = EpochCause::kStart;
    is_video ? ++next_video : ++next_audio;
    if (is_video && cadence.variable && next_video % 3 == 0) continue;
    const Timestamp now = unit.unit.arrival;
    segmenter.add(now, std::move(unit), closed);
    for (const Segment& segment : closed) {
      ASSERT_EQ(segment.batch_number, segments++);
      ASSERT_EQ(segment.start, kZero + kSegment * static_cast<int64_t>(segment.batch_number));
      ASSERT_EQ(segment.duration, kSegment);
      const MediaTime cut = std::get<PlacedUnit>(segment.audio.front()).pts;
      ASSERT_LE(abs(cut - segment.start), audio_frame / 2);
      ASSERT_LE(abs(segment.video.front().dts - segment.start), bound);
      if (segments > 1) {
        ASSERT_LE(abs((cut - last_cut) - kSegment), bound);
      }
      last_cut = cut;
      audio_units += static_cast<int64_t>(segment.audio.size());
    }
    closed.clear();
  }
  EXPECT_GE(segments, 24u * 60 * 10 - 1);
  EXPECT_EQ(segmenter.late_units(), 0u);
  EXPECT_LE(next_audio - audio_units, TimeDelta::Seconds(13) / audio_frame)
      << "all but the open segments' audio is out";
}

INSTANTIATE_TEST_SUITE_P(Cadences, SegmenterDay,
                         testing::Values(Cadence{"Aac48kAt25", 1024, 48000, 25, 1, false},
                                         Cadence{"Aac44kAt2997", 1024, 44100, 30000, 1001, false},
                                         Cadence{"Aac48kAtVariableRate", 1024, 48000, 60, 1, true},
                                         Cadence{"Aac44kAtVariableRate", 1024, 44100, 60, 1, true},
                                         Cadence{"Aac44kAt25", 1024, 44100, 25, 1, false},
                                         Cadence{"Aac48kAt2997", 1024, 48000, 30000, 1001, false},
                                         Cadence{"HeAac48kAt2997", 2048, 48000, 30000, 1001, false},
                                         Cadence{"HeAac44kAt25", 2048, 44100, 25, 1, false},
                                         Cadence{"HeAac48kAtVariableRate", 2048, 48000, 60, 1, true},
                                         Cadence{"Aac960At25", 960, 48000, 25, 1, false},
                                         Cadence{"HeAac44kAtOneFrameASecond", 2048, 44100, 1, 1, false}),
                         [](const auto& cadence) { return cadence.param.name; });

}  // namespace
}  // namespace sw::core
