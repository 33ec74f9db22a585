// H.264 from RTP packets to access units.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/gst/ingest_harness.h"

namespace sw::tests {
namespace {

using adapters::gst::RtpEncoding;
using testing::ElementsAre;
using testing::IsEmpty;

class IngestVideo : public testing::Test {
 protected:
  std::vector<MediaTime> pts_told() const {
    std::vector<MediaTime> result;
    for (const auto& unit : harness_.units()) result.push_back(unit.pts.value());
    return result;
  }
  static std::vector<MediaTime> pts_of(const EncodedTrack<VideoFormat>& track) {
    std::vector<MediaTime> result;
    for (const auto& unit : track.units) result.push_back(unit.pts);
    return result;
  }

  const EncodedTrack<VideoFormat> with_b_frames_ = encode_video({.frames = 30, .b_frames = 2});
  IngestHarness harness_{RtpEncoding::kH264};
};

// NAL units of slices (types 1 and 5): parameter sets may travel with the format instead.
std::vector<std::vector<uint8_t>> slices_of(std::span<const uint8_t> access_unit) {
  std::vector<std::vector<uint8_t>> slices;
  while (access_unit.size() > 4) {
    const std::size_t length = std::size_t{access_unit[0]} << 24 | std::size_t{access_unit[1]} << 16 |
                               std::size_t{access_unit[2]} << 8 | std::size_t{access_unit[3]};
    const auto nal = access_unit.subspan(4, length);
    if ((nal[0] & 0x1f) == 1 || (nal[0] & 0x1f) == 5) slices.emplace_back(nal.begin(), nal.end());
    access_unit = access_unit.subspan(4 + length);
  }
  return slices;
}

TEST_F(IngestVideo, GivesEveryAccessUnitOnceInDecodeOrder) {
  harness_.push(packetise(with_b_frames_));
  harness_.end();
  EXPECT_EQ(pts_told(), pts_of(with_b_frames_));
}

TEST_F(IngestVideo, LeavesSlicesAsTheyAre) {
  harness_.push(packetise(with_b_frames_));
  harness_.end();
  const auto units = harness_.units();
  ASSERT_EQ(units.size(), with_b_frames_.units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    EXPECT_EQ(slices_of(units[i].payload->bytes()), slices_of(with_b_frames_.units[i].bytes)) << "unit " << i;
  }
}

TEST_F(IngestVideo, BFramesHaveAPtsBelowTheirPredecessors) {
  harness_.push(packetise(with_b_frames_));
  const auto pts = pts_told();
  EXPECT_FALSE(std::is_sorted(pts.begin(), pts.end()));
}

TEST_F(IngestVideo, AbsentDtsStaysAbsent) {
  harness_.push(packetise(with_b_frames_));
  ASSERT_FALSE(harness_.units().empty());
  for (const auto& unit : harness_.units()) EXPECT_FALSE(unit.dts.has_value());
}

TEST_F(IngestVideo, SaysWhichPicturesAreIdr) {
  harness_.push(packetise(with_b_frames_));
  harness_.end();
  std::vector<std::size_t> keyframes;
  for (std::size_t i = 0; i < harness_.units().size(); ++i) {
    if (harness_.units()[i].keyframe) keyframes.push_back(i);
  }
  EXPECT_THAT(keyframes, ElementsAre(0u, 15u));
}

TEST_F(IngestVideo, IntraPictureOfAnOpenGopIsNoKeyframe) {
  const auto open_gop = encode_video({.frames = 30, .b_frames = 2, .open_gop = true});
  harness_.push(packetise(open_gop));
  harness_.end();
  const auto units = harness_.units();
  EXPECT_EQ(std::count_if(units.begin(), units.end(), [](const auto& unit) { return unit.keyframe; }), 1);
}

TEST_F(IngestVideo, FormatComesFirst) {
  harness_.push(packetise(with_b_frames_));
  ASSERT_FALSE(harness_.told.empty());
  EXPECT_TRUE(std::holds_alternative<Format>(harness_.told.front()));
}

TEST_F(IngestVideo, FormatSaysSizeAndReordering) {
  harness_.push(packetise(with_b_frames_));
  const auto formats = harness_.formats<VideoFormat>();
  ASSERT_EQ(formats.size(), 1u);
  EXPECT_EQ(formats[0].width, 160);
  EXPECT_EQ(formats[0].height, 120);
  EXPECT_EQ(formats[0].reorder_frames, 2);
}

TEST_F(IngestVideo, StreamWithoutBFramesReordersNothing) {
  harness_.push(packetise(encode_video({.frames = 5})));
  const auto formats = harness_.formats<VideoFormat>();
  ASSERT_EQ(formats.size(), 1u);
  EXPECT_EQ(formats[0].reorder_frames, 0);
}

TEST_F(IngestVideo, RepeatedParameterSetsAreNoNewFormat) {
  harness_.push(packetise(with_b_frames_, "rtph264pay config-interval=-1"));
  EXPECT_EQ(harness_.formats<VideoFormat>().size(), 1u);
}

TEST_F(IngestVideo, NewCapsAreToldBeforeTheirFirstUnit) {
  const auto larger = encode_video({.frames = 5, .width = 320, .height = 240});
  harness_.push(packetise(with_b_frames_));
  harness_.push(packetise(larger));
  harness_.end();
  ASSERT_EQ(harness_.told.size(), 2 + with_b_frames_.units.size() + larger.units.size());
  const auto* format = std::get_if<Format>(&harness_.told[1 + with_b_frames_.units.size()]);
  ASSERT_NE(format, nullptr);
  EXPECT_EQ(std::get<VideoFormat>(*format).width, 320);
}

// A server that does not repeat itself in the SDP: the same caps all along, new parameter sets in the stream.
TEST_F(IngestVideo, NewParameterSetsInTheStreamAreANewFormat) {
  const auto larger = encode_video({.frames = 5, .width = 320, .height = 240});
  auto first = packetise(with_b_frames_, "rtph264pay config-interval=-1");
  auto second = packetise(larger, "rtph264pay config-interval=-1");
  second.caps.reset(gst_caps_ref(first.caps.get()));
  harness_.push(std::move(first));
  harness_.push(std::move(second));
  harness_.end();
  const auto formats = harness_.formats<VideoFormat>();
  ASSERT_EQ(formats.size(), 2u);
  EXPECT_EQ(formats[1].width, 320);
}

TEST_F(IngestVideo, ParameterSetsInTheStreamAloneMakeAFormat) {
  auto media = packetise(with_b_frames_, "rtph264pay config-interval=-1");
  media.caps.reset(gst_caps_make_writable(media.caps.release()));
  gst_structure_remove_field(gst_caps_get_structure(media.caps.get(), 0), "sprop-parameter-sets");
  harness_.push(std::move(media));
  harness_.end();
  EXPECT_EQ(harness_.formats<VideoFormat>().size(), 1u);
  EXPECT_EQ(harness_.units().size(), with_b_frames_.units.size());
}

EncodedTrack<VideoFormat> without_parameter_sets(EncodedTrack<VideoFormat> track) {
  for (EncodedUnit& unit : track.units) {
    std::vector<uint8_t> bytes;
    for (const auto& slice : slices_of(unit.bytes)) {
      for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<uint8_t>(slice.size() >> shift));
      bytes.insert(bytes.end(), slice.begin(), slice.end());
    }
    unit.bytes = std::move(bytes);
  }
  return track;
}

TEST_F(IngestVideo, NothingIsToldWithoutParameterSets) {
  auto media = packetise(without_parameter_sets(with_b_frames_), "rtph264pay config-interval=0");
  media.caps.reset(gst_caps_make_writable(media.caps.release()));
  gst_structure_remove_field(gst_caps_get_structure(media.caps.get(), 0), "sprop-parameter-sets");
  harness_.push(std::move(media));
  harness_.end();
  EXPECT_THAT(harness_.told, IsEmpty());
}

TEST_F(IngestVideo, ArrivalIsTheClocksTime) {
  harness_.clock.set(Timestamp::FromSeconds(5000));
  harness_.push(packetise(with_b_frames_));
  ASSERT_FALSE(harness_.units().empty());
  for (const auto& unit : harness_.units()) EXPECT_EQ(unit.arrival.nanos() / 1'000'000'000, 5000);
}

}  // namespace
}  // namespace sw::tests
