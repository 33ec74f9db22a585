// The clock of the machine: CLOCK_MONOTONIC for instants, the civil clock for the wire and the logs.
#pragma once

#include "worker/ports/clock.h"

namespace sw::adapters {

// Monotonic time counts from the boot of the machine, so it is above zero before any process can ask.
class SystemClock final : public ports::Clock {
 public:
  Timestamp now() const override;
  WallTime wall_now() const override;
};

}  // namespace sw::adapters
