#include "worker/core/supervisor/held_media.h"

namespace sw::core {

bool HeldMedia::add(const PayloadRef& payload) {
  if (payload == nullptr) return true;
  while (!units_.empty() && units_.front().payload.expired()) {
    bytes_ -= units_.front().bytes;
    units_.pop_front();
  }
  units_.push_back({payload, payload->size()});
  bytes_ += payload->size();
  if (is_too_much()) forget_all_that_are_gone();
  return !is_too_much();
}

// One that lives long, such as a picture for filler, may stand before many that are gone.
void HeldMedia::forget_all_that_are_gone() {
  std::erase_if(units_, [](const Unit& unit) { return unit.payload.expired(); });
  bytes_ = 0;
  for (const Unit& unit : units_) bytes_ += unit.bytes;
}

}  // namespace sw::core
