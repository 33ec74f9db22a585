#include "worker/core/playout/lateness.h"

#include <algorithm>

namespace sw::core {

void Lateness::add(Timestamp now, TimeDelta late) {
  while (!greatest_.empty() && greatest_.back().late <= late) greatest_.pop_back();
  greatest_.push_back({now, late});
  while (now - greatest_.front().at > kLatenessMemory) greatest_.pop_front();
}

TimeDelta Lateness::target(Timestamp now) const {
  for (const Entry& entry : greatest_) {
    if (now - entry.at <= kLatenessMemory) return std::max(TimeDelta::Zero(), entry.late + kHoldMargin);
  }
  return TimeDelta::Zero();
}

}  // namespace sw::core
