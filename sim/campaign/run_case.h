// Runs one scenario of a campaign with everything that watches it.
#pragma once

#include <cstdint>

#include "sim/campaign/case_result.h"
#include "sim/scenario/scenario.h"

namespace sw::sim {

// `twice`: run again, and held to give the same.
CaseResult run_case(uint64_t index, const Scenario& scenario, bool twice);

// Where two runs of a scenario part, from two more of them that keep a hash of each step.
CaseFailure explain_mismatch(const Scenario& scenario);

}  // namespace sw::sim
