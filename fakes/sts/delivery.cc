#include "fakes/sts/delivery.h"

#include <utility>

#include "fakes/sts/limits.h"
#include "worker/base/earlier.h"

namespace sw::fakes::sts {

void Delivery::send(Timestamp now, Emission result, const std::optional<WrongOrder>& wrong_order,
                    const std::optional<Duplicate>& duplicate, Emissions& out) {
  if (wrong_order && held_back_.size() < kMaxHeldFragments) {
    held_back_.push_back({std::move(result), duplicate, wrong_order->behind});
    return;
  }
  give_out(now, std::move(result), duplicate, out);
  count_down(now, out);
}

void Delivery::count_down(Timestamp now, Emissions& out) {
  for (HeldBack& held : held_back_) --held.behind;
  for (HeldBack& held : held_back_) {
    if (held.behind <= 0) give_out(now, std::move(held.result), held.duplicate, out);
  }
  std::erase_if(held_back_, [](const HeldBack& held) { return held.behind <= 0; });
}

void Delivery::release_all(Timestamp now, Emissions& out) {
  for (HeldBack& held : held_back_) give_out(now, std::move(held.result), held.duplicate, out);
  held_back_.clear();
}

void Delivery::give_out(Timestamp now, Emission result, const std::optional<Duplicate>& duplicate, Emissions& out) {
  if (duplicate && copies_.size() < kMaxHeldFragments) {
    copies_.push_back({result, duplicate->copies, duplicate->gap, now + duplicate->gap});
  }
  out.push_back(std::move(result));
  on_time(now, out);
}

void Delivery::on_time(Timestamp now, Emissions& out) {
  for (Copies& copies : copies_) {
    for (; copies.left > 0 && copies.due <= now; --copies.left, copies.due += copies.gap) out.push_back(copies.result);
  }
  std::erase_if(copies_, [](const Copies& copies) { return copies.left == 0; });
}

std::optional<Timestamp> Delivery::deadline() const {
  std::optional<Timestamp> earliest;
  for (const Copies& copies : copies_) earliest = earlier(earliest, copies.due);
  return earliest;
}

}  // namespace sw::fakes::sts
