// What every arm of the audio codec port promises (worker/ports/audio_codec.h). World is default-constructible and
// offers codec().
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "worker/ports/audio_codec.h"

namespace sw::conformance {

template <class World>
class AudioCodecSuite : public testing::Test {
 protected:
  static constexpr int kRate = 48000;
  static constexpr int kBitsPerSecond = 128'000;
  static constexpr double kHertz = 440;
  static constexpr float kLoudness = 0.5F;

  static ports::Pcm sine(std::size_t frames, int rate, int channels, std::size_t from = 0) {
    ports::Pcm pcm{.sample_rate = rate, .channels = channels, .samples = {}};
    for (std::size_t i = from; i < from + frames; ++i) {
      const double phase = 2 * std::numbers::pi * kHertz * static_cast<double>(i) / rate;
      pcm.samples.insert(pcm.samples.end(), static_cast<std::size_t>(channels),
                         kLoudness * static_cast<float>(std::sin(phase)));
    }
    return pcm;
  }
  // Encodes `pcm` in pieces of `piece` frames and appends the rest.
  static std::vector<PayloadRef> encode(ports::AudioEncoder& encoder, const ports::Pcm& pcm, std::size_t piece) {
    std::vector<PayloadRef> units;
    const auto append = [&](const auto& more) {
      ASSERT_TRUE(more.has_value());
      units.insert(units.end(), more->begin(), more->end());
    };
    const auto channels = static_cast<std::size_t>(pcm.channels);
    for (std::size_t at = 0; at < pcm.frames(); at += piece) {
      const std::size_t end = std::min(at + piece, pcm.frames());
      const auto begin = pcm.samples.begin();
      append(encoder.encode({.sample_rate = pcm.sample_rate,
                             .channels = pcm.channels,
                             .samples = {begin + static_cast<std::ptrdiff_t>(at * channels),
                                         begin + static_cast<std::ptrdiff_t>(end * channels)}}));
    }
    append(encoder.finish());
    return units;
  }
  static std::vector<float> decode(ports::AudioDecoder& decoder, const std::vector<PayloadRef>& units) {
    std::vector<float> samples;
    for (const PayloadRef& unit : units) {
      const auto pcm = decoder.decode(unit->bytes());
      EXPECT_TRUE(pcm.has_value());
      if (pcm) samples.insert(samples.end(), pcm->samples.begin(), pcm->samples.end());
    }
    return samples;
  }

