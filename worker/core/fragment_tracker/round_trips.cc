#include "worker/core/fragment_tracker/round_trips.h"

#include <algorithm>

namespace sw::core {

void RoundTrips::add(TimeDelta round_trip) {
  if (last_.size() == kRoundTripMemory) last_.erase(last_.begin());
  last_.push_back(round_trip);
}

TimeDelta RoundTrips::lower_median() const {
  if (last_.empty()) return TimeDelta::Zero();
  std::vector<TimeDelta> sorted = last_;
  std::ranges::sort(sorted);
  return sorted[(sorted.size() - 1) / 2];
}

}  // namespace sw::core
