// The list of all oracles.
#pragma once

#include <memory>
#include <vector>

#include "sim/oracle/oracle.h"

namespace sw::sim {

// Every oracle there is, for one run. Both outlive them.
std::vector<std::unique_ptr<Oracle>> make_oracles(const Scenario& scenario, Verdict& verdict);

}  // namespace sw::sim
