// The AAC codec of production.
#include <gst/gst.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/conformance/media/audio_codec_suite.h"
#include "worker/adapters/gstreamer/audio_codec.h"

namespace sw::conformance {
namespace {

// Measured over 8 to 48 kHz, mono and stereo: at least 51.9 dB at 32 kHz and above; errors of at most 0.0041; steps at
// most 0.0003 larger than the sine's. A slip of one sample is a step of up to 0.04 more, an error of as much, and
// leaves 20 dB.
class RealCodec {
 public:
  static constexpr double kLeastSnrDb = 48;
  static constexpr float kLargestError = 0.01F;
  static constexpr float kLargestExtraStep = 0.002F;
  ports::AudioCodec& codec() { return codec_; }

 private:
  adapters::GstAudioCodec codec_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Real, AudioCodecSuite, RealCodec);

bool is_loaded(const char* plugin) {
  gst_init(nullptr, nullptr);
  GstPlugin* found = gst_registry_find_plugin(gst_registry_get(), plugin);
  if (found == nullptr) return false;
  const bool loaded = gst_plugin_is_loaded(found);
  gst_object_unref(found);
  return loaded;
}

TEST(GstAudioCodec, LoadsItsPluginsOnlyWhenSomethingIsMade) {
  if (is_loaded("faad")) GTEST_SKIP() << "an earlier test of this process has loaded it";
  adapters::GstAudioCodec codec;
  EXPECT_FALSE(is_loaded("voaacenc"));
  const auto encoder = codec.encoder(48'000, 2, kBitsPerSecond);
  ASSERT_TRUE(encoder);
  EXPECT_TRUE(is_loaded("faad"));
  EXPECT_TRUE(is_loaded("voaacenc"));
}

TEST(GstAudioCodec, CodesEveryRateThatItAccepts) {
  adapters::GstAudioCodec codec;
  for (const int rate : {8'000, 11'025, 12'000, 16'000, 22'050, 24'000, 32'000, 64'000, 88'200, 96'000}) {
    for (const int channels : {1, 2}) {
      auto encoder = codec.encoder(rate, channels, kBitsPerSecond);
      ASSERT_TRUE(encoder) << rate << ": " << encoder.error().text;
      auto decoder = codec.decoder((*encoder)->format());
      ASSERT_TRUE(decoder) << rate << ": " << decoder.error().text;
      const auto wanted = sine(rate, channels, 30'000);
      const auto decoded = decode_all(**decoder, encode_all(**encoder, wanted, 1024));
      const auto got = cut(decoded, static_cast<std::size_t>((*encoder)->delay()), wanted.frames());
      EXPECT_GT(signal_to_noise_db(wanted, got), 40) << rate << " Hz, " << channels << " channels";
    }
  }
}

// ADTS (ISO/IEC 13818-7 §6.2) around a unit of AAC-LC at 48 kHz in two channels.
void write_adts(std::ofstream& file, std::span<const uint8_t> unit) {
  const std::size_t size = unit.size() + 7;
  const std::array<uint8_t, 7> header{0xff,
                                      0xf1,
                                      0x4c,
                                      static_cast<uint8_t>(0x80 | size >> 11),
                                      static_cast<uint8_t>(size >> 3),
                                      static_cast<uint8_t>((size & 7) << 5 | 0x1f),
                                      0xfc};
  file.write(reinterpret_cast<const char*>(header.data()), header.size());
  file.write(reinterpret_cast<const char*>(unit.data()), static_cast<std::streamsize>(unit.size()));
}

ports::Pcm decode_with_ffmpeg(std::span<const PayloadRef> units) {
  const auto folder = std::filesystem::path(::testing::TempDir());
  const std::string name = (folder / ("codec." + std::to_string(getpid()))).string();
  std::ofstream adts(name + ".aac", std::ios::binary);
  for (const PayloadRef& unit : units) write_adts(adts, unit->bytes());
  adts.close();
  const std::string command = "ffmpeg -v error -y -i " + name + ".aac -f f32le " + name + ".raw";
  EXPECT_EQ(std::system(command.c_str()), 0);
  ports::Pcm pcm{.sample_rate = 48'000, .channels = 2, .samples = {}};
  std::ifstream raw(name + ".raw", std::ios::binary);
  for (float sample = 0; raw.read(reinterpret_cast<char*>(&sample), sizeof sample);) pcm.samples.push_back(sample);
  std::filesystem::remove(name + ".aac");
  std::filesystem::remove(name + ".raw");
  return pcm;
}

// The viewers' players are not ours: the delay has to be true for their decoders as well.
TEST(GstAudioCodec, AnotherDecoderFindsTheSameDelay) {
  adapters::GstAudioCodec codec;
  auto encoder = codec.encoder(48'000, 2, kBitsPerSecond);
  ASSERT_TRUE(encoder);
  const auto wanted = sine(48'000, 2, 100'000);
  const auto decoded = decode_with_ffmpeg(encode_all(**encoder, wanted, 1024));
  const auto got = cut(decoded, static_cast<std::size_t>((*encoder)->delay()), wanted.frames());
  ASSERT_EQ(got.frames(), wanted.frames());
  EXPECT_GT(signal_to_noise_db(wanted, got), RealCodec::kLeastSnrDb);
}

// The silence is ours, not the encoder's: others must understand it as well.
TEST(GstAudioCodec, AnotherDecoderUnderstandsTheSilentUnit) {
  adapters::GstAudioCodec codec;
  auto encoder = codec.encoder(48'000, 2, kBitsPerSecond);
  ASSERT_TRUE(encoder);
  auto decoder = codec.decoder((*encoder)->format());
  ASSERT_TRUE(decoder);
  const std::vector<PayloadRef> units(10, (*decoder)->silent_unit());
  const auto decoded = decode_with_ffmpeg(units);
  EXPECT_EQ(decoded.samples, std::vector<float>(10 * kUnitFrames * 2, 0.0F));
}

TEST(GstAudioCodec, SilenceInTheMiddleIsSilence) {
  adapters::GstAudioCodec codec;
  auto encoder = codec.encoder(48'000, 2, kBitsPerSecond);
  ASSERT_TRUE(encoder);
  auto decoder = codec.decoder((*encoder)->format());
  ASSERT_TRUE(decoder);
  auto units = encode_all(**encoder, sine(48'000, 2, 50'000), 1024);
  for (std::size_t i = 20; i < 25; ++i) units[i] = (*decoder)->silent_unit();
  const auto decoded = decode_all(**decoder, units);
  ASSERT_EQ(decoded.frames(), units.size() * kUnitFrames);
  // The first silent unit still holds the second half of its predecessor.
  const auto silence = cut(decoded, 21 * kUnitFrames, 4 * kUnitFrames);
  EXPECT_EQ(silence.samples, std::vector<float>(silence.samples.size(), 0.0F));
}

}  // namespace
}  // namespace sw::conformance
