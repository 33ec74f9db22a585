// A clock that a test sets; each look moves it by one nanosecond, so that two readings differ.
#pragma once

#include <atomic>

#include "worker/ports/clock.h"

namespace sw::tests {

class ManualClock final : public ports::Clock {
 public:
  Timestamp now() const override { return Timestamp::FromNanos(nanos_++); }
  WallTime wall_now() const override { return WallTime::FromNanos(nanos_); }
  void set(Timestamp at) { nanos_ = at.nanos(); }

 private:
  mutable std::atomic<int64_t> nanos_{TimeDelta::Seconds(1000).nanos()};
};

}  // namespace sw::tests
