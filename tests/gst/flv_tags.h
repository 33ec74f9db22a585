// FLV as a test sees it: tags taken apart by a reader that knows nothing of the muxer (Adobe FLV 10.1, annex E).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sw::tests {

struct FlvTag {
  enum class Kind : uint8_t { kScript, kVideoHeader, kVideo, kVideoEnd, kAudioHeader, kAudio, kOther };
  Kind kind = Kind::kOther;
  int64_t timestamp_ms = 0;    // decoding time
  int64_t composition_ms = 0;  // presentation minus decoding time; video only
  bool keyframe = false;       // video only
  std::vector<uint8_t> media;  // what the codec gets: without any of FLV's headers
};

// The tag at the beginning of `bytes`, which must hold all of it; `bytes` moves on behind it. A test fails by
// SW_CHECK where this is no tag.
FlvTag take_tag(std::span<const uint8_t>& bytes);

// Every whole tag of a file, which begins with the FLV header; a last one that was cut off is left out.
std::vector<FlvTag> read_flv(std::span<const uint8_t> file);

// Those of one kind.
std::vector<FlvTag> of_kind(const std::vector<FlvTag>& tags, FlvTag::Kind kind);

}  // namespace sw::tests
