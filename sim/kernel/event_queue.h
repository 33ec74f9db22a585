// The loop of a simulated world: events that are posted are handed to one handler, one at a time, in the order of
// posting, by the scheduler and never from inside post(). Each costs one scheduler event at the present instant, so
// that other events of that instant may come between.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "sim/kernel/fifo.h"
#include "sim/kernel/scheduler.h"
#include "worker/ports/event.h"

namespace sw::sim {

// How long the handler of an event may take: the next event is handed over only then. Drawn for each event in 0 … max
// from "event.handling".
struct HandlingTime {
  uint64_t seed = 0;
  TimeDelta max = TimeDelta::Zero();
};

class EventQueue final : public ports::EventSink {
 public:
  using Handler = std::function<void(Timestamp now, ports::Event&& event)>;

  // `scheduler` outlives the queue.
  explicit EventQueue(Scheduler& scheduler, HandlingTime handling = {});
  ~EventQueue() override { scheduler_.cancel(turn_); }
  EventQueue(const EventQueue&) = delete;
  EventQueue& operator=(const EventQueue&) = delete;

  void post(ports::Event event) override;

  // Who gets the events from now on; without a handler they wait.
  void set_handler(Handler handler);

  std::size_t waiting() const { return events_.size(); }

 private:
  void schedule();
  void hand_over();

  Scheduler& scheduler_;
  HandlingTime handling_;
  Handler handler_;
  Fifo<ports::Event> events_;
  bool scheduled_ = false;
  EventHandle turn_;
  Timestamp free_at_ = kSimulationStart;  // the handler is busy until then
  uint64_t handled_ = 0;
};

}  // namespace sw::sim
