// One observation as one line of JSON: time in nanoseconds since the start of the run, what it was, and what can be
// said of it in few words. Media and audio are told by their sizes.
#pragma once

#include <string>

#include "sim/trace/observation.h"

namespace sw::sim {

// {"t":12000000000,"on":"fragment:data","sequence_number":2,…}
std::string trace_line(Timestamp now, const Observation& observation);

}  // namespace sw::sim
