// The clock of a simulated world: the scheduler's time, and a civil time that starts at a fixed date.
#pragma once

#include "sim/kernel/scheduler.h"
#include "worker/ports/clock.h"

namespace sw::sim {

// Civil time at kSimulationStart: 2025-01-01T00:00:00Z.
inline constexpr WallTime kSimulationDate = WallTime::FromSeconds(1'735'689'600);

class VirtualClock final : public ports::Clock {
 public:
  // `scheduler` outlives the clock.
  explicit VirtualClock(const Scheduler& scheduler) : scheduler_(scheduler) {}

  Timestamp now() const override { return scheduler_.now(); }
  WallTime wall_now() const override { return kSimulationDate + (now() - kSimulationStart) + wall_shift_; }

  // Fault: somebody sets the civil clock forward or back by so much. Monotonic time does not notice.
  void jump_wall(TimeDelta by) { wall_shift_ += by; }

 private:
  const Scheduler& scheduler_;
  TimeDelta wall_shift_ = TimeDelta::Zero();
};

}  // namespace sw::sim
