// The world of the real arms: the loop of production on the machine's clock.
#pragma once

#include <functional>

#include "tests/conformance/ports/journal.h"
#include "tests/conformance/ports/loop_world.h"
#include "worker/adapters/asio/event_loop.h"
#include "worker/adapters/asio/system_clock.h"

namespace sw::conformance {

class RealLoop {
 public:
  ports::EventSink& sink() { return loop_; }
  const ports::Clock& clock() const { return clock_; }
  const Journal& journal() const { return journal_; }
  adapters::EventLoop& loop() { return loop_; }

  bool run_until(const std::function<bool()>& condition);
  void run_to(Timestamp at);
  void when_event(std::function<void(const ports::Event&)> hook) { hook_ = std::move(hook); }

 private:
  adapters::SystemClock clock_;
  adapters::EventLoop loop_{clock_};
  Journal journal_;
  std::function<void(const ports::Event&)> hook_;
};

static_assert(LoopWorld<RealLoop>);

}  // namespace sw::conformance
