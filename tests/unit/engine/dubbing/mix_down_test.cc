#include "worker/engine/dubbing/mix_down.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sw::engine {
namespace {

Pcm frame(std::vector<float> samples) {
  const int channels = static_cast<int>(samples.size());
  return {.sample_rate = 48'000, .channels = channels, .samples = std::move(samples)};
}

TEST(MixDown, LeavesMonoAndStereoAlone) {
  EXPECT_EQ(mix_down(frame({0.3F})).samples, frame({0.3F}).samples);
  EXPECT_EQ(mix_down(frame({0.3F, -0.7F})).samples, frame({0.3F, -0.7F}).samples);
}

TEST(MixDown, MakesStereoOfAnyNumberOfChannelsFrameByFrame) {
  for (int channels = 3; channels <= 12; ++channels) {
    const Pcm mixed = mix_down({.sample_rate = 48'000,
                                .channels = channels,
                                .samples = std::vector<float>(static_cast<std::size_t>(channels) * 7, 0.25F)});
    EXPECT_EQ(mixed.channels, 2);
    EXPECT_EQ(mixed.frames(), 7u);
    EXPECT_EQ(mixed.samples, std::vector<float>(14, 0.25F)) << "what all channels say stays what it is";
  }
}

TEST(MixDown, OfFivePointOneTheCentreIsOnBothSidesAndTheSurroundOnItsOwn) {
  // Front left, front right, centre, low frequencies, back left, back right.
  const float sum = 1 + std::sqrt(2.0F);
  EXPECT_NEAR(mix_down(frame({1, 0, 0, 0, 0, 0})).samples[0], 1 / sum, 1e-6F);
  EXPECT_EQ(mix_down(frame({1, 0, 0, 0, 0, 0})).samples[1], 0.0F);
  const Pcm centre = mix_down(frame({0, 0, 1, 0, 0, 0}));
  EXPECT_NEAR(centre.samples[0], std::sqrt(0.5F) / sum, 1e-6F);
  EXPECT_EQ(centre.samples[0], centre.samples[1]);
  const Pcm back = mix_down(frame({0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(back.samples[0], 0.0F);
  EXPECT_NEAR(back.samples[1], std::sqrt(0.5F) / sum, 1e-6F);
}

TEST(MixDown, LowFrequenciesAreLeftOut) {
  EXPECT_EQ(mix_down(frame({0, 0, 0, 1, 0, 0})).samples, (std::vector<float>{0, 0}));
}

TEST(MixDown, NothingIsLouderThanFullScale) {
  for (int channels = 3; channels <= 8; ++channels) {
    for (const float sample : mix_down(frame(std::vector<float>(static_cast<std::size_t>(channels), 1.0F))).samples) {
      EXPECT_LE(sample, 1.0F);
    }
  }
}

}  // namespace
}  // namespace sw::engine
