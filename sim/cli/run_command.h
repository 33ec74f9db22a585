// `stream-worker sim run SCENARIO.json`: one scenario, judged by all oracles and held to what it expects.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/scenario/scenario.h"

namespace sw::sim {

struct RunOptions {
  std::string file;
  std::optional<uint64_t> seed = {};  // in place of the scenario's
  std::string trace;                  // a file for its trace; empty: none
};

int execute_run(const RunOptions& options);
// The same for a scenario that is there already. `again`: the command that repeats this.
int report_run(const Scenario& scenario, const std::string& trace, const std::string& again);

}  // namespace sw::sim
