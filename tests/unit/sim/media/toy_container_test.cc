#include "sim/media/toy_container.h"

#include <gtest/gtest.h>

#include "tests/unit/sim/media/tagged_audio.h"

namespace sw::sim {
namespace {

std::vector<ports::VideoSample> three_samples() {
  std::vector<ports::VideoSample> samples;
  constexpr int64_t kPts[] = {1000, 1100, 1050};
  for (int64_t i = 0; i < 3; ++i) {
    samples.push_back({.payload = toy_payload(std::vector<uint8_t>(static_cast<std::size_t>(10 + i), uint8_t{7})),
                       .pts = MediaTime::FromMillis(kPts[i]),
                       .dts = MediaTime::FromMillis(960 + 40 * i),
                       .duration = TimeDelta::Millis(40),
                       .keyframe = i == 0});
  }
  return samples;
}

TEST(ToyContainer, VideoFileSaysWhatWasInIt) {
  const auto samples = three_samples();
  const auto format = toy_video_format(320, 240, 1);
  const auto file = read_toy_video(ToyContainer().write_video(format, samples).value());
  ASSERT_TRUE(file);
  EXPECT_EQ(file->codec_data, format.codec_data);
  EXPECT_EQ(file->width, 320);
  EXPECT_EQ(file->hash, hash_of(samples));
  ASSERT_EQ(file->samples.size(), 3u);
  EXPECT_EQ(file->samples[0].pts, MediaTime::FromMillis(0));
  EXPECT_EQ(file->samples[0].dts, MediaTime::FromMillis(-40));
  EXPECT_EQ(file->samples[2].pts, MediaTime::FromMillis(50));
  EXPECT_EQ(file->samples[2].size, 12u);
  EXPECT_TRUE(file->samples[0].keyframe);
  EXPECT_FALSE(file->samples[1].keyframe);
}

TEST(ToyContainer, HashSeesEveryByte) {
  auto samples = three_samples();
  const uint64_t hash = hash_of(samples);
  samples[2].payload = toy_payload(std::vector<uint8_t>(12, uint8_t{8}));
  EXPECT_NE(hash_of(samples), hash);
}

TEST(ToyContainer, DecodingTimesMustGrow) {
  auto samples = three_samples();
  samples[2].dts = samples[1].dts;
  EXPECT_FALSE(ToyContainer().write_video(toy_video_format(320, 240, 1), samples));
}

TEST(ToyContainer, CutVideoFilesAreNone) {
  const auto file = ToyContainer().write_video(toy_video_format(320, 240, 1), three_samples()).value();
  for (std::size_t size = 0; size < file.size(); ++size) EXPECT_FALSE(read_toy_video(file.substr(0, size))) << size;
}

TEST(ToyContainer, CutAudioFilesAreRefused) {
  const auto file = tagged_file(tagged_clip(0, 3));
  for (std::size_t size = 0; size < file.size(); ++size) {
    EXPECT_FALSE(ToyContainer().read_audio(file.substr(0, size))) << size;
  }
  EXPECT_FALSE(ToyContainer().read_audio(file + "x"));
}

TEST(ToyContainer, SixSecondsOfTagsAreSmall) { EXPECT_LT(tagged_file(tagged_clip(0, 47)).size(), 1'300u); }

}  // namespace
}  // namespace sw::sim
