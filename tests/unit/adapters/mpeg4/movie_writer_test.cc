#include "worker/adapters/mpeg4/movie_writer.h"

#include <gtest/gtest.h>

#include "tests/unit/adapters/mpeg4/made_media.h"
#include "worker/adapters/mpeg4/box_reader.h"
#include "worker/adapters/mpeg4/movie_of_media.h"

namespace sw::adapters::mpeg4 {
namespace {

using Bytes = std::span<const uint8_t>;

Bytes bytes_of(const std::string& text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

// The content of the box that the path leads to; empty where it leads nowhere.
Bytes at(Bytes container, std::initializer_list<uint32_t> path) {
  for (const uint32_t type : path) {
    const auto found = find_box(container, type);
    if (!found) return {};
    container = *found;
  }
  return container;
}

Bytes sample_table(const std::string& file) {
  return at(bytes_of(file), {box_type("moov"), box_type("trak"), box_type("mdia"), box_type("minf"), box_type("stbl")});
}

std::vector<uint32_t> numbers(Bytes full_box) {
  ByteReader reader(full_box);
  reader.skip(4);
  std::vector<uint32_t> all;
  while (reader.left() >= 4) all.push_back(reader.u32());
  return all;
}

std::string video_file(std::size_t count) {
  return write_movie(movie_of_video(tests::made_video_format(), tests::made_video(count)).value());
}

TEST(MovieWriter, TheHeaderIsBeforeTheMedia) {
  const std::string file = video_file(3);
  BoxList boxes(bytes_of(file));
  EXPECT_EQ(boxes.next()->type, box_type("ftyp"));
  EXPECT_EQ(boxes.next()->type, box_type("moov"));
  EXPECT_EQ(boxes.next()->type, box_type("mdat"));
  EXPECT_FALSE(boxes.next());
  EXPECT_FALSE(boxes.damaged());
}

TEST(MovieWriter, TheChunkIsWhereTheTableSays) {
  const std::string file = video_file(5);
  const auto offset = numbers(at(sample_table(file), {box_type("stco")})).back();
  const auto first = tests::made_video(1)[0].payload;
  EXPECT_TRUE(std::ranges::equal(bytes_of(file).subspan(offset, first->size()), first->bytes()));
}

TEST(MovieWriter, OnlyKeyframesAreSyncSamples) {
  EXPECT_EQ(numbers(at(sample_table(video_file(4)), {box_type("stss")})), (std::vector<uint32_t>{1, 1}));
}

TEST(MovieWriter, WithoutAnyKeyframeThereIsNoSyncSample) {
  auto samples = tests::made_video(4);
  samples.erase(samples.begin());
  const std::string file = write_movie(movie_of_video(tests::made_video_format(), samples).value());
  EXPECT_EQ(numbers(at(sample_table(file), {box_type("stss")})), (std::vector<uint32_t>{0}));
}

TEST(MovieWriter, EqualDurationsAreOneRun) {
  EXPECT_EQ(numbers(at(sample_table(video_file(30)), {box_type("stts")})), (std::vector<uint32_t>{1, 30, 3'000}));
}

TEST(MovieWriter, SaysThatAnAacFrameNeedsTheOneBeforeIt) {
  const std::string file = write_movie(movie_of_audio(tests::made_clip(3)).value());
  const Bytes groups = at(sample_table(file), {box_type("sgpd")});
  ASSERT_EQ(groups.size(), 18u);
  EXPECT_EQ(groups[16], 0xff);
  EXPECT_EQ(groups[17], 0xff);
  EXPECT_TRUE(at(sample_table(file), {box_type("stss")}).empty());
  EXPECT_TRUE(at(sample_table(file), {box_type("ctts")}).empty());
}

TEST(MovieWriter, HasNoDates) {
  const std::string file = video_file(1);
  const auto movie = numbers(at(bytes_of(file), {box_type("moov"), box_type("mvhd")}));
  EXPECT_EQ(movie[0], 0u);
  EXPECT_EQ(movie[1], 0u);
}

}  // namespace
}  // namespace sw::adapters::mpeg4
