// The container. World: `ports::Container& container()`; `AudioClip clip(units)`, a clip of that many different access
// units that the arm can write, with all of their samples and no priming; `std::vector<VideoSample> video(count)` and
// `VideoFormat video_format()`, a second or so of video with B-frames, the first one a keyframe.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <concepts>
#include <string>
#include <vector>

#include "worker/base/random.h"
#include "worker/ports/container.h"

namespace sw::conformance {

template <class World>
concept ContainerWorld = requires(World world, std::size_t count) {
  { world.container() } -> std::same_as<ports::Container&>;
  { world.clip(count) } -> std::same_as<ports::AudioClip>;
  { world.video(count) } -> std::same_as<std::vector<ports::VideoSample>>;
  { world.video_format() } -> std::same_as<VideoFormat>;
};

template <ContainerWorld World>
class ContainerSuite : public ::testing::Test {
 protected:
  ports::Container& container() { return world_.container(); }
  std::string written(const ports::AudioClip& clip) {
    auto file = container().write_audio(clip);
    EXPECT_TRUE(file) << file.error().text;
    return file ? *file : std::string();
  }
  // Whatever was read keeps to the limits; nothing else can be said of a damaged file.
  void expect_bounded(const expected<ports::AudioClip, ports::ContainerError>& read) {
    if (!read) return expect_one_line(read.error());
    EXPECT_LE(read->units.size(), ports::kMaxContainerUnits);
    EXPECT_GE(read->priming, 0);
    EXPECT_GE(read->samples, 0);
    for (const PayloadRef& unit : read->units) EXPECT_LE(unit->size(), ports::kMaxContainerBytes);
  }
  static void expect_one_line(const ports::ContainerError& error) {
    EXPECT_FALSE(error.text.empty());
    EXPECT_EQ(error.text.find('\n'), std::string::npos);
  }
  World world_;
};
TYPED_TEST_SUITE_P(ContainerSuite);

inline void expect_same_clip(const ports::AudioClip& got, const ports::AudioClip& wanted) {
  EXPECT_EQ(got.format, wanted.format);
  EXPECT_EQ(got.priming, wanted.priming);
  EXPECT_EQ(got.samples, wanted.samples);
  ASSERT_EQ(got.units.size(), wanted.units.size());
  for (std::size_t i = 0; i < got.units.size(); ++i) {
    EXPECT_TRUE(std::ranges::equal(got.units[i]->bytes(), wanted.units[i]->bytes())) << "unit " << i;
  }
}

TYPED_TEST_P(ContainerSuite, AudioComesBackAsItWas) {
  for (const std::size_t units : {1u, 2u, 47u, 282u}) {
    const auto clip = this->world_.clip(units);
    const auto read = this->container().read_audio(this->written(clip));
    ASSERT_TRUE(read) << read.error().text;
    expect_same_clip(*read, clip);
  }
}

TYPED_TEST_P(ContainerSuite, PrimingComesBackToTheSample) {
  for (const int64_t priming : {1, 1024, 1600, 2112}) {
    auto clip = this->world_.clip(20);
    clip.priming = priming;
    clip.samples -= priming;
    const auto read = this->container().read_audio(this->written(clip));
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(read->priming, priming);
    EXPECT_EQ(read->samples, clip.samples);
  }
}

TYPED_TEST_P(ContainerSuite, PaddingComesBackToTheSample) {
  for (const int64_t padding : {1, 500, 1023}) {
    auto clip = this->world_.clip(20);
    clip.priming = 1600;
    clip.samples -= clip.priming + padding;
    const auto read = this->container().read_audio(this->written(clip));
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(read->samples, clip.samples) << padding << " samples of padding";
  }
}

TYPED_TEST_P(ContainerSuite, TheSameClipGivesTheSameBytes) {
  EXPECT_EQ(this->written(this->world_.clip(10)), this->written(this->world_.clip(10)));
}

TYPED_TEST_P(ContainerSuite, VideoIsWritable) {
  for (const std::size_t count : {1u, 2u, 30u}) {
    const auto file = this->container().write_video(this->world_.video_format(), this->world_.video(count));
    ASSERT_TRUE(file) << file.error().text;
    EXPECT_FALSE(file->empty());
  }
}

TYPED_TEST_P(ContainerSuite, VideoNeedNotBeginWithAKeyframe) {
  auto samples = this->world_.video(30);
  samples.erase(samples.begin(), samples.begin() + 5);
  EXPECT_TRUE(this->container().write_video(this->world_.video_format(), samples));
}

// A segment lies anywhere on the timeline, days after its beginning or, with B-frames, before it.
TYPED_TEST_P(ContainerSuite, VideoMayLieAnywhereInTime) {
  for (const TimeDelta shift : {TimeDelta::Seconds(-1), TimeDelta::Minutes(3 * 24 * 60)}) {
    auto samples = this->world_.video(30);
    for (auto& sample : samples) {
      sample.pts += shift;
      sample.dts += shift;
    }
    EXPECT_TRUE(this->container().write_video(this->world_.video_format(), samples));
  }
}

TYPED_TEST_P(ContainerSuite, VideoIsNoAudio) {
  const auto file = this->container().write_video(this->world_.video_format(), this->world_.video(10));
  ASSERT_TRUE(file);
  const auto read = this->container().read_audio(*file);
  ASSERT_FALSE(read);
  this->expect_one_line(read.error());
}

TYPED_TEST_P(ContainerSuite, NothingIsNotWritten) {
  EXPECT_FALSE(this->container().write_video(this->world_.video_format(), {}));
  auto clip = this->world_.clip(1);
  clip.units.clear();
  clip.samples = 0;
  EXPECT_FALSE(this->container().write_audio(clip));
}

TYPED_TEST_P(ContainerSuite, AClipHoldsWhatItSays) {
  auto clip = this->world_.clip(10);
  ++clip.samples;
  EXPECT_FALSE(this->container().write_audio(clip));
  clip = this->world_.clip(10);
  clip.priming = 1;
  EXPECT_FALSE(this->container().write_audio(clip));
  clip.priming = -1;
  EXPECT_FALSE(this->container().write_audio(clip));
}

TYPED_TEST_P(ContainerSuite, BytesThatAreNoFileAreRefused) {
  for (const std::string& file : {std::string(), std::string(1, '\0'), std::string(1000, '\0'),
                                  std::string(1000, '\xff'), std::string("<html>502 Bad Gateway</html>")}) {
    const auto read = this->container().read_audio(file);
    ASSERT_FALSE(read) << file.size() << " bytes";
    this->expect_one_line(read.error());
  }
}

TYPED_TEST_P(ContainerSuite, FilesCutOffAnywhereDoNoHarm) {
  const std::string file = this->written(this->world_.clip(5));
  for (std::size_t size = 0; size < file.size(); ++size) {
    this->expect_bounded(this->container().read_audio(std::string_view(file).substr(0, size)));
  }
}

TYPED_TEST_P(ContainerSuite, DamagedBytesDoNoHarm) {
  const std::string file = this->written(this->world_.clip(5));
  for (uint64_t round = 0; round < 2'000; ++round) {
    std::string damaged = file;
    for (uint64_t hit = 0; hit <= round % 4; ++hit) {
      const uint64_t draw = keyed_draw(1, "damage", round, hit);
      damaged[draw % damaged.size()] = static_cast<char>(draw >> 32);
    }
    this->expect_bounded(this->container().read_audio(damaged));
  }
}

TYPED_TEST_P(ContainerSuite, AFileBeyondTheLimitIsRefused) {
  std::string file = this->written(this->world_.clip(5));
  file.resize(ports::kMaxContainerBytes + 1, '\0');
  EXPECT_FALSE(this->container().read_audio(file));
}

// The limit itself is a file's right; one unit more is not, and is either not written or not read.
TYPED_TEST_P(ContainerSuite, UnitsAreLimited) {
  const auto most = this->world_.clip(ports::kMaxContainerUnits);
  const auto read = this->container().read_audio(this->written(most));
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(read->units.size(), ports::kMaxContainerUnits);
  const auto file = this->container().write_audio(this->world_.clip(ports::kMaxContainerUnits + 1));
  if (file) {
    EXPECT_FALSE(this->container().read_audio(*file));
  }
}

REGISTER_TYPED_TEST_SUITE_P(ContainerSuite, AudioComesBackAsItWas, PrimingComesBackToTheSample,
                            PaddingComesBackToTheSample, TheSameClipGivesTheSameBytes, VideoIsWritable,
                            VideoNeedNotBeginWithAKeyframe, VideoMayLieAnywhereInTime, VideoIsNoAudio,
                            NothingIsNotWritten, AClipHoldsWhatItSays, BytesThatAreNoFileAreRefused,
                            FilesCutOffAnywhereDoNoHarm, DamagedBytesDoNoHarm, AFileBeyondTheLimitIsRefused,
                            UnitsAreLimited);

}  // namespace sw::conformance
