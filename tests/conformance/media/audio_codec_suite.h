// The audio codec. World: `ports::AudioCodec& codec()`, and what the codec keeps of a sine of amplitude 0.5:
// `kLeastSnrDb`, `kLargestError` and `kLargestExtraStep`, how much more than the sine itself its coded self may change
// from one sample to the next.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <concepts>
#include <limits>
#include <string>

#include "tests/conformance/media/audio_codec_signals.h"

namespace sw::conformance {

template <class World>
concept AudioCodecWorld = requires(World world) {
  { world.codec() } -> std::same_as<ports::AudioCodec&>;
  { World::kLeastSnrDb } -> std::convertible_to<double>;
  { World::kLargestError } -> std::convertible_to<float>;
  { World::kLargestExtraStep } -> std::convertible_to<float>;
};

struct CodedForm {
  int sample_rate;
  int channels;
};
inline constexpr std::array<CodedForm, 4> kForms{{{48'000, 2}, {48'000, 1}, {44'100, 2}, {44'100, 1}}};
inline std::string name_of(CodedForm form) {
  return std::to_string(form.sample_rate) + " Hz, " + std::to_string(form.channels) + " channels";
}
inline std::size_t seconds(std::size_t count, CodedForm form) {
  return count * static_cast<std::size_t>(form.sample_rate);
}
inline constexpr int kBitsPerSecond = 128'000;
inline constexpr std::size_t kUnitFrames = 1024;
inline constexpr std::size_t kToTheEnd = std::numeric_limits<std::size_t>::max();

template <AudioCodecWorld World>
class AudioCodecSuite : public ::testing::Test {
 protected:
  std::unique_ptr<ports::AudioEncoder> encoder(CodedForm form = kForms[0]) {
    auto made = world_.codec().encoder(form.sample_rate, form.channels, kBitsPerSecond);
    EXPECT_TRUE(made) << made.error().text;
    return std::move(*made);
  }
  std::unique_ptr<ports::AudioDecoder> decoder_of(const ports::AudioEncoder& encoder) {
    auto made = world_.codec().decoder(encoder.format());
    EXPECT_TRUE(made) << made.error().text;
    return std::move(*made);
  }
  // What `pcm` decodes to, the encoder's delay taken off, of the same length.
  ports::Pcm round_trip(const ports::Pcm& pcm, CodedForm form, std::size_t piece = 960) {
    const auto encoder_made = encoder(form);
    const auto units = encode_all(*encoder_made, pcm, piece);
    const auto decoded = decode_all(*decoder_of(*encoder_made), units);
    return cut(decoded, static_cast<std::size_t>(encoder_made->delay()), pcm.frames());
  }
  World world_;
};
TYPED_TEST_SUITE_P(AudioCodecSuite);

TYPED_TEST_P(AudioCodecSuite, TenSecondsComeBackSampleForSample) {
  for (const CodedForm form : kForms) {
    SCOPED_TRACE(name_of(form));
    const auto wanted = sine(form.sample_rate, form.channels, seconds(10, form));
    const auto got = this->round_trip(wanted, form);
    EXPECT_EQ(got.sample_rate, form.sample_rate);
    EXPECT_EQ(got.channels, form.channels);
    ASSERT_EQ(got.frames(), wanted.frames());
    EXPECT_GT(signal_to_noise_db(wanted, got), TypeParam::kLeastSnrDb);
  }
}

// A sample lost or doubled anywhere shifts all that follow, which no error as small as this allows.
TYPED_TEST_P(AudioCodecSuite, NoSampleIsFarFromWhatWentIn) {
  for (const CodedForm form : kForms) {
    SCOPED_TRACE(name_of(form));
    const auto wanted = sine(form.sample_rate, form.channels, seconds(2, form));
    const auto got = this->round_trip(wanted, form);
    EXPECT_LT(largest_error(middle(wanted), middle(got)), TypeParam::kLargestError);
  }
}

TYPED_TEST_P(AudioCodecSuite, NoStepWhereUnitsMeet) {
  for (const CodedForm form : kForms) {
    SCOPED_TRACE(name_of(form));
    const auto got = this->round_trip(sine(form.sample_rate, form.channels, seconds(2, form)), form);
    const float allowed = largest_step(form.sample_rate, form.channels) + TypeParam::kLargestExtraStep;
    EXPECT_LT(largest_step(middle(got)), allowed);
  }
}

TYPED_TEST_P(AudioCodecSuite, DelayIsExact) {
  const auto wanted = sine(48'000, 2, 50'000);
  const auto encoder = this->encoder();
  const auto decoded = decode_all(*this->decoder_of(*encoder), encode_all(*encoder, wanted, 1024));
  const auto at = [&](int delay) {
    return signal_to_noise_db(wanted, cut(decoded, static_cast<std::size_t>(delay), wanted.frames()));
  };
  EXPECT_GT(at(encoder->delay()), at(encoder->delay() + 1));
  EXPECT_GT(at(encoder->delay()), at(encoder->delay() - 1));
}

TYPED_TEST_P(AudioCodecSuite, EveryUnitDecodesToItsFrameLengthAtOnce) {
  const auto encoder = this->encoder();
  const auto decoder = this->decoder_of(*encoder);
  for (const PayloadRef& unit : encode_all(*encoder, sine(48'000, 2, 20'000), 1024)) {
    const auto pcm = decoder->decode(unit->bytes());
    ASSERT_TRUE(pcm) << pcm.error().text;
    EXPECT_EQ(pcm->frames(), static_cast<std::size_t>(encoder->format().frame_samples));
  }
}

TYPED_TEST_P(AudioCodecSuite, FinishGivesAllThatWentIn) {
  for (const std::size_t frames : {1u, 100u, 1023u, 1024u, 1025u, 2'500u}) {
    const auto encoder = this->encoder();
    const auto units = encode_all(*encoder, sine(48'000, 2, frames), kToTheEnd);
    const std::size_t all = frames + static_cast<std::size_t>(encoder->delay());
    EXPECT_EQ(units.size(), (all + kUnitFrames - 1) / kUnitFrames) << frames << " frames";
  }
}

TYPED_TEST_P(AudioCodecSuite, FinishOfNothingGivesNothing) {
  EXPECT_TRUE(encode_all(*this->encoder(), sine(48'000, 2, 0), 1024).empty());
}

TYPED_TEST_P(AudioCodecSuite, PiecesDoNotMatter) {
  const auto pcm = sine(48'000, 2, 10'000);
  const auto whole = bytes_of(encode_all(*this->encoder(), pcm, kToTheEnd));
  for (const std::size_t piece : {1u, 100u, 1024u, 3'000u}) {
    EXPECT_EQ(bytes_of(encode_all(*this->encoder(), pcm, piece)), whole) << "pieces of " << piece;
  }
}

TYPED_TEST_P(AudioCodecSuite, TwoEncodersDoNotDisturbEachOther) {
  const auto pcm = sine(48'000, 2, 10'000);
  const auto alone = bytes_of(encode_all(*this->encoder(), pcm, 1024));
  const auto first = this->encoder();
  const auto second = this->encoder({44'100, 1});
  std::vector<PayloadRef> units;
  for (std::size_t at = 0; at < pcm.frames(); at += 1024) {
    auto some = first->encode(cut(pcm, at, 1024));
    ASSERT_TRUE(second->encode(sine(44'100, 1, 700)));
    units.insert(units.end(), some->begin(), some->end());
  }
  auto rest = first->finish();
  units.insert(units.end(), rest->begin(), rest->end());
  EXPECT_EQ(bytes_of(units), alone);
}

TYPED_TEST_P(AudioCodecSuite, TwoDecodersDoNotDisturbEachOther) {
  const auto encoder = this->encoder();
  const auto units = encode_all(*encoder, sine(48'000, 2, 10'000), 1024);
  const auto alone = decode_all(*this->decoder_of(*encoder), units);
  const auto first = this->decoder_of(*encoder);
  const auto second = this->decoder_of(*encoder);
  ports::Pcm together;
  for (const PayloadRef& unit : units) {
    const auto pcm = first->decode(unit->bytes());
    ASSERT_TRUE(second->decode(units.front()->bytes()));
    together.samples.insert(together.samples.end(), pcm->samples.begin(), pcm->samples.end());
  }
  EXPECT_EQ(together.samples, alone.samples);
}

TYPED_TEST_P(AudioCodecSuite, DamagedUnitsLeaveTheDecoderUsable) {
  const auto wanted = sine(48'000, 2, 60'000);
  const auto encoder = this->encoder();
  const auto units = encode_all(*encoder, wanted, 1024);
  const auto decoder = this->decoder_of(*encoder);
  for (std::size_t i = 0; i < 10; ++i) ASSERT_TRUE(decoder->decode(units[i]->bytes()));
  for (const std::size_t size : {1u, 7u, 300u, 8'192u}) {
    EXPECT_FALSE(decoder->decode(std::vector<uint8_t>(size, 0xff))) << size << " bytes";
  }
  // The first two units after the damage lack a predecessor.
  const auto rest = decode_all(*decoder, std::span(units).subspan(20));
  ASSERT_EQ(rest.frames(), (units.size() - 20) * kUnitFrames);
  const auto from = 22 * kUnitFrames - static_cast<std::size_t>(encoder->delay());
  const auto got = cut(rest, 2 * kUnitFrames, wanted.frames() - from);
  EXPECT_GT(signal_to_noise_db(cut(wanted, from, kToTheEnd), got), TypeParam::kLeastSnrDb);
}

TYPED_TEST_P(AudioCodecSuite, RefusesUnitsOfNoPossibleLength) {
  const auto encoder = this->encoder();
  const auto decoder = this->decoder_of(*encoder);
  EXPECT_FALSE(decoder->decode({}));
  EXPECT_FALSE(decoder->decode(std::vector<uint8_t>(ports::kMaxAudioUnitBytes + 1, 0x21)));
}

TYPED_TEST_P(AudioCodecSuite, FormatIsAnAudioSpecificConfig) {
  for (const CodedForm form : kForms) {
    SCOPED_TRACE(name_of(form));
    const auto made = this->encoder(form);
    const AudioFormat& format = made->format();
    EXPECT_EQ(format.sample_rate, form.sample_rate);
    EXPECT_EQ(format.channels, form.channels);
    EXPECT_EQ(format.frame_samples, 1024);
    ASSERT_GE(format.codec_data.size(), 2u);
    const unsigned bits = format.codec_data[0] * 256u + format.codec_data[1];
    EXPECT_EQ(bits >> 11, 2u) << "audioObjectType: AAC-LC";
    EXPECT_EQ(bits >> 7 & 15, form.sample_rate == 48'000 ? 3u : 4u) << "samplingFrequencyIndex";
    EXPECT_EQ(bits >> 3 & 15, static_cast<unsigned>(form.channels)) << "channelConfiguration";
    EXPECT_EQ(bits & 4, 0u) << "frameLengthFlag: 1024 samples";
  }
}

TYPED_TEST_P(AudioCodecSuite, SilentUnitDecodesToSilence) {
  for (const CodedForm form : kForms) {
    SCOPED_TRACE(name_of(form));
    const auto decoder = this->decoder_of(*this->encoder(form));
    const auto pcm = decoder->decode(decoder->silent_unit()->bytes());
    ASSERT_TRUE(pcm) << pcm.error().text;
    EXPECT_EQ(pcm->samples, std::vector<float>(kUnitFrames * static_cast<std::size_t>(form.channels), 0.0F));
  }
}

TYPED_TEST_P(AudioCodecSuite, RefusesWhatItCannotEncode) {
  EXPECT_FALSE(this->world_.codec().encoder(0, 2, kBitsPerSecond));
  EXPECT_FALSE(this->world_.codec().encoder(48'001, 2, kBitsPerSecond));
  EXPECT_FALSE(this->world_.codec().encoder(48'000, 0, kBitsPerSecond));
  EXPECT_FALSE(this->world_.codec().encoder(48'000, 3, kBitsPerSecond));
}

TYPED_TEST_P(AudioCodecSuite, TakesAnyWishForABitRate) {
  for (const int bits_per_second : {-1, 0, 1, 2'000'000'000}) {
    const auto encoder = this->world_.codec().encoder(48'000, 2, bits_per_second);
    ASSERT_TRUE(encoder) << encoder.error().text;
    EXPECT_FALSE(encode_all(**encoder, sine(48'000, 2, 5'000), 1024).empty());
  }
}

TYPED_TEST_P(AudioCodecSuite, RefusesAFormatItCannotDecode) {
  AudioFormat format = this->encoder()->format();
  format.codec_data = {};
  EXPECT_FALSE(this->world_.codec().decoder(format));
  format.codec_data = {0xff};
  EXPECT_FALSE(this->world_.codec().decoder(format));
}

TYPED_TEST_P(AudioCodecSuite, SamplesOfAnotherFormAreRefusedAndForgotten) {
  const auto pcm = sine(48'000, 2, 10'000);
  const auto plain = bytes_of(encode_all(*this->encoder(), pcm, 1024));
  const auto encoder = this->encoder();
  EXPECT_FALSE(encoder->encode(sine(44'100, 2, 1'000)));
  EXPECT_FALSE(encoder->encode(sine(48'000, 1, 1'000)));
  EXPECT_EQ(bytes_of(encode_all(*encoder, pcm, 1024)), plain);
}

REGISTER_TYPED_TEST_SUITE_P(AudioCodecSuite, TenSecondsComeBackSampleForSample, NoSampleIsFarFromWhatWentIn,
                            NoStepWhereUnitsMeet, DelayIsExact, EveryUnitDecodesToItsFrameLengthAtOnce,
                            FinishGivesAllThatWentIn, FinishOfNothingGivesNothing, PiecesDoNotMatter,
                            TwoEncodersDoNotDisturbEachOther, TwoDecodersDoNotDisturbEachOther,
                            DamagedUnitsLeaveTheDecoderUsable, RefusesUnitsOfNoPossibleLength,
                            FormatIsAnAudioSpecificConfig, SilentUnitDecodesToSilence, RefusesWhatItCannotEncode,
                            TakesAnyWishForABitRate, RefusesAFormatItCannotDecode,
                            SamplesOfAnotherFormAreRefusedAndForgotten);

}  // namespace sw::conformance
