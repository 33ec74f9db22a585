// Rebuilds the DTS of H.264 access units that come without one, as RTP brings them: decode order is known, only the
// times of decoding are not.
//
// The DTS of the n-th unit is the (n - reorder)-th smallest PTS, where `reorder` is how many frames may come earlier
// in decode order and later in output order. That value is known as soon as unit n arrives, so no delay is added; it
// never exceeds the unit's PTS and grows strictly, as long as the stream keeps to its reorder depth. The first
// `reorder` units take steps of a nanosecond-exact frame duration below the first PTS.
// (ITU-T H.264 §C.4.5.3, bumping; ISO/IEC 14496-12 §8.6.1 for what a DTS is.)
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "worker/base/units.h"

namespace sw::core {

class DecodeClock {
 public:
  // `reorder`: 0 to kMaxReorderFrames. `frame_duration`: for the units before the first known DTS.
  DecodeClock(int reorder, TimeDelta frame_duration);

  // The DTS of the next unit in decode order. Where the stream reorders deeper than was said, the depth is raised by
  // one, and the DTS, one nanosecond above the last, may exceed the PTS this once.
  MediaTime next(MediaTime pts);
  // Whether two DTS of the stream are out, so that their distance tells how long a frame is.
  bool is_settled() const { return known_ >= 2; }

 private:
  std::size_t reorder_;
  TimeDelta frame_duration_;
  std::vector<MediaTime> waiting_;  // sorted; at most reorder_ + 1 PTS that are no DTS yet
  std::optional<MediaTime> last_;
  std::size_t missing_;  // units that still come before the first known DTS
  int known_ = 0;        // known DTS that are out, counted up to 2
};

}  // namespace sw::core
