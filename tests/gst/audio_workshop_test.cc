// What the fake STS does to audio, with the real codec and container.
#include "fakes/sts/audio_workshop.h"

#include <gtest/gtest.h>

#include "tests/conformance/media/audio_codec_signals.h"
#include "worker/adapters/gstreamer/audio_codec.h"
#include "worker/adapters/mpeg4/mpeg4_container.h"

namespace sw::tests {
namespace {

using conformance::amplitude;
using fakes::sts::kMarkAmplitude;
using fakes::sts::kMarkHz;

constexpr int kRate = 48'000;
constexpr std::size_t kFrames = 2 * kRate + 77;  // no whole number of units

class AudioWorkshopTest : public ::testing::Test {
 protected:
  std::string file_of(const Pcm& pcm) {
    const auto encoder = codec_.encoder(pcm.sample_rate, pcm.channels, 128'000);
    const ports::AudioClip clip{.format = (*encoder)->format(),
                                .units = conformance::encode_all(**encoder, pcm, pcm.frames()),
                                .priming = (*encoder)->delay(),
                                .samples = static_cast<int64_t>(pcm.frames())};
    return container_.write_audio(clip).value();
  }
  // The samples of an M4A file, without its priming.
  Pcm samples_of(const std::optional<std::string>& file) {
    const auto clip = container_.read_audio(file.value());
    const auto decoder = codec_.decoder(clip->format);
    const Pcm all = conformance::decode_all(**decoder, clip->units);
    return conformance::cut(all, static_cast<std::size_t>(clip->priming), static_cast<std::size_t>(clip->samples));
  }

  adapters::GstAudioCodec codec_;
  adapters::Mpeg4Container container_;
  fakes::sts::AudioWorkshop workshop_{codec_, container_};
};

TEST_F(AudioWorkshopTest, MarksWithItsToneAndLeavesTheRest) {
  const std::string file = file_of(conformance::sine(kRate, 2, kFrames));
  EXPECT_NEAR(amplitude(samples_of(file), kMarkHz), 0, 0.001);
  const Pcm marked = samples_of(workshop_.mark(file));
  EXPECT_NEAR(amplitude(marked, kMarkHz), kMarkAmplitude, 0.002);
  EXPECT_NEAR(amplitude(marked, 440), conformance::kSineAmplitude, 0.01);
  EXPECT_EQ(marked.frames(), kFrames);
}

TEST_F(AudioWorkshopTest, MarksMonoAndOtherRates) {
  const Pcm marked = samples_of(workshop_.mark(file_of(conformance::sine(44'100, 1, 44'100))));
  EXPECT_EQ(marked.channels, 1);
  EXPECT_EQ(marked.sample_rate, 44'100);
  EXPECT_EQ(marked.frames(), 44'100u);
  EXPECT_NEAR(amplitude(marked, kMarkHz), kMarkAmplitude, 0.002);
}

TEST_F(AudioWorkshopTest, StretchesToTheSample) {
  const std::string file = file_of(conformance::sine(kRate, 2, kFrames));
  EXPECT_EQ(samples_of(workshop_.stretch(file, TimeDelta::Millis(300))).frames(), kFrames + 300 * 48);
  EXPECT_EQ(samples_of(workshop_.stretch(file, TimeDelta::Millis(-500))).frames(), kFrames - 500 * 48);
}

TEST_F(AudioWorkshopTest, GivesNothingForNothing) {
  EXPECT_FALSE(workshop_.mark("no audio at all"));
  EXPECT_FALSE(workshop_.stretch("", TimeDelta::Seconds(1)));
  EXPECT_FALSE(workshop_.stretch(file_of(conformance::sine(kRate, 2, kRate)), TimeDelta::Seconds(-5)));
}

}  // namespace
}  // namespace sw::tests
