#include "sim/kernel/scheduler.h"

#include <algorithm>
#include <utility>

#include "worker/base/random.h"

namespace sw::sim {

bool Scheduler::later(const Entry& a, const Entry& b) {
  if (a.when != b.when) return a.when > b.when;
  if (a.rank != b.rank) return a.rank > b.rank;
  return a.sequence > b.sequence;
}

EventHandle Scheduler::at(Timestamp when, Task task) {
  uint32_t slot = 0;
  if (free_slots_.empty()) {
    slot = static_cast<uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    slot = free_slots_.back();
    free_slots_.pop_back();
  }
  slots_[slot].task = std::move(task);
  const uint64_t sequence = next_sequence_++;
  const uint64_t rank = order_seed_ == 0 ? 0 : keyed_draw(order_seed_, "order", 0, sequence);
  heap_.push_back({std::max(when, now_), rank, sequence, slot, slots_[slot].generation});
  std::ranges::push_heap(heap_, later);
  ++pending_;
  return {slot, slots_[slot].generation};
}

void Scheduler::cancel(EventHandle event) {
  if (event.slot >= slots_.size() || slots_[event.slot].generation != event.generation) return;
  release(event.slot);
  if (heap_.size() > kFewEvents && heap_.size() > 2 * pending_) drop_all_cancelled();
}

bool Scheduler::step() {
  drop_cancelled();
  if (heap_.empty()) return false;
  const Entry next = heap_.front();
  std::ranges::pop_heap(heap_, later);
  heap_.pop_back();
  now_ = next.when;
  const Task task = std::move(slots_[next.slot].task);
  release(next.slot);
  ++events_run_;
  task();
  return true;
}

void Scheduler::run_until(Timestamp end) {
  stopped_ = false;
  for (drop_cancelled(); !heap_.empty() && heap_.front().when <= end; drop_cancelled()) {
    step();
    if (stopped_) return;
  }
  now_ = std::max(now_, end);
}

void Scheduler::drop_cancelled() {
  while (!heap_.empty() && !is_live(heap_.front())) {
    std::ranges::pop_heap(heap_, later);
    heap_.pop_back();
  }
}

// The order of what is left does not depend on how the heap lies: no two entries are equal.
void Scheduler::drop_all_cancelled() {
  std::erase_if(heap_, [this](const Entry& entry) { return !is_live(entry); });
  std::ranges::make_heap(heap_, later);
}

void Scheduler::release(uint32_t slot) {
  slots_[slot].task = nullptr;
  ++slots_[slot].generation;
  free_slots_.push_back(slot);
  --pending_;
}

}  // namespace sw::sim
