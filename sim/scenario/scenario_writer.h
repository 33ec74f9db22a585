// The JSON form of a scenario, as scenario_reader.h reads it: what differs from default_scenario(), compact. Reading
// what was written gives the same scenario.
#pragma once

#include <string>

#include "sim/scenario/scenario.h"

namespace sw::sim {

std::string to_json(const Scenario& scenario);
// The same for people: over several lines, as the files of tests/scenario are, with a line feed at the end.
std::string to_readable_json(const Scenario& scenario);
// Any JSON of ours in that form.
std::string readable_json(const std::string& json);

}  // namespace sw::sim
