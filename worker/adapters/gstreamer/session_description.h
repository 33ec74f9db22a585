// What an RTSP server's session description (SDP, RFC 8866) offers.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "worker/ports/media_pipeline.h"

namespace sw::adapters::gst {

// The RTP payload formats that can be carried without touching the media.
enum class RtpEncoding : uint8_t {
  kH264,          // RFC 6184
  kMpeg4Generic,  // RFC 3640, AAC
  kMp4aLatm,      // RFC 6416 §6
};

// At most this many media sections of a description are looked at.
inline constexpr unsigned kMaxMediaSections = 32;

// Kind and encoding of each media section, the encoding in upper case; a static payload type (RFC 3551 §6) without an
// rtpmap has its registered name. Empty for text that is no SDP.
std::vector<ports::InputDescribed::Media> read_media(std::string_view sdp);

// The payload format behind a media kind and an RTP encoding name, whatever their case; nothing for any other.
std::optional<RtpEncoding> encoding_of(std::string_view kind, std::string_view encoding);

}  // namespace sw::adapters::gst
