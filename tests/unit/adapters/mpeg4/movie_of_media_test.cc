#include "worker/adapters/mpeg4/movie_of_media.h"

#include <gtest/gtest.h>

#include <numeric>

#include "tests/unit/adapters/mpeg4/made_media.h"

namespace sw::adapters::mpeg4 {
namespace {

using tests::made_clip;
using tests::made_video;
using tests::made_video_format;

Movie video_movie(const std::vector<ports::VideoSample>& samples) {
  auto movie = movie_of_video(made_video_format(), samples);
  EXPECT_TRUE(movie) << movie.error();
  return movie ? std::move(*movie) : Movie{};
}

// When each sample is presented, in ticks, as a player computes it.
std::vector<int64_t> presented(const Movie& movie) {
  std::vector<int64_t> times;
  int64_t decode = 0;
  for (const MovieSample& sample : movie.samples) {
    times.push_back(decode + sample.composition_offset - movie.presented_from);
    decode += sample.duration;
  }
  return times;
}

TEST(MovieOfVideo, BeginsAtZeroWithTheEarliestPts) {
  const Movie movie = video_movie(made_video(7));
  EXPECT_EQ(presented(movie), (std::vector<int64_t>{0, 9'000, 3'000, 6'000, 18'000, 12'000, 15'000}));
  EXPECT_EQ(movie.presented_from, 3'000u);
  EXPECT_EQ(movie.presented_for, 21'000u);
}

TEST(MovieOfVideo, LiesAnywhereInTime) {
  for (const TimeDelta shift : {TimeDelta::Seconds(-1), TimeDelta::Nanos(1), TimeDelta::Minutes(100'000)}) {
    auto samples = made_video(7);
    for (auto& sample : samples) {
      sample.pts += shift;
      sample.dts += shift;
    }
    EXPECT_EQ(presented(video_movie(samples)), presented(video_movie(made_video(7))));
  }
}

// A cut in decode order may begin in the middle of a group: a P-frame, whose B-frames are presented before it.
TEST(MovieOfVideo, MayBeginWithFramesOutOfOrder) {
  auto samples = made_video(10);
  samples.erase(samples.begin(), samples.begin() + 4);
  const Movie movie = video_movie(samples);
  EXPECT_EQ(presented(movie), (std::vector<int64_t>{6'000, 0, 3'000, 15'000, 9'000, 12'000}));
  EXPECT_FALSE(movie.samples.front().sync);
}

// 29.97 frames a second are 3003 ticks; nanoseconds cannot say so exactly.
TEST(MovieOfVideo, KeepsStepsToTheTick) {
  std::vector<ports::VideoSample> samples;
  for (int64_t i = 0; i < 200; ++i) {
    const auto time = MediaTime::FromNanos(987'654'321) + TimeDelta::Ticks(i * 3'003, 90'000);
    samples.push_back({.payload = tests::made_payload({1}),
                       .pts = time,
                       .dts = time,
                       .duration = TimeDelta::Ticks(3'003, 90'000),
                       .keyframe = true});
  }
  for (const MovieSample& sample : video_movie(samples).samples) EXPECT_EQ(sample.duration, 3'003u);
}

TEST(MovieOfVideo, APtsBeforeItsDtsDelaysTheOthers) {
  auto samples = made_video(4);
  samples[2].pts = samples[2].dts - TimeDelta::Ticks(2, 30);
  const auto times = presented(video_movie(samples));
  EXPECT_EQ(times[2], 0);
  EXPECT_EQ(times[0] - times[2], 3'000);
}

TEST(MovieOfVideo, RefusesTimesThatCannotBe) {
  auto samples = made_video(4);
  std::swap(samples[1].dts, samples[2].dts);
  EXPECT_FALSE(movie_of_video(made_video_format(), samples));
  samples = made_video(4);
  samples[3].dts += TimeDelta::Minutes(7 * 60);
  EXPECT_FALSE(movie_of_video(made_video_format(), samples));
  samples = made_video(4);
  samples[3].pts = MediaTime::FromNanos(std::numeric_limits<int64_t>::max());
  EXPECT_FALSE(movie_of_video(made_video_format(), samples));
  samples = made_video(4);
  samples[3].duration = TimeDelta::Nanos(-20'000);
  EXPECT_FALSE(movie_of_video(made_video_format(), samples));
}

TEST(MovieOfVideo, NeedsAConfigurationRecord) {
  VideoFormat format = made_video_format();
  format.codec_data = {0, 0, 0, 1, 0x67, 1, 2, 3};
  EXPECT_FALSE(movie_of_video(format, made_video(1)));
  format.codec_data = {};
  EXPECT_FALSE(movie_of_video(format, made_video(1)));
}

TEST(MovieOfAudio, TheLastDurationLeavesOutThePadding) {
  auto clip = made_clip(10);
  clip.priming = 1'600;
  clip.samples = 10 * 1'024 - 1'600 - 100;
  const auto movie = movie_of_audio(clip);
  ASSERT_TRUE(movie);
  EXPECT_EQ(movie->samples.back().duration, 924u);
  EXPECT_EQ(movie->samples.front().duration, 1'024u);
  EXPECT_EQ(movie->presented_from, 1'600u);
  EXPECT_EQ(movie->presented_for, clip.samples);
}

TEST(MovieOfAudio, PaddingOfWholeUnitsIsLeftToTheEditList) {
  auto clip = made_clip(10);
  clip.samples = 100;
  const auto movie = movie_of_audio(clip);
  ASSERT_TRUE(movie);
  EXPECT_EQ(movie->samples.back().duration, 1'024u);
  EXPECT_EQ(movie->presented_for, 100u);
}

TEST(MovieOfAudio, RefusesNumbersThatCannotBe) {
  auto clip = made_clip(2);
  clip.samples = std::numeric_limits<int64_t>::max();
  clip.priming = std::numeric_limits<int64_t>::max();
  EXPECT_FALSE(movie_of_audio(clip));
  clip = made_clip(2);
  clip.samples = 0;
  EXPECT_FALSE(movie_of_audio(clip));
  clip = made_clip(2);
  clip.format.sample_rate = 0;
  EXPECT_FALSE(movie_of_audio(clip));
  clip = made_clip(2);
  clip.format.codec_data = {};
  EXPECT_FALSE(movie_of_audio(clip));
}

}  // namespace
}  // namespace sw::adapters::mpeg4
