// A segment: the media between two boundaries, as values that refer to the access units' bytes.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "worker/base/units.h"
#include "worker/core/rules.h"
#include "worker/core/timeline/timeline.h"

namespace sw::core {

// Audio that never came, in whole frames of the stream's own length.
struct Silence {
  MediaTime start;
  int64_t frames;  // at least 1
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
  SegmentEnd end;
  std::vector<PlacedUnit> video;  // decode order; may be empty
  std::vector<AudioPiece> audio;  // without a gap from the segment's first audio sample to its last
  TimeDelta real_audio;           // how much of it came from the source

  // Whether this is a segment at all, with files, a count and a batch number of its own, or only a rest that completes
  // the output. A rest carries the number that the next segment will have.
  bool is_rest() const { return duration < kMinSegment; }
  // Whether a decoder can begin here. Where not, that is right, and the metadata say so.
  bool starts_at_keyframe() const { return !video.empty() && video.front().unit.keyframe; }
};

}  // namespace sw::core
