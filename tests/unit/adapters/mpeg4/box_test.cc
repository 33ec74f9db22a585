#include <gtest/gtest.h>

#include "worker/adapters/mpeg4/box_reader.h"
#include "worker/adapters/mpeg4/box_writer.h"

namespace sw::adapters::mpeg4 {
namespace {

std::span<const uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

TEST(BoxWriter, ASizeCountsTheHeaderAndAllInside) {
  BoxWriter out;
  out.box("outr", [&] {
    out.u8(7);
    out.full_box("innr", 1, 0x020304, [&] { out.u16(0xabcd); });
  });
  EXPECT_EQ(out.take(), std::string("\0\0\0\x17outr\x07\0\0\0\x0einnr\1\2\3\4\xab\xcd", 23));
}

TEST(BoxReader, GivesBackWhatWasWritten) {
  BoxWriter out;
  out.box("abcd", [&] {
    out.u24(0x010203);
    out.u32(0xfffffffe);
  });
  const std::string file = out.take();
  const auto box = BoxList(bytes_of(file)).next();
  ASSERT_TRUE(box);
  EXPECT_EQ(box->type, box_type("abcd"));
  ByteReader reader(box->content);
  EXPECT_EQ(reader.u24(), 0x010203u);
  EXPECT_EQ(reader.u32(), 0xfffffffeu);
  EXPECT_EQ(reader.left(), 0u);
  EXPECT_FALSE(reader.exhausted());
}

TEST(BoxReader, PastTheEndThereAreZerosAndItIsKnown) {
  const std::string two("\1\2", 2);
  ByteReader reader(bytes_of(two));
  EXPECT_EQ(reader.u32(), 0u);
  EXPECT_TRUE(reader.exhausted());
  EXPECT_EQ(reader.u8(), 0u);
  EXPECT_TRUE(reader.take(1'000'000'000).empty());
}

TEST(BoxList, ASizeOfZeroReachesToTheEnd) {
  const std::string file("\0\0\0\0lastxyz", 11);
  BoxList boxes(bytes_of(file));
  const auto box = boxes.next();
  ASSERT_TRUE(box);
  EXPECT_EQ(box->content.size(), 3u);
  EXPECT_FALSE(boxes.next());
  EXPECT_FALSE(boxes.damaged());
}

TEST(BoxList, ASizeOfOneMeansThatSixtyFourBitsFollow) {
  const std::string file("\0\0\0\1wide\0\0\0\0\0\0\0\x12xy", 18);
  BoxList boxes(bytes_of(file));
  const auto box = boxes.next();
  ASSERT_TRUE(box);
  EXPECT_EQ(box->content.size(), 2u);
  EXPECT_FALSE(boxes.next());
  EXPECT_FALSE(boxes.damaged());
}

TEST(BoxList, WhatDoesNotLieWithinIsDamage) {
  for (const std::string& file :
       {std::string("\0\0\0\x09shrt", 8), std::string("\0\0\0\7smal", 8), std::string("\0\0\0", 3),
        std::string("\0\0\0\1wide\xff\xff\xff\xff\xff\xff\xff\xff", 16),
        std::string("\0\0\0\1wide\0\0\0\0\0\0\0\x0f", 16)}) {
    BoxList boxes(bytes_of(file));
    EXPECT_FALSE(boxes.next());
    EXPECT_TRUE(boxes.damaged());
    EXPECT_FALSE(boxes.next());
  }
}

TEST(FindBox, TakesTheFirstOfItsType) {
  BoxWriter out;
  out.box("aaaa", [&] { out.u8(1); });
  out.box("bbbb", [&] { out.u8(2); });
  out.box("bbbb", [&] { out.u16(3); });
  const std::string file = out.take();
  ASSERT_TRUE(find_box(bytes_of(file), box_type("bbbb")));
  EXPECT_EQ(find_box(bytes_of(file), box_type("bbbb"))->size(), 1u);
  EXPECT_FALSE(find_box(bytes_of(file), box_type("cccc")));
}

}  // namespace
}  // namespace sw::adapters::mpeg4
