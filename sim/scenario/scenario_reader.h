// Reads a scenario from its JSON form (docs/SCENARIOS.md). Strict: an unknown field, a value out of range or of another
// type, and a null are refused with their JSON pointer, so that no typing error makes a fault vanish.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <string_view>

#include "contracts/parse_error.h"
#include "sim/scenario/scenario.h"
#include "worker/base/expected.h"

namespace sw::sim {

// The scenario of which `value` says what differs from default_scenario().
expected<Scenario, contracts::ParseError> read_scenario(const rapidjson::Value& value);
// The same from text of at most kMaxScenarioBytes; the error is one line.
expected<Scenario, std::string> read_scenario_text(std::string_view text);

// What a scenario file that says nothing means: a plain live stream of 10 frames a second with a GOP of 2 s and 16 kHz
// mono in frames of 60 ms, whose first IDR and first sample are captured at 1 s, each unit sent on its own, and an STS
// that answers at once. Chosen for arithmetic: every 6 s boundary is one of both tracks.
Scenario default_scenario();

}  // namespace sw::sim
