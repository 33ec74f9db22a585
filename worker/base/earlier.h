// Deadlines that may be absent.
#pragma once

#include <optional>

#include "worker/base/units.h"

namespace sw {

// The earlier of two instants; the other one where one is absent.
inline std::optional<Timestamp> earlier(std::optional<Timestamp> a, std::optional<Timestamp> b) {
  if (!a || !b) return a ? a : b;
  return *b < *a ? b : a;
}

}  // namespace sw
