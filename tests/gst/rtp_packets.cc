#include "tests/gst/rtp_packets.h"

#include <gst/check/gstharness.h>

#include "worker/adapters/gstreamer/element_factory.h"
#include "worker/adapters/gstreamer/track_caps.h"
#include "worker/base/check.h"

namespace sw::tests {

namespace {

namespace gst = adapters::gst;

// Before the origin of the test's media there may be a negative DTS; buffers know none.
constexpr int64_t kOrigin = TimeDelta::Seconds(10).nanos();

GstBuffer* buffer_of(const EncodedUnit& unit) {
  GstBuffer* buffer = gst_buffer_new_memdup(unit.bytes.data(), unit.bytes.size());
  GST_BUFFER_PTS(buffer) = static_cast<GstClockTime>(unit.pts.nanos() + kOrigin);
  GST_BUFFER_DTS(buffer) = static_cast<GstClockTime>(unit.dts.nanos() + kOrigin);
  GST_BUFFER_DURATION(buffer) = static_cast<GstClockTime>(unit.duration.nanos());
  if (!unit.keyframe) GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  return buffer;
}

RtpPackets packetise(const std::vector<EncodedUnit>& units, gst::CapsPtr caps, const std::string& payloader) {
  GstHarness* harness = gst_harness_new_parse(payloader.c_str());
  SW_CHECK(harness != nullptr);
  gst_harness_set_src_caps(harness, caps.release());
  for (const EncodedUnit& unit : units) SW_CHECK(gst_harness_push(harness, buffer_of(unit)) == GST_FLOW_OK);
  gst_harness_push_event(harness, gst_event_new_eos());
  RtpPackets result;
  result.caps = gst::CapsPtr(gst_pad_get_current_caps(harness->sinkpad));
  while (GstBuffer* packet = gst_harness_try_pull(harness)) {
    packet = gst_buffer_make_writable(packet);
    GST_BUFFER_DTS(packet) = GST_CLOCK_TIME_NONE;
    GST_BUFFER_PTS(packet) -= kOrigin;
    result.packets.emplace_back(packet);
  }
  gst_harness_teardown(harness);
  return result;
}

}  // namespace

RtpPackets packetise(const EncodedTrack<VideoFormat>& track, const std::string& payloader) {
  SW_CHECK(gst::init_gstreamer().has_value());
  return packetise(track.units, gst::caps_of(track.format).value(), payloader);
}

RtpPackets packetise(const EncodedTrack<AudioFormat>& track, const std::string& payloader) {
  SW_CHECK(gst::init_gstreamer().has_value());
  return packetise(track.units, gst::caps_of(track.format).value(), payloader);
}

gst::BufferPtr rtp_packet(uint16_t sequence, uint32_t timestamp, MediaTime pts, const std::vector<uint8_t>& payload) {
  // RFC 3550 §5.1: version 2, marker set, payload type 96.
  std::vector<uint8_t> bytes{0x80, 0x80 | 96, static_cast<uint8_t>(sequence >> 8), static_cast<uint8_t>(sequence)};
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<uint8_t>(timestamp >> shift));
  bytes.insert(bytes.end(), {0, 0, 0, 1});  // synchronisation source
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  GstBuffer* buffer = gst_buffer_new_memdup(bytes.data(), bytes.size());
  GST_BUFFER_PTS(buffer) = static_cast<GstClockTime>(pts.nanos());
  return gst::BufferPtr(buffer);
}

}  // namespace sw::tests
