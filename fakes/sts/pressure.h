// When a session warns of too many fragments in flight, and when it says that the warning is over.
#pragma once

#include <cstdint>
#include <optional>

#include "contracts/fragment_events.h"
#include "fakes/sts/settings.h"

namespace sw::fakes::sts {

struct Load {
  int64_t inflight;
  int64_t queued;
};

// The messages lack the stream id, which is the caller's to fill in.
class Pressure {
 public:
  // `confirmed`: the max_inflight of stream:ready.
  Pressure(const PressureSettings& settings, int64_t confirmed);

  // A fragment was accepted: a warning for each that is too many.
  std::optional<contracts::Backpressure> on_fragment(Load load);
  // Something has left.
  std::optional<contracts::Backpressure> on_release(Load load);

 private:
  std::optional<contracts::Backpressure> all_clear(Load load);

  PressureSettings settings_;
  int64_t threshold_;
  bool warned_ = false;
};

}  // namespace sw::fakes::sts
