// How much of the input's media is held: in an open segment, behind a hold, for an output that is not up yet. Rules
// bound that in time alone, and what a source sends in a time is its own choice: this bounds the bytes.
//
// A unit counts for as long as its payload lives, whoever keeps it. Payloads go in about the order in which they came,
// so that looking at the oldest is enough; only when that says too much are all of them looked at.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>

#include "worker/base/media.h"

namespace sw::core {

// More is no live stream that this worker could carry: over a minute of 100 Mbit/s beyond all that is usual.
inline constexpr std::size_t kMaxHeldMediaBytes = std::size_t{1} << 30;
// Five minutes of 400 units a second: tiny units cost more than their bytes.
inline constexpr std::size_t kMaxHeldMediaUnits = 128 * 1024;

class HeldMedia {
 public:
  // Takes note of a unit of the input. False where more than either limit is held with it: the worker must end.
  bool add(const PayloadRef& payload);

 private:
  struct Unit {
    std::weak_ptr<const Payload> payload;
    std::size_t bytes;
  };

  bool is_too_much() const { return bytes_ > kMaxHeldMediaBytes || units_.size() > kMaxHeldMediaUnits; }
  void forget_all_that_are_gone();

  std::deque<Unit> units_;
  std::size_t bytes_ = 0;
};

}  // namespace sw::core
