// What a scenario must keep beyond the ranges of its fields: what could not happen as it is written is a mistake.
#pragma once

#include <optional>

#include "contracts/parse_error.h"
#include "sim/scenario/scenario.h"

namespace sw::sim {

// The first thing that is wrong, with the JSON pointer of its place; none where all is right.
std::optional<contracts::ParseError> scenario_problem(const Scenario& scenario);

}  // namespace sw::sim
