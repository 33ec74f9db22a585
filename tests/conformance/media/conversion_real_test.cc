// Conversion of samples as production does it.
#include <cmath>
#include <numbers>

#include "tests/conformance/media/conversion_suite.h"
#include "worker/adapters/gstreamer/audio_codec.h"

namespace sw::conformance {
namespace {

// Measured with 440 and 660 Hz: 90 dB and more at any of the rates, ends and all; 103 dB and more stretched.
class RealConversion {
 public:
  static constexpr double kLeastConvertedSnrDb = 88;
  static constexpr double kLeastStretchedSnrDb = 100;
  ports::AudioCodec& codec() { return codec_; }

 private:
  adapters::GstAudioCodec codec_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Real, ConversionSuite, RealConversion);

ports::Pcm tone(int sample_rate, std::size_t frames, double frequency) {
  ports::Pcm pcm{.sample_rate = sample_rate, .channels = 1, .samples = {}};
  for (std::size_t i = 0; i < frames; ++i) {
    const double turns = frequency * static_cast<double>(i) / sample_rate;
    pcm.samples.push_back(static_cast<float>(kSineAmplitude * std::sin(2 * std::numbers::pi * turns)));
  }
  return pcm;
}

ports::Pcm converted(const ports::Pcm& pcm, int sample_rate, std::size_t frames) {
  return adapters::GstAudioCodec().convert(pcm, sample_rate, 1, frames).value();
}

// Away from the ends, where the samples beyond can only be guessed.
double inner_snr_db(const ports::Pcm& wanted, const ports::Pcm& got) {
  return signal_to_noise_db(middle(wanted), middle(got));
}

TEST(SampleConversion, KeepsWhatSpeechAndMusicAreMadeOf) {
  for (const double frequency : {50.0, 1'000.0, 5'000.0, 10'000.0, 16'000.0}) {
    const auto up = converted(tone(44'100, 44'100, frequency), 48'000, 48'000);
    EXPECT_GT(inner_snr_db(tone(48'000, 48'000, frequency), up), 95) << frequency << " Hz";
    const auto down = converted(tone(48'000, 48'000, frequency), 44'100, 44'100);
    EXPECT_GT(inner_snr_db(tone(44'100, 44'100, frequency), down), 95) << frequency << " Hz";
  }
}

TEST(SampleConversion, NothingFoldsBackIntoANarrowerBand) {
  for (const double frequency : {9'000.0, 12'000.0, 15'000.0, 20'000.0}) {
    const auto got = converted(tone(48'000, 48'000, frequency), 16'000, 16'000);
    const ports::Pcm silence{.sample_rate = 16'000, .channels = 1, .samples = std::vector<float>(16'000, 0.0F)};
    EXPECT_LT(largest_error(middle(silence), middle(got)), 0.0001F) << frequency << " Hz";
  }
}

// The samples beyond an end are guessed to go on as before. What that costs, in the last 1.3 ms at either end: at the
// higher of two rates the last samples lie beyond the last one given.
TEST(SampleConversion, ErrsLittleAtTheEnds) {
  const auto error_at_ends = [](int from, int to, double frequency) {
    const auto frames = static_cast<std::size_t>(to);
    const auto got = converted(tone(from, static_cast<std::size_t>(from), frequency), to, frames);
    const auto wanted = tone(to, frames, frequency);
    return std::max(largest_error(cut(wanted, 0, 64), cut(got, 0, 64)),
                    largest_error(cut(wanted, frames - 64, 64), cut(got, frames - 64, 64)));
  };
  EXPECT_LT(error_at_ends(44'100, 48'000, 1'000), 0.0002F);
  EXPECT_LT(error_at_ends(48'000, 44'100, 1'000), 0.0002F);
  EXPECT_LT(error_at_ends(24'000, 48'000, 1'000), 0.005F);
  EXPECT_LT(error_at_ends(16'000, 48'000, 1'000), 0.02F);
}

}  // namespace
}  // namespace sw::conformance
