// The world of the simulated arms: virtual time, which jumps to whatever is next.
#pragma once

#include <functional>
#include <utility>

#include "sim/kernel/event_queue.h"
#include "sim/kernel/scheduler.h"
#include "sim/kernel/virtual_clock.h"
#include "tests/conformance/ports/journal.h"
#include "tests/conformance/ports/loop_world.h"

namespace sw::conformance {

class SimLoop {
 public:
  SimLoop() {
    queue_.set_handler([this](Timestamp now, ports::Event&& event) {
      journal_.record(now, std::move(event));
      if (hook_) hook_(journal_.arrivals().back().event);
    });
  }

  ports::EventSink& sink() { return queue_; }
  const ports::Clock& clock() const { return clock_; }
  const Journal& journal() const { return journal_; }
  sim::Scheduler& scheduler() { return scheduler_; }

  // Gives up where nothing is left to happen.
  bool run_until(const std::function<bool()>& condition) {
    while (!condition()) {
      if (!scheduler_.step()) return condition();
    }
    return true;
  }
  void run_to(Timestamp at) { scheduler_.run_until(at); }
  void when_event(std::function<void(const ports::Event&)> hook) { hook_ = std::move(hook); }

 private:
  sim::Scheduler scheduler_{20'250'101};  // events of one instant in a drawn order
  sim::VirtualClock clock_{scheduler_};
  sim::EventQueue queue_{scheduler_};
  Journal journal_;
  std::function<void(const ports::Event&)> hook_;
};

static_assert(LoopWorld<SimLoop>);

}  // namespace sw::conformance
