// Virtual time. The scheduling contract:
//   1. Time never goes back and moves only by running events: nothing here looks at a clock.
//   2. Events run in the order of their instants. Those of one instant run in the order of their ranks, then in the
//      order in which they were scheduled. Without an order seed every rank is zero; with one, ranks are drawn, so that
//      nothing may rely on the order of independent events. Whoever needs an order among its own events (bytes of one
//      link) keeps a queue and schedules one at a time.
//   3. An event scheduled for the past runs at the present instant, never inside the call that schedules it.
//   4. A cancelled event does not run; cancelling one that ran, or was cancelled, does nothing.
//      It takes no room for longer than others wait: of all that is held, about half is still to run (held()).
//   5. Time starts at kSimulationStart, above zero, so that zero cannot pass for an instant.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "worker/base/units.h"

namespace sw::sim {

inline constexpr Timestamp kSimulationStart = Timestamp::FromSeconds(1000);
// So few that cancelled ones among them are not worth a search.
inline constexpr std::size_t kFewEvents = 256;

// An event that was scheduled. A default one is none: cancelling it does nothing.
struct EventHandle {
  uint32_t slot = UINT32_MAX;
  uint32_t generation = 0;
};

class Scheduler {
 public:
  using Task = std::function<void()>;

  // `order_seed`: draws the ranks of events of one instant; zero leaves them in the order of scheduling.
  explicit Scheduler(uint64_t order_seed = 0) : order_seed_(order_seed) {}
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  Timestamp now() const { return now_; }
  EventHandle at(Timestamp when, Task task);
  EventHandle after(TimeDelta delay, Task task) { return at(now_ + delay, std::move(task)); }
  void cancel(EventHandle event);

  // Runs the next event; false where none is left.
  bool step();
  // Runs what is due up to `end`, then moves the time there; stops early, at the present instant, after stop().
  void run_until(Timestamp end);
  // Ends run_until() behind the running event.
  void stop() { stopped_ = true; }

  uint64_t events_run() const { return events_run_; }
  std::size_t pending() const { return pending_; }
  // Events in memory, cancelled ones among them: at most twice pending(), or kFewEvents.
  std::size_t held() const { return heap_.size(); }

 private:
  struct Entry {
    Timestamp when;
    uint64_t rank;
    uint64_t sequence;
    uint32_t slot;
    uint32_t generation;
  };
  struct Slot {
    Task task;
    uint32_t generation = 0;
  };
  static bool later(const Entry& a, const Entry& b);
  bool is_live(const Entry& entry) const { return slots_[entry.slot].generation == entry.generation; }
  void drop_cancelled();
  void drop_all_cancelled();
  void release(uint32_t slot);

  uint64_t order_seed_;
  Timestamp now_ = kSimulationStart;
  uint64_t next_sequence_ = 0;
  uint64_t events_run_ = 0;
  std::size_t pending_ = 0;
  bool stopped_ = false;
  std::vector<Entry> heap_;
  std::vector<Slot> slots_;
  std::vector<uint32_t> free_slots_;
};

}  // namespace sw::sim
