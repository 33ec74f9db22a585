#include "worker/core/fragment_tracker/round_trips.h"

#include <algorithm>

namespace sw::core {

void RoundTrips::add(TimeDelta round_trip) {
  if (last_.size() == kRoundTripMemory) last_.erase(last_.begin());
  last_.push_back(round_trip);
  std::vector<TimeDelta> sorted = last_;
  std::ranges::sort(sorted);
  lower_median_ = sorted[(sorted.size() - 1) / 2];
}

void RoundTrips::clear() {
  last_.clear();
  lower_median_ = TimeDelta::Zero();
}

}  // namespace sw::core
