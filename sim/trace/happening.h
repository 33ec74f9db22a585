// What people call what was observed: the names of traces and of a scenario's expectations.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/trace/observation.h"

namespace sw::sim {

struct Happening {
  std::string name;                   // docs/SCENARIOS.md lists them
  std::optional<int64_t> batch = {};  // the segment that it is about
};

// None for what has no name of its own: bytes, media, most log lines, gauges that move all the time.
std::optional<Happening> happening_of(const Observation& observation);

// Whether this can ever be the name of a happening, or of what ExpectationWatch sees beyond them; "fault.ID" and
// "healed.ID" apart, which only a scenario knows.
bool is_happening(std::string_view name);

}  // namespace sw::sim
