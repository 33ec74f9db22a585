// The JSON Schema (draft 7) of scenario files, carried in the binary. What it cannot say, such as the ranges of
// durations and which events exist, the reader does (scenario_reader.h).
#pragma once

#include <string_view>

namespace sw::sim {

std::string_view scenario_schema_text();

}  // namespace sw::sim
