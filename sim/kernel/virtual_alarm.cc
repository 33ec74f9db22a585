#include "sim/kernel/virtual_alarm.h"

#include <limits>

#include "worker/base/random.h"

namespace sw::sim {
namespace {

constexpr Timestamp kEndOfTime = Timestamp::FromNanos(std::numeric_limits<int64_t>::max());

}  // namespace

VirtualAlarm::VirtualAlarm(Scheduler& scheduler, ports::EventSink& sink, AlarmLateness lateness)
    : scheduler_(scheduler), sink_(sink), lateness_(lateness) {}

void VirtualAlarm::set(Timestamp at) {
  if (set_for_ == at) return;
  clear();
  set_for_ = at;
  const Timestamp rings = at + drawn_time(lateness_.seed, "alarm.late", 0, draws_++, lateness_.max);
  if (rings < kEndOfTime) event_ = scheduler_.at(rings, [this] { ring(); });
}

void VirtualAlarm::clear() {
  if (!set_for_) return;
  scheduler_.cancel(event_);
  event_ = {};
  set_for_.reset();
}

void VirtualAlarm::ring() {
  set_for_.reset();
  event_ = {};
  sink_.post(ports::AlarmRang{});
}

}  // namespace sw::sim
