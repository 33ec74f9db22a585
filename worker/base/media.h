// What travels through the media pipeline: encoded media, its formats, and nothing of any media framework.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "worker/base/units.h"

namespace sw {

enum class Track : uint8_t { kVideo, kAudio };

// The bytes of one access unit, immutable and shared. An adapter hides its own buffer behind it, so that media passes
// through the engine without a copy.
class Payload {
 public:
  virtual ~Payload() = default;
  virtual std::size_t size() const = 0;
  virtual std::span<const uint8_t> bytes() const = 0;
};
using PayloadRef = std::shared_ptr<const Payload>;

// H.264 in the AVC form: 4-byte lengths before NAL units, parameter sets in codec_data.
struct VideoFormat {
  std::vector<uint8_t> codec_data;  // AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.3.3.1)
  int width = 0;                    // pixels; 0 where unknown
  int height = 0;                   // pixels; 0 where unknown
  // How many frames may precede one in decode order and follow it in output order: the SPS's max_num_reorder_frames
  // (ITU-T H.264 §E.2.1). Absent where the SPS does not say.
  std::optional<int> reorder_frames;
  bool operator==(const VideoFormat&) const = default;
};

// Raw AAC: one frame per access unit, no ADTS header.
struct AudioFormat {
  std::vector<uint8_t> codec_data;  // AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1)
  int sample_rate = 0;              // Hz, of the decoded audio
  int channels = 0;
  int frame_samples = 1024;  // samples per channel in one frame at sample_rate: 1024, 960 or 2048
  bool operator==(const AudioFormat&) const = default;
};

using Format = std::variant<VideoFormat, AudioFormat>;

// One access unit as it comes from the input, in decode order within its track. Times are raw: the source's own
// timeline, DTS usually absent (RTP carries none), B-frames with a PTS below their predecessor's.
struct AccessUnit {
  Track track;
  PayloadRef payload;
  std::optional<MediaTime> pts;
  std::optional<MediaTime> dts;
  bool keyframe = false;  // video: an IDR picture; audio: always true
  Timestamp arrival;      // when the adapter received it
};

}  // namespace sw
