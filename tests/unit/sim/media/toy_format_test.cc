#include "sim/media/toy_format.h"

#include <gtest/gtest.h>

namespace sw::sim {
namespace {

TEST(ToyFormat, PlainAacIsTwoBytes) {
  EXPECT_EQ(toy_audio_format(48'000, 2).codec_data, (std::vector<uint8_t>{0x11, 0x90}));
  EXPECT_EQ(toy_audio_format(44'100, 1).codec_data, (std::vector<uint8_t>{0x12, 0x08}));
}

TEST(ToyFormat, ShortFramesSetTheFrameLengthFlag) {
  EXPECT_EQ(toy_audio_format(48'000, 2, 960).codec_data, (std::vector<uint8_t>{0x11, 0x94}));
}

// 5 bits SBR, 4 bits 24 kHz, 4 bits stereo, 4 bits 48 kHz, 5 bits AAC-LC, 3 bits of zero.
TEST(ToyFormat, LongFramesAreSbrOverHalfTheRate) {
  EXPECT_EQ(toy_audio_format(48'000, 2, 2048).codec_data, (std::vector<uint8_t>{0x2b, 0x11, 0x88, 0x00}));
}

TEST(ToyFormat, HalfOfTheLowestRateIsSpelledOut) { EXPECT_EQ(toy_audio_format(8'000, 1, 2048).codec_data.size(), 7u); }

TEST(ToyFormat, VariantsOfVideoDiffer) {
  EXPECT_EQ(toy_video_format(320, 240, 1), toy_video_format(320, 240, 1));
  EXPECT_NE(toy_video_format(320, 240, 1, 1).codec_data, toy_video_format(320, 240, 1, 2).codec_data);
}

TEST(ToyFormat, FormsBeyondAacAreNone) {
  EXPECT_TRUE(is_toy_form(8'000, 1, 1024));
  EXPECT_TRUE(is_toy_form(96'000, 2, 2048));
  EXPECT_FALSE(is_toy_form(8'001, 1, 1024));
  EXPECT_TRUE(is_toy_form(48'000, 6, 1024));
  EXPECT_FALSE(is_toy_form(48'000, 7, 1024));
  EXPECT_FALSE(is_toy_form(48'000, 0, 1024));
  EXPECT_FALSE(is_toy_form(48'000, 2, 512));
}

}  // namespace
}  // namespace sw::sim
