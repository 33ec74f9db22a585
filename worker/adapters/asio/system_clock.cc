#include "worker/adapters/asio/system_clock.h"

#include <chrono>

namespace sw::adapters {
namespace {

template <class TimePoint>
int64_t nanos_since_epoch(TimePoint point) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(point.time_since_epoch()).count();
}

}  // namespace

Timestamp SystemClock::now() const { return Timestamp::FromNanos(nanos_since_epoch(std::chrono::steady_clock::now())); }

WallTime SystemClock::wall_now() const {
  return WallTime::FromNanos(nanos_since_epoch(std::chrono::system_clock::now()));
}

}  // namespace sw::adapters
