#include "sim/kernel/event_queue.h"

#include <utility>

#include "worker/base/random.h"

namespace sw::sim {

EventQueue::EventQueue(Scheduler& scheduler, HandlingTime handling) : scheduler_(scheduler), handling_(handling) {}

void EventQueue::post(ports::Event event) {
  events_.push(std::move(event));
  schedule();
}

void EventQueue::set_handler(Handler handler) {
  handler_ = std::move(handler);
  schedule();
}

void EventQueue::schedule() {
  if (scheduled_ || events_.empty() || !handler_) return;
  scheduled_ = true;
  turn_ = scheduler_.at(free_at_, [this] { hand_over(); });
}

void EventQueue::hand_over() {
  scheduled_ = false;
  if (!handler_) return;
  const Timestamp now = scheduler_.now();
  free_at_ = now + drawn_time(handling_.seed, "event.handling", 0, handled_++, handling_.max);
  handler_(now, events_.pop());
  schedule();
}

}  // namespace sw::sim
