#include "worker/adapters/gstreamer/session_description.h"

#include <gst/sdp/gstsdpmessage.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

namespace sw::adapters::gst {

namespace {

// Longer names are cut: they are a peer's words and go to the log.
constexpr std::size_t kMaxNameLength = 32;

// RFC 3551 tables 4 and 5: what may stand in a live stream without an rtpmap.
constexpr std::array<std::pair<int, std::string_view>, 9> kStaticTypes{{{0, "PCMU"},
                                                                        {3, "GSM"},
                                                                        {8, "PCMA"},
                                                                        {9, "G722"},
                                                                        {14, "MPA"},
                                                                        {26, "JPEG"},
                                                                        {31, "H261"},
                                                                        {32, "MPV"},
                                                                        {33, "MP2T"}}};

// A printable name of bounded length; letters in upper case.
std::string clean_upper(std::string_view text) {
  std::string name(text.substr(0, kMaxNameLength));
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c < 0x21 || c > 0x7e) c = '?';
  }
  return name;
}

std::string clean_lower(std::string_view text) {
  std::string name = clean_upper(text);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

// "96 H264/90000" names payload type 96 (RFC 8866 §6.6).
std::string encoding_in_rtpmap(std::string_view rtpmap) {
  const auto name = rtpmap.find_first_not_of(' ', std::min(rtpmap.find(' '), rtpmap.size()));
  if (name == std::string_view::npos) return {};
  return clean_upper(rtpmap.substr(name, rtpmap.find('/', name) - name));
}

std::string static_encoding(std::string_view payload_type) {
  int number = -1;
  std::from_chars(payload_type.data(), payload_type.data() + payload_type.size(), number);
  for (const auto& [type, name] : kStaticTypes) {
    if (type == number) return std::string(name);
  }
  return {};
}

bool is_rtpmap_of(std::string_view rtpmap, std::string_view payload_type) {
  return rtpmap.substr(0, rtpmap.find(' ')) == payload_type;
}

// The encoding of the section's first payload type.
std::string encoding_of_section(const GstSDPMedia& media) {
  if (gst_sdp_media_formats_len(&media) == 0) return {};
  const std::string_view payload_type = gst_sdp_media_get_format(&media, 0);
  for (guint i = 0; const char* rtpmap = gst_sdp_media_get_attribute_val_n(&media, "rtpmap", i); ++i) {
    if (is_rtpmap_of(rtpmap, payload_type)) return encoding_in_rtpmap(rtpmap);
  }
  return static_encoding(payload_type);
}

ports::InputDescribed::Media section_of(const GstSDPMedia& media) {
  const char* kind = gst_sdp_media_get_media(&media);
  return {clean_lower(kind ? kind : ""), encoding_of_section(media)};
}

}  // namespace

std::vector<ports::InputDescribed::Media> read_media(std::string_view sdp) {
  std::vector<ports::InputDescribed::Media> result;
  if (sdp.empty()) return result;
  GstSDPMessage* message = nullptr;
  if (gst_sdp_message_new(&message) != GST_SDP_OK) return result;
  const auto* bytes = reinterpret_cast<const guint8*>(sdp.data());
  if (gst_sdp_message_parse_buffer(bytes, static_cast<guint>(sdp.size()), message) == GST_SDP_OK) {
    const guint count = std::min(gst_sdp_message_medias_len(message), kMaxMediaSections);
    for (guint i = 0; i < count; ++i) result.push_back(section_of(*gst_sdp_message_get_media(message, i)));
  }
  gst_sdp_message_free(message);
  return result;
}

std::optional<RtpEncoding> encoding_of(std::string_view kind, std::string_view encoding) {
  const std::string media = clean_lower(kind);
  const std::string name = clean_upper(encoding);
  if (media == "video" && name == "H264") return RtpEncoding::kH264;
  if (media == "audio" && name == "MPEG4-GENERIC") return RtpEncoding::kMpeg4Generic;
  if (media == "audio" && name == "MP4A-LATM") return RtpEncoding::kMp4aLatm;
  return std::nullopt;
}

}  // namespace sw::adapters::gst
