// How late pairs became ready, and the lateness that the output aims at (design §4, playout).
//
// The lateness of a pair is the time from its place in the schedule of the first release to its being ready; a pair
// that is early has none. The target is the greatest of the last ten minutes plus kHoldMargin, and never below that of
// the first release, which is zero.
#pragma once

#include <deque>

#include "worker/base/units.h"
#include "worker/core/rules.h"

namespace sw::core {

class Lateness {
 public:
  // A pair became ready; `late` below zero is early. In the order of time.
  void add(Timestamp now, TimeDelta late);
  TimeDelta target(Timestamp now) const;

 private:
  struct Entry {
    Timestamp at;
    TimeDelta late;
  };
  std::deque<Entry> greatest_;  // each greater than those behind it
};

}  // namespace sw::core
