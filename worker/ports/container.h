// The container: a segment's media as one file, and the audio of a file as media again (ISO/IEC 14496-12, MP4 and M4A).
// Synchronous and without threads: what comes out depends on nothing but what goes in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "worker/base/expected.h"
#include "worker/base/media.h"
#include "worker/base/units.h"

namespace sw::ports {

struct ContainerError {
  std::string text;  // one line for the log
};

// At most this many bytes are read as a file; base64 of it is what contracts/limits.h allows on the wire.
inline constexpr std::size_t kMaxContainerBytes = 12 * 1024 * 1024;
// At most this many access units are read from one file: over five minutes of 48 kHz audio.
inline constexpr std::size_t kMaxContainerUnits = 16 * 1024;

// One access unit of a video file, in decode order.
struct VideoSample {
  PayloadRef payload;
  MediaTime pts;
  MediaTime dts;  // grows from sample to sample
  TimeDelta duration;
  bool keyframe;
};

// Audio that stands for itself. Decoded, its units give `priming` samples that are thrown away and then `samples` that
// are the clip; what follows is padding.
struct AudioClip {
  AudioFormat format;
  std::vector<PayloadRef> units;  // each of format.frame_samples
  int64_t priming = 0;            // per channel; an edit list says so in the file (§8.6.6)
  int64_t samples = 0;            // per channel
};

// Ownership: the world owns it; it outlives the engine. Threads: the engine's only. Failure: a ContainerError, for bad
// input as for a missing library; never a crash.
class Container {
 public:
  virtual ~Container() = default;
  // An MP4 file whose presentation begins at zero with the earliest PTS; steps between times are kept exactly to a tick
  // of 1/90000 s. `samples` is not empty.
  virtual expected<std::string, ContainerError> write_video(const VideoFormat& format,
                                                            std::span<const VideoSample> samples) = 0;
  // An M4A file. `clip.units` is not empty and holds priming + samples.
  virtual expected<std::string, ContainerError> write_audio(const AudioClip& clip) = 0;
  // The first AAC track of `file`, with what its edit list says; without one nothing is priming. `file` comes from a
  // peer and may be anything.
  virtual expected<AudioClip, ContainerError> read_audio(std::string_view file) = 0;
};

}  // namespace sw::ports
