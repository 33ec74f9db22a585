// What a session description means for the worker: which tracks there are, and whether they can be carried.
#pragma once

#include <string>

#include "worker/ports/media_pipeline.h"

namespace sw::engine {

struct InputDescription {
  bool has_video = false;
  bool has_audio = false;
  std::string unsupported;  // a sentence for the log when a track is there in no codec that can be carried, else empty
};

// H.264 (RFC 6184) and AAC (RFC 3640 "MPEG4-GENERIC", RFC 6416 "MP4A-LATM") can be carried. Other kinds of media
// (subtitles, data) are ignored.
InputDescription describe_input(const ports::InputDescribed& described);

}  // namespace sw::engine
