// When the output wants a segment: what the machines that decide about sending need to know of playout.
#pragma once

#include "worker/base/units.h"
#include "worker/core/fragment_tracker/fragment.h"

namespace sw::core {

// Owned by whoever paces the output; it outlives the machines that ask.
class DueSchedule {
 public:
  virtual ~DueSchedule() = default;
  // `segment` is closed and not over. Before the first release: the time of its close.
  virtual Timestamp due(SegmentNumber segment) const = 0;
};

}  // namespace sw::core
