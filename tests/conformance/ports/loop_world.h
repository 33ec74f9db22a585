// What every suite asks of the world that it runs in. A real world lets time pass; a simulated one jumps.
#pragma once

#include <concepts>
#include <functional>

#include "tests/conformance/ports/journal.h"
#include "worker/ports/clock.h"
#include "worker/ports/event.h"

namespace sw::conformance {

// run_until(condition): runs the loop until the condition holds, tested after every event and while nothing happens;
//   false when that takes longer than the world's patience (a real one: 30 s, met only by a failing test).
// run_to(at): runs the loop until the clock shows `at`.
// when_event(hook): the hook sees each event after the journal does.
template <class T>
concept LoopWorld = requires(T world, std::function<bool()> condition, std::function<void(const ports::Event&)> hook,
                             Timestamp at) {
  { world.sink() } -> std::same_as<ports::EventSink&>;
  { world.clock() } -> std::same_as<const ports::Clock&>;
  { world.journal() } -> std::same_as<const Journal&>;
  { world.run_until(condition) } -> std::same_as<bool>;
  world.run_to(at);
  world.when_event(hook);
};

}  // namespace sw::conformance
