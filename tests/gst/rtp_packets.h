// RTP packets as an RTSP server would send them, made by GStreamer's own payloaders.
#pragma once

#include <string>
#include <vector>

#include "tests/gst/encoded_media.h"
#include "worker/adapters/gstreamer/gst_ptr.h"

namespace sw::tests {

struct RtpPackets {
  adapters::gst::CapsPtr caps;                    // application/x-rtp with what an SDP would say
  std::vector<adapters::gst::BufferPtr> packets;  // each with the PTS of its access unit, none with a DTS
};

// `payloader` is a launch line such as "rtph264pay config-interval=-1".
RtpPackets packetise(const EncodedTrack<VideoFormat>& track, const std::string& payloader = "rtph264pay");
RtpPackets packetise(const EncodedTrack<AudioFormat>& track, const std::string& payloader = "rtpmp4gpay");

// One RTP packet of the test's own making, with the given payload, marked as the last of its access unit.
adapters::gst::BufferPtr rtp_packet(uint16_t sequence, uint32_t timestamp, MediaTime pts,
                                    const std::vector<uint8_t>& payload);

}  // namespace sw::tests
