// What configuration records and access units of H.264 say.
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "tests/gst/encoded_media.h"
#include "worker/adapters/gstreamer/h264_configuration.h"

namespace sw::tests {
namespace {

using adapters::gst::has_idr_slice;
using adapters::gst::is_avc_configuration;
using adapters::gst::reorder_frames_of;

// A sequence parameter set of 160x128 without VUI (ITU-T H.264 §7.3.2.1.1), behind profile, constraints and level.
constexpr std::array<uint8_t, 4> kPicOrderType0{0xf4, 0x14, 0x23, 0x20};
constexpr std::array<uint8_t, 4> kPicOrderType2{0xda, 0x0a, 0x11, 0x90};
constexpr uint8_t kBaselineProfile = 66, kMainProfile = 77;

std::vector<uint8_t> record_of(uint8_t profile, const std::array<uint8_t, 4>& rest) {
  return {1,       profile, 0,       11,      0xff, 0xe1, 0, 8,    0x67, profile, 0,   11,
          rest[0], rest[1], rest[2], rest[3], 1,    0,    4, 0x68, 0xce, 0x3c,    0x80};
}

TEST(H264Configuration, RecordOfAnEncoderIsOne) {
  EXPECT_TRUE(is_avc_configuration(encode_video({.frames = 1}).format.codec_data));
}

TEST(H264Configuration, EmptyBytesAreNone) { EXPECT_FALSE(is_avc_configuration({})); }

TEST(H264Configuration, ByteStreamIsNone) {
  EXPECT_FALSE(is_avc_configuration(std::vector<uint8_t>{0, 0, 0, 1, 0x67, 0x42, 0, 0x0b, 0xda, 0x0a}));
}

TEST(H264Configuration, RecordWithShortLengthsIsNone) {
  auto record = record_of(kBaselineProfile, kPicOrderType0);
  record[4] = 0xfd;  // 2-byte lengths
  EXPECT_FALSE(is_avc_configuration(record));
}

TEST(H264Configuration, RecordWithoutParameterSetsIsNone) {
  auto record = record_of(kBaselineProfile, kPicOrderType0);
  record[5] = 0xe0;
  EXPECT_FALSE(is_avc_configuration(record));
}

TEST(H264Configuration, ReorderingIsWhatTheVuiSays) {
  EXPECT_EQ(reorder_frames_of(encode_video({.frames = 5, .b_frames = 2}).format.codec_data), 2);
  EXPECT_EQ(reorder_frames_of(encode_video({.frames = 5, .b_frames = 1}).format.codec_data), 1);
}

TEST(H264Configuration, BaselineReordersNothing) {
  EXPECT_EQ(reorder_frames_of(record_of(kBaselineProfile, kPicOrderType0)), 0);
}

TEST(H264Configuration, OutputOrderOfType2ReordersNothing) {
  EXPECT_EQ(reorder_frames_of(record_of(kMainProfile, kPicOrderType2)), 0);
}

TEST(H264Configuration, MainProfileWithoutVuiDoesNotSay) {
  EXPECT_EQ(reorder_frames_of(record_of(kMainProfile, kPicOrderType0)), std::nullopt);
}

TEST(H264Configuration, EveryTruncationIsHarmless) {
  const auto record = encode_video({.frames = 1, .b_frames = 2}).format.codec_data;
  for (std::size_t size = 0; size < 20; ++size) {
    EXPECT_EQ(reorder_frames_of(std::span(record.data(), size)), std::nullopt) << size << " bytes";
  }
}

TEST(AccessUnit, IdrSliceBehindOtherNalUnitsIsFound) {
  EXPECT_TRUE(has_idr_slice(std::vector<uint8_t>{0, 0, 0, 2, 9, 0x10, 0, 0, 0, 2, 0x65, 0x88}));
}

TEST(AccessUnit, OtherSliceIsNoIdr) {
  EXPECT_FALSE(has_idr_slice(std::vector<uint8_t>{0, 0, 0, 2, 9, 0x10, 0, 0, 0, 2, 0x41, 0x88}));
}

TEST(AccessUnit, LengthsThatLieAreHarmless) {
  EXPECT_FALSE(has_idr_slice(std::vector<uint8_t>{0xff, 0xff, 0xff, 0xff, 0x41, 0x65}));
  EXPECT_FALSE(has_idr_slice(std::vector<uint8_t>{0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_FALSE(has_idr_slice(std::vector<uint8_t>{0, 0, 0}));
}

}  // namespace
}  // namespace sw::tests
