// Audio that is missing: silence, in the file and in the output.
#include <variant>

#include "tests/unit/core/segmenter_rig.h"

namespace sw::core {
namespace {

TEST_F(SegmenterTest, AHoleOfHalfAnAudioFrameBecomesSilenceAndASmallerOneDoesNot) {
  idr(kZero);
  audio(kZero);
  audio(kZero + kAudioFrame + kAudioFrame / 2 - kNanosecond);
  const MediaTime end = kZero + kAudioFrame * 2 + kAudioFrame / 2 - kNanosecond;
  audio(end + kAudioFrame / 2 + kNanosecond);
  segmenter_.finish(SegmentEnd::kStream, closed_);
  ASSERT_EQ(closed_.size(), 1u);
  EXPECT_EQ(closed_[0].audio.size(), 4u);
  ASSERT_TRUE(std::holds_alternative<Silence>(closed_[0].audio[2]));
  EXPECT_EQ(std::get<Silence>(closed_[0].audio[2]).frames, 1);
}

TEST_F(SegmenterTest, SilenceThatCrossesABoundaryIsSplitThere) {
  idr(kZero);
  audio(kZero);
  audio(kZero + kSegment + TimeDelta::Seconds(1));
  video(kZero + kSegment * 2);
  segmenter_.finish(SegmentEnd::kStream, closed_);
  ASSERT_GE(closed_.size(), 2u);
  EXPECT_LE(abs(first_audio(closed_[1]) - closed_[1].start), kAudioFrame / 2);
}

TEST_F(SegmenterTest, AudioThatStartsLaterIsPrecededBySilence) {
  idr(kZero);
  audio(kZero + TimeDelta::Seconds(2));
  segmenter_.finish(SegmentEnd::kStream, closed_);
  ASSERT_EQ(closed_.size(), 1u);
  EXPECT_EQ(first_audio(closed_[0]), kZero);
  EXPECT_TRUE(std::holds_alternative<Silence>(closed_[0].audio[0]));
}

TEST_F(SegmenterTest, AHoleIsWholeFramesInTheFileAndAsLongAsItWasInTheOutput) {
  idr(kZero);
  audio(kZero);
  audio(kZero + kAudioFrame * 4 + TimeDelta::Millis(5));
  segmenter_.finish(SegmentEnd::kStream, closed_);
  const auto& silence = std::get<Silence>(closed_.at(0).audio.at(1));
  EXPECT_EQ(silence.frames, 3);
  EXPECT_EQ(silence.last, kAudioFrame + TimeDelta::Millis(5));
}

TEST_F(SegmenterTest, AHoleThatIsTooShortForAFrameIsLeftToTheOutput) {
  constexpr TimeDelta kLong = TimeDelta::Millis(128);
  segmenter_.set_audio_frame(kLong);
  idr(kZero);
  audio(kZero);
  audio(kZero + kLong + TimeDelta::Millis(15));
  segmenter_.finish(SegmentEnd::kStream, closed_);
  const auto& silence = std::get<Silence>(closed_.at(0).audio.at(1));
  EXPECT_EQ(silence.start, kZero + kLong);
  EXPECT_EQ(silence.frames, 0);
  EXPECT_EQ(silence.last, TimeDelta::Millis(15));
}

TEST_F(SegmenterTest, LessThanFifteenMillisecondsIsJitter) {
  constexpr TimeDelta kLong = TimeDelta::Millis(128);
  segmenter_.set_audio_frame(kLong);
  idr(kZero);
  audio(kZero);
  audio(kZero + kLong + TimeDelta::Millis(15) - kNanosecond);
  segmenter_.finish(SegmentEnd::kStream, closed_);
  EXPECT_TRUE(std::holds_alternative<PlacedUnit>(closed_.at(0).audio.at(1)));
}

TEST_F(SegmenterTest, SilenceAtTheEndOfAnEpochEndsWithItsMedia) {
  idr(kZero);
  audio(kZero);
  video(kZero + kVideoFrame * 5);
  segmenter_.finish(SegmentEnd::kEpoch, closed_);
  const auto& silence = std::get<Silence>(closed_.at(0).audio.at(1));
  EXPECT_EQ(silence.frames, 10) << "240 ms are 11.25 frames, one of which came";
  EXPECT_EQ(silence.start + kAudioFrame * 9 + silence.last, kZero + kVideoFrame * 6);
}

TEST_F(SegmenterTest, ASegmentWithoutAnyAudioIsSilenceFromEndToEnd) {
  for (int64_t n = 0; n <= 175; ++n) n == 0 ? idr(kZero) : video(kZero + kVideoFrame * n);
  segmenter_.on_time(*segmenter_.deadline(), closed_);
  ASSERT_EQ(closed_.size(), 1u);
  EXPECT_EQ(closed_[0].real_audio, TimeDelta::Zero());
  ASSERT_EQ(closed_[0].audio.size(), 1u);
  EXPECT_EQ(std::get<Silence>(closed_[0].audio[0]).frames, 281);
}

}  // namespace
}  // namespace sw::core
