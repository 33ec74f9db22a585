// A segment: the media between two boundaries, as values that refer to the access units' bytes.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "worker/base/units.h"
#include "worker/core/rules.h"
#include "worker/core/timeline/timeline.h"

namespace sw::core {

// Audio that never came. Files hold it in whole frames of the stream's own length; the output, whose audio must stay
// where it belongs, as long as the hole was.
struct Silence {
  MediaTime start;
  int64_t frames;  // 0: too short for one
  TimeDelta last;  // the length of the last one, or of all where there is none: up to where audio goes on
};
using AudioPiece = std::variant<PlacedUnit, Silence>;

// Why a segment is as long as it is.
enum class SegmentEnd : uint8_t {
  kBoundary,  // it reached its boundary
  kEpoch,     // the epoch ended, or the input was lost, before the boundary
  kStream,    // the stream ended before the boundary
};

struct Segment {
  uint64_t batch_number;  // FR-010; from 0, contiguous over the whole run
  uint32_t epoch;
  // The nominal bounds. Tracks are cut at the unit nearest to them, see segmenter.h.
  MediaTime start;
  TimeDelta duration;
  Timestamp began;  // when the media passed the boundary at its start
  SegmentEnd end;
  std::vector<PlacedUnit> video;  // decode order; may be empty
  std::vector<AudioPiece> audio;  // without a gap from the segment's first audio sample to its last
  TimeDelta real_audio;           // how much of it came from the source

  // Whether this is a segment at all, with files, a count and a batch number of its own, or only a rest that completes
  // the output. A rest carries the number that the next segment will have.
  bool is_rest() const { return duration < kMinSegment; }
  // Whether a decoder can begin here. Where not, that is right, and the metadata say so.
  bool starts_at_keyframe() const { return !video.empty() && video.front().unit.keyframe; }
  // Where its first audio sample lies; its start where it has none.
  MediaTime audio_start() const {
    if (audio.empty()) return start;
    const auto* silence = std::get_if<Silence>(&audio.front());
    return silence != nullptr ? silence->start : std::get<PlacedUnit>(audio.front()).pts;
  }
  // How many frames its audio has, silence included.
  int64_t audio_units() const {
    int64_t units = 0;
    for (const AudioPiece& piece : audio) {
      const auto* silence = std::get_if<Silence>(&piece);
      units += silence != nullptr ? silence->frames : 1;
    }
    return units;
  }
};

}  // namespace sw::core
