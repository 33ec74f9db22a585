// How long a session's last fragments took to be answered, for the overload rule (design §4, backpressure).
#pragma once

#include <cstddef>
#include <vector>

#include "worker/base/units.h"
#include "worker/core/rules.h"

namespace sw::core {

class RoundTrips {
 public:
  // Of an answer, or of a time-out with its whole length. Only the last kRoundTripMemory are kept.
  void add(TimeDelta round_trip);
  void clear();
  // The lower median: of an even number the smaller of the two in the middle. Zero where there are none yet.
  TimeDelta lower_median() const { return lower_median_; }

 private:
  std::vector<TimeDelta> last_;  // oldest first
  TimeDelta lower_median_ = TimeDelta::Zero();
};

}  // namespace sw::core
