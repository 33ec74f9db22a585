// The alarm of a simulated world: rings exactly at its time, or, where lateness is allowed, up to so much later.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/kernel/scheduler.h"
#include "worker/ports/event.h"

namespace sw::sim {

// How late a timer may fire. Each set() draws its own lateness in 0 … max from "alarm.late".
struct AlarmLateness {
  uint64_t seed = 0;
  TimeDelta max = TimeDelta::Zero();
};

class VirtualAlarm final : public ports::Alarm {
 public:
  // `scheduler` and `sink` outlive the alarm.
  VirtualAlarm(Scheduler& scheduler, ports::EventSink& sink, AlarmLateness lateness = {});
  ~VirtualAlarm() override { clear(); }
  VirtualAlarm(const VirtualAlarm&) = delete;
  VirtualAlarm& operator=(const VirtualAlarm&) = delete;

  // Setting the time that is set already costs nothing and keeps its lateness.
  void set(Timestamp at) override;
  void clear() override;

 private:
  void ring();

  Scheduler& scheduler_;
  ports::EventSink& sink_;
  AlarmLateness lateness_;
  uint64_t draws_ = 0;
  std::optional<Timestamp> set_for_;
  EventHandle event_;
};

}  // namespace sw::sim
