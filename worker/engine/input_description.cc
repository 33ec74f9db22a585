#include "worker/engine/input_description.h"

#include <string_view>

namespace sw::engine {
namespace {

bool is_supported(std::string_view encoding) {
  return encoding == "H264" || encoding == "MPEG4-GENERIC" || encoding == "MP4A-LATM";
}

}  // namespace

InputDescription describe_input(const ports::InputDescribed& described) {
  InputDescription result;
  bool video_supported = false;
  bool audio_supported = false;
  std::string video_encoding;
  std::string audio_encoding;
  for (const auto& media : described.media) {
    const bool is_video = media.kind == "video";
    const bool is_audio = media.kind == "audio";
    if (is_video) result.has_video = true, video_encoding = media.encoding;
    if (is_audio) result.has_audio = true, audio_encoding = media.encoding;
    video_supported |= is_video && is_supported(media.encoding);
    audio_supported |= is_audio && is_supported(media.encoding);
  }
  if (result.has_video && !video_supported) {
    result.unsupported = "the input's video is " + video_encoding + "; only H264 can be carried";
  } else if (result.has_audio && !audio_supported) {
    result.unsupported = "the input's audio is " + audio_encoding + "; only AAC can be carried";
  }
  return result;
}

}  // namespace sw::engine
