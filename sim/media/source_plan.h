// What a virtual live source sends, as values that can be written into a scenario. Times are counted from its start, on
// the source's own clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "worker/base/media.h"
#include "worker/base/units.h"

namespace sw::sim {

// Nothing that names a video unit is smaller.
inline constexpr std::size_t kLeastVideoBytes = 16;

struct VideoPlan {
  // Frames a second as a fraction: 30/1, 30000/1001.
  int fps_numerator = 30;
  int fps_denominator = 1;
  // A variable frame rate: each frame is up to half this many percent of a frame early or late; below 100.
  int jitter_percent = 0;
  // Frames from one IDR to the next; 0: the first is the only one. Every GOP is closed.
  int gop = 60;
  // Between two references, 0 to 3; of three the middle one is a reference, too.
  int b_frames = 0;
  // P frames before the first IDR: who joins at the start gets them first.
  int first_idr = 0;
  std::size_t idr_bytes = kLeastVideoBytes;
  std::size_t p_bytes = kLeastVideoBytes;
  std::size_t b_bytes = kLeastVideoBytes;
  int width = 1280;
  int height = 720;
  // False: the SPS does not say how deep frames are reordered.
  bool says_reorder = true;
  TimeDelta start = TimeDelta::Zero();  // of the first frame
  TimeDelta lag = TimeDelta::Zero();    // sent so much later
};

struct AudioPlan {
  int sample_rate = 8'000;
  int channels = 1;
  int frame_samples = 1024;
  // PTS and arrivals run faster than the samples that they belong to.
  int pts_ppm = 0;
  TimeDelta start = TimeDelta::Zero();  // of the first sample
  TimeDelta lag = TimeDelta::Zero();    // sent so much later
};

// The longest gap: what is to stop for good has an end instead.
inline constexpr TimeDelta kLongestGap = TimeDelta::Minutes(24 * 60);

// Nothing is sent of what was captured in this time; its numbers and samples are lost.
struct SourceGap {
  TimeDelta at;
  TimeDelta length;
  bool video = true;
  bool audio = true;
};
// All PTS from here on are shifted; what is sent when stays.
struct SourceJump {
  TimeDelta at;
  TimeDelta by;
};
// From the first IDR at or after this time the SPS is another.
struct VideoChange {
  TimeDelta at;
  uint8_t variant;
};
// From the first access unit at or after this time the AudioSpecificConfig is another.
struct AudioChange {
  TimeDelta at;
  int sample_rate;
  int channels;
  int frame_samples = 1024;
};

struct SourcePlan {
  uint64_t seed = 1;
  VideoPlan video = {};
  std::optional<AudioPlan> audio = AudioPlan{};
  // The PTS of the start.
  MediaTime first_pts = MediaTime::FromSeconds(10);
  // The source's clock runs slower than the world's: after a second of its own so many microseconds more have passed.
  int clock_ppm = 0;
  // Where it ends by itself.
  std::optional<TimeDelta> length = std::nullopt;
  // Each in the order of time.
  std::vector<SourceGap> gaps = {};
  std::vector<SourceJump> jumps = {};
  std::vector<VideoChange> video_changes = {};
  std::vector<AudioChange> audio_changes = {};
  // Its codecs are none that can be carried (Motion JPEG and A-law in place of H.264 and AAC).
  bool foreign = false;
};

}  // namespace sw::sim
