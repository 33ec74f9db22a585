// The oracles of the STS side.
#pragma once

#include <memory>
#include <vector>

#include "sim/oracle/oracle.h"

namespace sw::sim {

void append_sts_oracles(const Scenario& scenario, Verdict& verdict, std::vector<std::unique_ptr<Oracle>>& oracles);

}  // namespace sw::sim
