#include "worker/engine/dubbing/source_audio.h"

#include <gtest/gtest.h>

#include "sim/media/toy_codec.h"
#include "tests/unit/sim/media/tagged_audio.h"

namespace sw::engine {
namespace {

constexpr int kRate = 8'000;
constexpr TimeDelta kFrame = TimeDelta::Ticks(1'024, kRate);

core::AudioPiece unit(uint64_t number) {
  const MediaTime pts = MediaTime::FromNanos(0) + kFrame * static_cast<int64_t>(number);
  return core::PlacedUnit{.unit = {.track = Track::kAudio,
                                   .payload = sim::tagged_unit(number * 1'024),
                                   .pts = pts,
                                   .dts = std::nullopt,
                                   .keyframe = true,
                                   .arrival = Timestamp::FromSeconds(1)},
                          .pts = pts,
                          .dts = pts,
                          .duration = kFrame,
                          .epoch = 0,
                          .begins = std::nullopt};
}

core::Segment segment(std::vector<core::AudioPiece> audio) {
  return {.batch_number = 0,
          .epoch = 0,
          .start = MediaTime::FromNanos(0),
          .duration = TimeDelta::Seconds(6),
          .began = Timestamp::FromSeconds(1),
          .end = core::SegmentEnd::kBoundary,
          .video = {},
          .audio = std::move(audio),
          .real_audio = TimeDelta::Zero()};
}

class SourceAudioTest : public testing::Test {
 protected:
  void begin() { ASSERT_TRUE(source_.begin_epoch(sim::toy_audio_format(kRate, 1)).has_value()); }
  sim::ToyCodec codec_;
  SourceAudio source_{codec_};
};

TEST_F(SourceAudioTest, TheFirstClipOfAnEpochHasNoUnitBeforeIt) {
  begin();
  const auto clip = source_.clip(segment({unit(0), unit(1)}));
  EXPECT_EQ(clip.units.size(), 2u);
  EXPECT_EQ(clip.priming, 0);
  EXPECT_EQ(clip.samples, 2'048);
}

TEST_F(SourceAudioTest, AnyOtherBeginsOneUnitEarlyWhichTakesNoTime) {
  begin();
  source_.decode(segment({unit(0), unit(1)}));
  const auto clip = source_.clip(segment({unit(2)}));
  ASSERT_EQ(clip.units.size(), 2u);
  EXPECT_EQ(clip.priming, 1'024);
  EXPECT_EQ(clip.samples, 1'024);
  const auto first = clip.units[0]->bytes();
  const PayloadRef before = sim::tagged_unit(1'024);
  EXPECT_TRUE(std::ranges::equal(first, before->bytes()));
}

TEST_F(SourceAudioTest, OneDecoderRunsOverAllSegments) {
  begin();
  source_.decode(segment({unit(0), unit(1)}));
  const SourceSegment second = source_.decode(segment({unit(2), unit(3)}));
  EXPECT_EQ(second.audio.body.samples, sim::tagged(kRate, 1, 2'048, 2'048).samples) << "its first unit is whole";
  EXPECT_EQ(second.audio.lead.samples, sim::tagged(kRate, 1, 2'048 - 40, 40).samples);
  EXPECT_EQ(second.start, MediaTime::FromNanos(0) + kFrame * 2);
}

TEST_F(SourceAudioTest, SilenceIsAsLongAsItsFrames) {
  begin();
  const auto with_hole = segment({unit(0), core::Silence{MediaTime::FromNanos(0) + kFrame, 3, kFrame}, unit(4)});
  const auto clip = source_.clip(with_hole);
  EXPECT_EQ(clip.units.size(), 5u);
  EXPECT_EQ(clip.samples, 5 * 1'024);
  const SourceSegment decoded = source_.decode(with_hole);
  ASSERT_EQ(decoded.audio.body.frames(), 5u * 1'024);
  for (std::size_t i = 1'024; i < 4 * 1'024; ++i) ASSERT_EQ(decoded.audio.body.samples[i], 0.0F);
  EXPECT_EQ(decoded.audio.body.samples.back(), sim::source_tag(5 * 1'024 - 1));
}

TEST_F(SourceAudioTest, TheLastFrameOfSilenceLastsUntilAudioGoesOn) {
  begin();
  const auto with_hole = segment({unit(0), core::Silence{MediaTime::FromNanos(0) + kFrame, 2, kFrame / 2}, unit(3)});
  EXPECT_EQ(source_.clip(with_hole).samples, 4 * 1'024) << "whole frames";
  const SourceSegment decoded = source_.decode(with_hole);
  ASSERT_EQ(decoded.audio.body.frames(), 3u * 1'024 + 512);
  EXPECT_EQ(decoded.audio.body.samples.back(), sim::source_tag(4 * 1'024 - 1));
}

TEST_F(SourceAudioTest, SilenceThatIsTooShortForAFrameStandsInNoFile) {
  begin();
  const auto with_hole = segment({unit(0), core::Silence{MediaTime::FromNanos(0) + kFrame, 0, kFrame / 4}, unit(1)});
  EXPECT_EQ(source_.clip(with_hole).units.size(), 2u);
  EXPECT_EQ(source_.decode(with_hole).audio.body.frames(), 2u * 1'024 + 256);
}

TEST_F(SourceAudioTest, AUnitThatDoesNotDecodeIsSilenceAndCounted) {
  begin();
  core::AudioPiece damaged = unit(1);
  std::get<core::PlacedUnit>(damaged).unit.payload = sim::toy_payload(std::vector<uint8_t>{1, 2, 3});
  const SourceSegment decoded = source_.decode(segment({unit(0), damaged, unit(2), unit(3)}));
  EXPECT_EQ(source_.errors(), 1u);
  ASSERT_EQ(decoded.audio.body.frames(), 4u * 1'024);
  EXPECT_EQ(decoded.audio.body.samples[1'500], 0.0F);
  EXPECT_EQ(decoded.audio.body.samples.back(), sim::source_tag(4 * 1'024 - 1));
}

TEST_F(SourceAudioTest, ANewEpochOfTheSameFormatContinuesNothing) {
  begin();
  source_.decode(segment({unit(0), unit(1)}));
  begin();
  EXPECT_EQ(source_.clip(segment({unit(2)})).priming, 0);
  EXPECT_EQ(source_.decode(segment({unit(2)})).audio.lead.frames(), 0u);
}

TEST_F(SourceAudioTest, OfAFormatThatNothingDecodesItIsSilenceOfThatForm) {
  AudioFormat format = sim::toy_audio_format(kRate, 1);
  format.codec_data = {0xff};
  EXPECT_FALSE(source_.begin_epoch(format).has_value());
  EXPECT_FALSE(source_.decodable());
  const SourceSegment decoded = source_.decode(segment({unit(0), unit(1)}));
  EXPECT_EQ(decoded.audio.body.samples, std::vector<float>(2'048, 0.0F));
}

TEST_F(SourceAudioTest, BeforeAnyFormatItIsSilenceOfTheAssumedOne) {
  source_.assume({.codec_data = {}, .sample_rate = 48'000, .channels = 2, .frame_samples = 1'024});
  EXPECT_FALSE(source_.decodable());
  const SourceSegment decoded =
      source_.decode(segment({core::Silence{MediaTime::FromNanos(0), 2, TimeDelta::Ticks(1'024, 48'000)}}));
  EXPECT_EQ(decoded.audio.body.frames(), 2'048u);
  EXPECT_EQ(decoded.audio.body.channels, 2);
}

TEST_F(SourceAudioTest, MoreThanTwoChannelsAreDecodedAsStereo) {
  ASSERT_TRUE(source_.begin_epoch(sim::toy_audio_format(kRate, 6)).has_value());
  source_.decode(segment({unit(0)}));
  const SourceSegment decoded = source_.decode(segment({unit(1)}));
  EXPECT_EQ(decoded.audio.body.channels, 2);
  EXPECT_EQ(decoded.audio.body.samples, sim::tagged(kRate, 2, 1'024, 1'024).samples);
  EXPECT_EQ(decoded.audio.lead.channels, 2);
  EXPECT_EQ(source_.clip(segment({unit(2)})).format.channels, 6) << "what is stored is what came";
}

}  // namespace
}  // namespace sw::engine
