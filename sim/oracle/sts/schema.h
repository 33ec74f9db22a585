// Whether messages of the service keep their schemas.
#pragma once

#include "sim/trace/observation.h"

namespace sw::sim {

// Judged by the JSON Schemas; an event that has none does not. Costs some microseconds: for rare messages.
bool keeps_schema(const WireEvent& event);

}  // namespace sw::sim
