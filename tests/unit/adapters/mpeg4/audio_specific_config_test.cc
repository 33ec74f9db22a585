// AudioSpecificConfig by the bits of ISO/IEC 14496-3 §1.6.2.1.
#include <gtest/gtest.h>

#include <vector>

#include "worker/adapters/mpeg4/audio_specific_config.h"

namespace sw::tests {
namespace {

using adapters::mpeg4::parse_audio_specific_config;

// Writes fields of so many bits one after the other.
class Bits {
 public:
  Bits& add(int count, unsigned value) {
    for (int i = count - 1; i >= 0; --i) {
      if (used_ % 8 == 0) bytes_.push_back(0);
      if ((value >> i & 1) != 0) bytes_.back() = static_cast<uint8_t>(bytes_.back() | 0x80 >> used_ % 8);
      ++used_;
    }
    return *this;
  }
  operator std::vector<uint8_t>() const { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
  int used_ = 0;
};

constexpr unsigned kLowComplexity = 2, kSbr = 5, kPs = 29;
constexpr unsigned k48000 = 3, k24000 = 6;

void expect_parameters(const std::vector<uint8_t>& config, int sample_rate, int channels, int frame_samples) {
  const auto parameters = parse_audio_specific_config(config);
  ASSERT_TRUE(parameters.has_value()) << parameters.error();
  EXPECT_EQ(parameters->sample_rate, sample_rate);
  EXPECT_EQ(parameters->channels, channels);
  EXPECT_EQ(parameters->frame_samples, frame_samples);
}

TEST(AudioSpecificConfig, LowComplexityStereo) { expect_parameters({0x11, 0x90}, 48000, 2, 1024); }

TEST(AudioSpecificConfig, FrameLengthFlagMeans960Samples) {
  expect_parameters(Bits().add(5, kLowComplexity).add(4, k48000).add(4, 2).add(1, 1).add(2, 0), 48000, 2, 960);
}

TEST(AudioSpecificConfig, ExplicitRate) {
  expect_parameters(Bits().add(5, kLowComplexity).add(4, 15).add(24, 44056).add(4, 1).add(3, 0), 44056, 1, 1024);
}

TEST(AudioSpecificConfig, SbrDoublesRateAndFrame) {
  expect_parameters(Bits().add(5, kSbr).add(4, k24000).add(4, 2).add(4, k48000).add(5, kLowComplexity).add(3, 0), 48000,
                    2, 2048);
}

TEST(AudioSpecificConfig, ParametricStereoMakesTwoChannelsOfOne) {
  expect_parameters(Bits().add(5, kPs).add(4, k24000).add(4, 1).add(4, k48000).add(5, kLowComplexity).add(3, 0), 48000,
                    2, 2048);
}

TEST(AudioSpecificConfig, SbrBehindAnOldDecodersConfiguration) {
  expect_parameters(Bits()
                        .add(5, kLowComplexity)
                        .add(4, k24000)
                        .add(4, 2)
                        .add(3, 0)
                        .add(11, 0x2b7)
                        .add(5, kSbr)
                        .add(1, 1)
                        .add(4, k48000),
                    48000, 2, 2048);
}

TEST(AudioSpecificConfig, SyncExtensionWithoutSbrChangesNothing) {
  expect_parameters(
      Bits().add(5, kLowComplexity).add(4, k48000).add(4, 2).add(3, 0).add(11, 0x2b7).add(5, kSbr).add(1, 0), 48000, 2,
      1024);
}

TEST(AudioSpecificConfig, SevenPointOneHasEightChannels) {
  expect_parameters(Bits().add(5, kLowComplexity).add(4, k48000).add(4, 7).add(3, 0), 48000, 8, 1024);
}

TEST(AudioSpecificConfig, ProgramConfigElementCountsItsChannels) {
  Bits bits;
  bits.add(5, kLowComplexity).add(4, k48000).add(4, 0).add(3, 0);
  bits.add(10, 0).add(4, 2).add(4, 0).add(4, 0).add(2, 1).add(7, 0).add(3, 0);  // two front elements, one LFE
  bits.add(1, 0).add(4, 0).add(1, 1).add(4, 0);                                 // a single channel and a pair
  expect_parameters(bits, 48000, 4, 1024);
}

TEST(AudioSpecificConfig, EveryTruncationIsRefused) {
  const std::vector<uint8_t> sbr =
      Bits().add(5, kSbr).add(4, k24000).add(4, 2).add(4, k48000).add(5, kLowComplexity).add(3, 0);
  for (std::size_t size = 0; size < sbr.size(); ++size) {
    EXPECT_FALSE(parse_audio_specific_config({sbr.data(), size}).has_value()) << size << " bytes";
  }
}

TEST(AudioSpecificConfig, OtherCodecsAreRefused) {
  EXPECT_FALSE(parse_audio_specific_config(
                   std::vector<uint8_t>(Bits().add(5, 31).add(6, 42 - 32).add(4, k48000).add(4, 2).add(16, 0)))
                   .has_value());
}

TEST(AudioSpecificConfig, ReservedValuesAreRefused) {
  EXPECT_FALSE(parse_audio_specific_config(std::vector<uint8_t>(Bits().add(5, 2).add(4, 13).add(4, 2).add(3, 0))));
  EXPECT_FALSE(parse_audio_specific_config(std::vector<uint8_t>(Bits().add(5, 2).add(4, 3).add(4, 9).add(3, 0))));
}

}  // namespace
}  // namespace sw::tests
