// AAC from RTP packets to access units.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/gst/ingest_harness.h"

namespace sw::tests {
namespace {

using adapters::gst::RtpEncoding;

class IngestAudio : public testing::Test {
 protected:
  const EncodedTrack<AudioFormat> tone_ = encode_audio(50);
  IngestHarness harness_{RtpEncoding::kMpeg4Generic};
};

void expect_same_frames(const std::vector<AccessUnit>& units, const EncodedTrack<AudioFormat>& track) {
  ASSERT_EQ(units.size(), track.units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    const auto bytes = units[i].payload->bytes();
    EXPECT_EQ(std::vector<uint8_t>(bytes.begin(), bytes.end()), track.units[i].bytes) << "frame " << i;
  }
}

TEST_F(IngestAudio, GivesEveryFrameOnceAndUnchanged) {
  harness_.push(packetise(tone_));
  harness_.end();
  expect_same_frames(harness_.units(), tone_);
}

// RFC 3640 §3.2.1, as MediaMTX sends it: several frames share a packet and its one timestamp. The header section is its
// length in bits, then 13 bits of size and 3 of index for each frame.
std::vector<uint8_t> aggregate(const EncodedUnit* units, std::size_t count) {
  std::vector<uint8_t> payload{0, static_cast<uint8_t>(count * 16)};
  for (std::size_t i = 0; i < count; ++i) {
    payload.push_back(static_cast<uint8_t>(units[i].bytes.size() >> 5));
    payload.push_back(static_cast<uint8_t>(units[i].bytes.size() << 3));
  }
  for (std::size_t i = 0; i < count; ++i) payload.insert(payload.end(), units[i].bytes.begin(), units[i].bytes.end());
  return payload;
}

TEST_F(IngestAudio, EveryFrameOfAPacketHasItsOwnTime) {
  constexpr std::size_t kFramesInPacket = 5;
  RtpPackets media{packetise(tone_).caps, {}};
  for (std::size_t i = 0; i + kFramesInPacket <= tone_.units.size(); i += kFramesInPacket) {
    media.packets.push_back(rtp_packet(static_cast<uint16_t>(i / kFramesInPacket), static_cast<uint32_t>(i * 1024),
                                       tone_.units[i].pts, aggregate(&tone_.units[i], kFramesInPacket)));
  }
  harness_.push(std::move(media));
  harness_.end();
  const auto units = harness_.units();
  ASSERT_EQ(units.size(), tone_.units.size() / kFramesInPacket * kFramesInPacket);
  for (std::size_t i = 0; i < units.size(); ++i) {
    const TimeDelta error = units[i].pts.value() - tone_.units[i].pts;
    EXPECT_LE(abs(error), TimeDelta::Micros(1)) << "frame " << i << " is off by " << error.nanos() << " ns";
  }
}

TEST_F(IngestAudio, FormatSaysRateChannelsAndFrameLength) {
  harness_.push(packetise(tone_));
  const auto formats = harness_.formats<AudioFormat>();
  ASSERT_EQ(formats.size(), 1u);
  EXPECT_EQ(formats[0].sample_rate, 48000);
  EXPECT_EQ(formats[0].channels, 2);
  EXPECT_EQ(formats[0].frame_samples, 1024);
  EXPECT_EQ(formats[0].codec_data, tone_.format.codec_data);
}

TEST_F(IngestAudio, EveryFrameIsAKeyframe) {
  harness_.push(packetise(tone_));
  ASSERT_FALSE(harness_.units().empty());
  for (const auto& unit : harness_.units()) EXPECT_TRUE(unit.keyframe);
}

TEST_F(IngestAudio, ChangedConfigurationIsToldBeforeItsFirstFrame) {
  const auto mono = encode_audio(5, 44100, 1);
  harness_.push(packetise(tone_));
  harness_.push(packetise(mono));
  harness_.end();
  const auto formats = harness_.formats<AudioFormat>();
  ASSERT_EQ(formats.size(), 2u);
  EXPECT_EQ(formats[1].sample_rate, 44100);
  EXPECT_EQ(formats[1].channels, 1);
  EXPECT_TRUE(std::holds_alternative<Format>(harness_.told[harness_.told.size() - 1 - mono.units.size()]));
}

// RFC 6416 §6.1 with the configuration in the SDP: PayloadLengthInfo (ISO/IEC 14496-3 §1.7.3.1), then the frame.
std::vector<uint8_t> latm(const std::vector<uint8_t>& frame) {
  std::vector<uint8_t> payload(frame.size() / 255, 255);
  payload.push_back(static_cast<uint8_t>(frame.size() % 255));
  payload.insert(payload.end(), frame.begin(), frame.end());
  return payload;
}

// GStreamer's depayloader spends the first packet on finding out how the stream is framed.
TEST_F(IngestAudio, LatmGivesTheSameFramesButTheFirst) {
  IngestHarness harness(RtpEncoding::kMp4aLatm);
  RtpPackets media{packetise(tone_, "rtpmp4apay").caps, {}};
  for (std::size_t i = 0; i < tone_.units.size(); ++i) {
    const auto& unit = tone_.units[i];
    media.packets.push_back(
        rtp_packet(static_cast<uint16_t>(i), static_cast<uint32_t>(i * 1024), unit.pts, latm(unit.bytes)));
  }
  harness.push(std::move(media));
  harness.end();
  EncodedTrack<AudioFormat> rest = tone_;
  rest.units.erase(rest.units.begin());
  expect_same_frames(harness.units(), rest);
}

TEST_F(IngestAudio, ConfigurationThatCannotBeReadIsUnsupported) {
  auto media = packetise(tone_);
  media.caps.reset(gst_caps_make_writable(media.caps.release()));
  // Audio object type 42, USAC (ISO/IEC 23003-3).
  gst_caps_set_simple(media.caps.get(), "config", G_TYPE_STRING, "f95180", nullptr);
  harness_.push(std::move(media));
  EXPECT_GE(harness_.all<Unsupported>().size(), 1u);
  EXPECT_TRUE(harness_.units().empty());
}

}  // namespace
}  // namespace sw::tests
