#include "sim/media/toy_codec.h"

#include <gtest/gtest.h>

#include "tests/unit/sim/media/tagged_audio.h"

namespace sw::sim {
namespace {

// Encodes all and decodes it again without the encoder's delay.
std::vector<float> round_trip(ToyCodec& codec, const ports::Pcm& pcm) {
  const auto encoder = codec.encoder(pcm.sample_rate, pcm.channels, 0).value();
  const auto decoder = codec.decoder(encoder->format()).value();
  auto units = encoder->encode(pcm).value();
  const auto rest = encoder->finish().value();
  units.insert(units.end(), rest.begin(), rest.end());
  std::vector<float> samples;
  for (const PayloadRef& unit : units) {
    const auto decoded = decoder->decode(unit->bytes()).value();
    samples.insert(samples.end(), decoded.samples.begin(), decoded.samples.end());
  }
  const auto begin = samples.begin() + encoder->delay() * pcm.channels;
  return {begin, begin + static_cast<std::ptrdiff_t>(pcm.samples.size())};
}

TEST(ToyCodec, EveryTagComesBackExactlyWithEveryDelayAndForm) {
  for (const int delay : {1024, 1600, 2112}) {
    ToyCodec codec({.encoder_delay = delay});
    for (const int rate : {8'000, 16'000, 44'100, 48'000, 96'000}) {
      for (const int channels : {1, 2}) {
        const auto pcm = tagged(rate, channels, 1'000'000'000, 20'000);
        EXPECT_EQ(round_trip(codec, pcm), pcm.samples) << delay << ", " << rate << ", " << channels;
      }
    }
  }
}

TEST(ToyCodec, DecodesEveryFrameLength) {
  ToyCodec codec;
  for (const int frame_samples : {960, 1024, 2048}) {
    const auto decoder = codec.decoder(toy_audio_format(48'000, 2, frame_samples)).value();
    const auto frames = static_cast<std::size_t>(frame_samples);
    ASSERT_TRUE(decoder->decode(decoder->silent_unit()->bytes()));
    const auto pcm = decoder->decode(tagged_unit(9, frames)->bytes());
    ASSERT_TRUE(pcm);
    EXPECT_EQ(pcm->samples, tagged(48'000, 2, 9, frames).samples);
  }
}

TEST(ToyCodec, FirstUnitOfAllShowsThatItsPredecessorIsMissing) {
  ToyCodec codec;
  const auto decoder = codec.decoder(toy_audio_format(8'000, 1)).value();
  const auto first = decoder->decode(tagged_unit(0)->bytes()).value();
  const auto second = decoder->decode(tagged_unit(1024)->bytes()).value();
  for (const float sample : first.samples) EXPECT_FALSE(read_tag(sample));
  EXPECT_EQ(second.samples, tagged(8'000, 1, 1024, 1024).samples);
}

TEST(ToyCodec, DistortionCanBeSwitchedOff) {
  ToyCodec codec({.distorts_first_unit = false});
  const auto decoder = codec.decoder(toy_audio_format(8'000, 1)).value();
  EXPECT_EQ(decoder->decode(tagged_unit(0)->bytes())->samples, tagged(8'000, 1, 0, 1024).samples);
}

TEST(ToyCodec, DamagedUnitCostsTheOverlapOfTheNext) {
  ToyCodec codec;
  const auto decoder = codec.decoder(toy_audio_format(8'000, 1)).value();
  ASSERT_TRUE(decoder->decode(tagged_unit(0)->bytes()));
  EXPECT_FALSE(decoder->decode(std::vector<uint8_t>{1, 2, 3}));
  EXPECT_FALSE(read_tag(decoder->decode(tagged_unit(2048)->bytes())->samples[0]));
  EXPECT_TRUE(read_tag(decoder->decode(tagged_unit(3072)->bytes())->samples[0]));
}

TEST(ToyCodec, NothingFollowsFinish) {
  ToyCodec codec;
  const auto encoder = codec.encoder(8'000, 1, 0).value();
  ASSERT_TRUE(encoder->encode(tagged(8'000, 1, 0, 100)));
  ASSERT_TRUE(encoder->finish());
  EXPECT_FALSE(encoder->encode(tagged(8'000, 1, 100, 100)));
  EXPECT_FALSE(encoder->finish());
}

TEST(ToyCodec, HalfAFrameOfStereoIsRefused) {
  ToyCodec codec;
  const auto encoder = codec.encoder(8'000, 2, 0).value();
  EXPECT_FALSE(encoder->encode({.sample_rate = 8'000, .channels = 2, .samples = {0, 0, 0}}));
}

TEST(ToyCodec, ConvertingToTheSameFormChangesNothing) {
  const auto pcm = tagged(8'000, 1, 5, 1000);
  EXPECT_EQ(ToyCodec().convert(pcm, 8'000, 1, 1000)->samples, pcm.samples);
}

TEST(ToyCodec, ConvertedChannelsCarryTheSameTags) {
  const auto mono = tagged(8'000, 1, 5, 1000);
  const auto stereo = tagged(8'000, 2, 5, 1000);
  EXPECT_EQ(ToyCodec().convert(mono, 8'000, 2, 1000)->samples, stereo.samples);
  EXPECT_EQ(ToyCodec().convert(stereo, 8'000, 1, 1000)->samples, mono.samples);
}

TEST(ToyCodec, ConvertedStereoIsAveraged) {
  const ports::Pcm pcm{.sample_rate = 8'000, .channels = 2, .samples = {0.5F, 0.25F, -1.0F, 0.0F}};
  EXPECT_EQ(ToyCodec().convert(pcm, 8'000, 1, 2)->samples, (std::vector<float>{0.375F, -0.5F}));
}

TEST(ToyCodec, StretchedTagsStillSayWhereTheyAre) {
  const auto pcm = tagged(8'000, 1, 1000, 8'000);
  const auto stretched = ToyCodec().convert(pcm, 8'000, 1, 8'080);
  ASSERT_EQ(stretched->frames(), 8'080u);
  for (std::size_t i = 0; i < 8'080; ++i) {
    const auto tag = read_tag(stretched->samples[i]);
    ASSERT_TRUE(tag);
    EXPECT_NEAR(tag->sample, 1000 + static_cast<double>(i) * 8'000 / 8'080, 0.3) << i;
  }
}

TEST(ToyCodec, ConvertsToAnotherRate) {
  const auto converted = ToyCodec().convert(tagged(44'100, 2, 0, 44'100), 48'000, 1, 48'000);
  ASSERT_TRUE(converted);
  EXPECT_EQ(converted->sample_rate, 48'000);
  EXPECT_NEAR(read_tag(converted->samples[24'000])->sample, 22'050, 0.3);
}

TEST(ToyCodec, RefusesWhatCannotBeConverted) {
  ToyCodec codec;
  const auto pcm = tagged(8'000, 1, 0, 100);
  EXPECT_FALSE(codec.convert(tagged(8'000, 1, 0, 0), 8'000, 1, 100));
  EXPECT_FALSE(codec.convert(pcm, 8'000, 3, 100));
  EXPECT_FALSE(codec.convert(pcm, 0, 1, 100));
  EXPECT_FALSE(codec.convert(pcm, 8'000, 1, 0));
  EXPECT_TRUE(codec.convert(pcm, 8'000, 1, 1'600));
  EXPECT_FALSE(codec.convert(pcm, 8'000, 1, 1'601));
  EXPECT_FALSE(codec.convert(pcm, 8'000, 1, 6));
  EXPECT_FALSE(codec.convert({.sample_rate = 8'000, .channels = 2, .samples = {1, 1, 1}}, 8'000, 1, 1));
}

}  // namespace
}  // namespace sw::sim
