// The clock and the alarm: the only way time enters the engine.
#pragma once

#include "worker/base/units.h"

namespace sw::ports {

// Ownership: the world owns it; it outlives the engine. Threads: any may call it. It never fails.
class Clock {
 public:
  virtual ~Clock() = default;
  // Monotonic time: never goes back, starts well above zero so that zero cannot pass for an instant.
  virtual Timestamp now() const = 0;
  // Civil time, for the wire and for logs only; it may jump either way.
  virtual WallTime wall_now() const = 0;
};

// The alarm rang. It carries no reason: every state machine knows its own deadline and looks at the time, so an
// alarm that was set for something since forgotten does nothing.
struct AlarmRang {};

// One alarm for one engine: the engine sets it to the earliest deadline of all its machines.
// Threads: the engine's only. It never fails.
class Alarm {
 public:
  virtual ~Alarm() = default;
  // Posts one AlarmRang at `at` or later, never earlier, never from inside this call. A time in the past rings as
  // soon as the loop is free. Setting replaces what was set before: the older one no longer rings, unless its
  // AlarmRang is already in the queue.
  virtual void set(Timestamp at) = 0;
  // Nothing rings until the next set().
  virtual void clear() = 0;
};

}  // namespace sw::ports
