// Values as an oracle says them.
#pragma once

#include <cstdio>
#include <string>

#include "sim/kernel/scheduler.h"
#include "worker/base/media.h"

namespace sw::sim {

// "1.500000000 s".
inline std::string said(TimeDelta time) {
  char text[40];
  std::snprintf(text, sizeof text, "%.9f s", time.seconds());
  return text;
}
inline std::string said(MediaTime time) { return said(time - MediaTime::FromNanos(0)); }
inline std::string said(Timestamp time) { return said(time - kSimulationStart); }
inline std::string said(Track track) { return track == Track::kVideo ? "video" : "audio"; }

}  // namespace sw::sim