  World world_;
};
TYPED_TEST_SUITE_P(AudioCodecSuite);

TYPED_TEST_P(AudioCodecSuite, EverySampleThatGoesInComesOutAtItsPlace) {
  for (const int channels : {1, 2}) {
    for (const int rate : {44100, 48000}) {
      auto encoder = this->world_.codec().encoder(rate, channels, this->kBitsPerSecond);
      ASSERT_TRUE(encoder);
      const ports::Pcm original = this->sine(static_cast<std::size_t>(rate) * 3, rate, channels);
      const auto units = this->encode(**encoder, original, 1000);
      auto decoder = this->world_.codec().decoder((*encoder)->format());
      ASSERT_TRUE(decoder);
      const std::vector<float> decoded = this->decode(**decoder, units);
      const auto skip = static_cast<std::size_t>((*encoder)->delay() * channels);
      ASSERT_GE(decoded.size(), skip + original.samples.size());
      // Away from the ends, where the codec has no neighbours to lean on, what comes out is what went in.
      double noise = 0;
      std::size_t compared = 0;
      for (std::size_t i = 4096; i + 4096 < original.samples.size(); ++i, ++compared) {
        const double error = decoded[skip + i] - original.samples[i];
        noise += error * error;
      }
      EXPECT_LT(std::sqrt(noise / static_cast<double>(compared)), 0.02) << rate << " Hz, " << channels << " channels";
    }
  }
}

TYPED_TEST_P(AudioCodecSuite, EachUnitDecodesToExactlyOneFrame) {
  auto encoder = this->world_.codec().encoder(this->kRate, 2, this->kBitsPerSecond);
  ASSERT_TRUE(encoder);
  auto decoder = this->world_.codec().decoder((*encoder)->format());
  ASSERT_TRUE(decoder);
  for (const PayloadRef& unit : this->encode(**encoder, this->sine(20'000, this->kRate, 2), 700)) {
    const auto pcm = (*decoder)->decode(unit->bytes());
    ASSERT_TRUE(pcm);
    EXPECT_EQ(pcm->frames(), 1024u);
    EXPECT_EQ(pcm->sample_rate, this->kRate);
    EXPECT_EQ(pcm->channels, 2);
  }
}

TYPED_TEST_P(AudioCodecSuite, TheSizeOfThePiecesMakesNoDifference) {
  const ports::Pcm original = this->sine(10'240, this->kRate, 1);
  std::vector<std::vector<PayloadRef>> results;
  for (const std::size_t piece : {std::size_t{1}, std::size_t{1024}, original.frames()}) {
    auto encoder = this->world_.codec().encoder(this->kRate, 1, this->kBitsPerSecond);
    ASSERT_TRUE(encoder);
    results.push_back(this->encode(**encoder, original, piece));
  }
  for (const auto& result : results) {
    ASSERT_EQ(result.size(), results[0].size());
    for (std::size_t i = 0; i < result.size(); ++i) {
      EXPECT_TRUE(std::ranges::equal(result[i]->bytes(), results[0][i]->bytes())) << "unit " << i;
    }
  }
}

TYPED_TEST_P(AudioCodecSuite, GarbageIsAnErrorAndTheDecoderGoesOn) {
  auto encoder = this->world_.codec().encoder(this->kRate, 2, this->kBitsPerSecond);
  ASSERT_TRUE(encoder);
  auto decoder = this->world_.codec().decoder((*encoder)->format());
  ASSERT_TRUE(decoder);
  const auto units = this->encode(**encoder, this->sine(10'240, this->kRate, 2), 1024);
  const std::vector<uint8_t> garbage(300, 0xFF);
  EXPECT_FALSE((*decoder)->decode(garbage));
  EXPECT_FALSE((*decoder)->decode({}));
  const std::vector<uint8_t> oversize(ports::kMaxAudioUnitBytes + 1, 0);
  EXPECT_FALSE((*decoder)->decode(oversize));
  for (const PayloadRef& unit : units) EXPECT_TRUE((*decoder)->decode(unit->bytes()));
}

TYPED_TEST_P(AudioCodecSuite, ASilentUnitDecodesToSilence) {
  for (const int channels : {1, 2}) {
    auto encoder = this->world_.codec().encoder(this->kRate, channels, this->kBitsPerSecond);
    ASSERT_TRUE(encoder);
    auto decoder = this->world_.codec().decoder((*encoder)->format());
    ASSERT_TRUE(decoder);
    for (int i = 0; i < 3; ++i) {
      const auto pcm = (*decoder)->decode((*decoder)->silent_unit()->bytes());
      ASSERT_TRUE(pcm);
      for (const float sample : pcm->samples) ASSERT_LT(std::abs(sample), 1e-4F);
    }
  }
}

TYPED_TEST_P(AudioCodecSuite, SamplesOfAnotherRateOrChannelCountAreRefused) {
  auto encoder = this->world_.codec().encoder(this->kRate, 2, this->kBitsPerSecond);
  ASSERT_TRUE(encoder);
  EXPECT_FALSE((*encoder)->encode(this->sine(1024, 44100, 2)));
  EXPECT_FALSE((*encoder)->encode(this->sine(1024, this->kRate, 1)));
  EXPECT_TRUE((*encoder)->encode(this->sine(1024, this->kRate, 2)));
}

TYPED_TEST_P(AudioCodecSuite, WhatCannotBeMadeIsAnError) {
  EXPECT_FALSE(this->world_.codec().encoder(this->kRate, 3, this->kBitsPerSecond));
  EXPECT_FALSE(this->world_.codec().encoder(1, 1, this->kBitsPerSecond));
  EXPECT_FALSE(this->world_.codec().decoder({.codec_data = {}, .sample_rate = 0, .channels = 0}));
}

REGISTER_TYPED_TEST_SUITE_P(AudioCodecSuite, EverySampleThatGoesInComesOutAtItsPlace, EachUnitDecodesToExactlyOneFrame,
                            TheSizeOfThePiecesMakesNoDifference, GarbageIsAnErrorAndTheDecoderGoesOn,
                            ASilentUnitDecodesToSilence, SamplesOfAnotherRateOrChannelCountAreRefused,
                            WhatCannotBeMadeIsAnError);

}  // namespace sw::conformance
