// AudioCodec::convert(). World: `ports::AudioCodec& codec()`, and what it keeps of a sine of 440 and 660 Hz:
// `kLeastConvertedSnrDb` at another rate, `kLeastStretchedSnrDb` stretched by 10 ms in 6 s.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <concepts>

#include "tests/conformance/media/audio_codec_signals.h"

namespace sw::conformance {

template <class World>
concept ConversionWorld = requires(World world) {
  { world.codec() } -> std::same_as<ports::AudioCodec&>;
  { World::kLeastConvertedSnrDb } -> std::convertible_to<double>;
  { World::kLeastStretchedSnrDb } -> std::convertible_to<double>;
};

struct Conversion {
  int from_rate;
  int to_rate;
};
inline constexpr std::array<Conversion, 8> kConversions{{{44'100, 48'000},
                                                         {48'000, 44'100},
                                                         {16'000, 48'000},
                                                         {48'000, 16'000},
                                                         {22'050, 48'000},
                                                         {24'000, 44'100},
                                                         {32'000, 48'000},
                                                         {96'000, 48'000}}};

template <ConversionWorld World>
class ConversionSuite : public ::testing::Test {
 protected:
  ports::Pcm convert(const ports::Pcm& pcm, int sample_rate, int channels, std::size_t frames) {
    auto converted = world_.codec().convert(pcm, sample_rate, channels, frames);
    EXPECT_TRUE(converted) << converted.error().text;
    if (!converted) return {};
    EXPECT_EQ(converted->sample_rate, sample_rate);
    EXPECT_EQ(converted->channels, channels);
    EXPECT_EQ(converted->samples.size(), frames * static_cast<std::size_t>(channels));
    return *std::move(converted);
  }
  World world_;
};
TYPED_TEST_SUITE_P(ConversionSuite);

TYPED_TEST_P(ConversionSuite, WhatIsOfThatFormComesBackAsItIs) {
  const auto pcm = sine(48'000, 2, 1'000);
  EXPECT_EQ(this->convert(pcm, 48'000, 2, 1'000).samples, pcm.samples);
}

TYPED_TEST_P(ConversionSuite, MonoIsDoubledAndStereoAveraged) {
  const ports::Pcm stereo{.sample_rate = 48'000, .channels = 2, .samples = {0.5F, 0.25F, -0.5F, 0.5F}};
  EXPECT_EQ(this->convert(stereo, 48'000, 1, 2).samples, (std::vector<float>{0.375F, 0}));
  const ports::Pcm mono{.sample_rate = 48'000, .channels = 1, .samples = {0.5F, -0.25F}};
  EXPECT_EQ(this->convert(mono, 48'000, 2, 2).samples, (std::vector<float>{0.5F, 0.5F, -0.25F, -0.25F}));
}

TYPED_TEST_P(ConversionSuite, GivesAsManyFramesAsAreWanted) {
  for (const std::size_t from : {1u, 2u, 3u, 100u, 1'023u, 5'000u}) {
    const auto pcm = sine(48'000, 2, from);
    for (const std::size_t to : {(from + 15) / 16, from, from + 1, from * 2 - 1, from * 16}) {
      this->convert(pcm, 44'100, 2, to);
    }
  }
}

TYPED_TEST_P(ConversionSuite, ASineIsTheSameSineAtAnotherRate) {
  for (const auto& [from_rate, to_rate] : kConversions) {
    for (const int channels : {1, 2}) {
      const auto from = static_cast<std::size_t>(from_rate) * 2;
      const auto to = static_cast<std::size_t>(to_rate) * 2;
      const auto got = this->convert(sine(from_rate, channels, from), to_rate, channels, to);
      EXPECT_GT(signal_to_noise_db(sine(to_rate, channels, to), got), TypeParam::kLeastConvertedSnrDb)
          << from_rate << " to " << to_rate;
    }
  }
}

// The sine of a clip that is stretched has a rate of its own, at which nothing may shift: each piece is as good as all.
TYPED_TEST_P(ConversionSuite, StretchingIsEvenToTheEnd) {
  constexpr std::size_t kFrames = 288'000;
  for (const std::size_t to : {kFrames + 480, kFrames - 480, kFrames + 479, kFrames + 1}) {
    const auto got = this->convert(sine(48'000, 2, kFrames), 48'000, 2, to);
    const auto wanted = stretched_sine(48'000, 2, kFrames, to);
    for (std::size_t at = 0; at + to / 20 <= to; at += to / 20) {
      EXPECT_GT(signal_to_noise_db(cut(wanted, at, to / 20), cut(got, at, to / 20)), TypeParam::kLeastStretchedSnrDb)
          << to << " frames, from " << at;
    }
  }
}

// Neither ringing nor a fade, where a filter would see silence before the first sample and after the last.
TYPED_TEST_P(ConversionSuite, TheEndsAreNoWorse) {
  const auto got = this->convert(sine(48'000, 2, 288'000), 48'000, 2, 288'480);
  const auto wanted = stretched_sine(48'000, 2, 288'000, 288'480);
  for (const std::size_t at : {std::size_t{0}, got.frames() - 50}) {
    EXPECT_LT(largest_error(cut(wanted, at, 50), cut(got, at, 50)), 0.0005F);
  }
}

TYPED_TEST_P(ConversionSuite, AConstantStaysConstantToTheEnds) {
  const ports::Pcm pcm{.sample_rate = 44'100, .channels = 1, .samples = std::vector<float>(4'410, 0.5F)};
  for (const float sample : this->convert(pcm, 48'000, 1, 4'800).samples) EXPECT_NEAR(sample, 0.5F, 0.00001F);
}

TYPED_TEST_P(ConversionSuite, TheSameClipGivesTheSameSamples) {
  const auto pcm = sine(44'100, 2, 4'410);
  EXPECT_EQ(this->convert(pcm, 48'000, 2, 4'801).samples, this->convert(pcm, 48'000, 2, 4'801).samples);
}

TYPED_TEST_P(ConversionSuite, RefusesWhatCannotBe) {
  auto& codec = this->world_.codec();
  const auto pcm = sine(48'000, 2, 1'000);
  EXPECT_FALSE(codec.convert(sine(48'000, 2, 0), 48'000, 2, 0));
  EXPECT_FALSE(codec.convert(sine(48'000, 2, 0), 48'000, 2, 100));
  EXPECT_FALSE(codec.convert(pcm, 48'000, 2, 0));
  EXPECT_FALSE(codec.convert(pcm, 48'000, 0, 1'000));
  EXPECT_FALSE(codec.convert(pcm, 48'000, 3, 1'000));
  EXPECT_FALSE(codec.convert(pcm, 48'000, 2, 16'001));
  EXPECT_FALSE(codec.convert(pcm, 48'000, 2, 62));
  const ports::Pcm six{.sample_rate = 48'000, .channels = 6, .samples = std::vector<float>(600, 0.0F)};
  EXPECT_FALSE(codec.convert(six, 48'000, 2, 100));
}

REGISTER_TYPED_TEST_SUITE_P(ConversionSuite, WhatIsOfThatFormComesBackAsItIs, MonoIsDoubledAndStereoAveraged,
                            GivesAsManyFramesAsAreWanted, ASineIsTheSameSineAtAnotherRate, StretchingIsEvenToTheEnd,
                            TheEndsAreNoWorse, AConstantStaysConstantToTheEnds, TheSameClipGivesTheSameSamples,
                            RefusesWhatCannotBe);

}  // namespace sw::conformance
