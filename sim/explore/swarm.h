// Swarm exploration: a seed picks which families of faults are on and how strong, and writes a concrete scenario. Most
// are small and cheap; one in a hundred has the size of a real stream. A third of them heals in time, so that
// liveness can be demanded.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/scenario/scenario.h"

namespace sw::sim {

Scenario draw_scenario(uint64_t seed);

// The exhaustive sweep: every single fault there is, at several moments of an otherwise quiet stream.
std::size_t sweep_size();
Scenario sweep_scenario(std::size_t index);  // below sweep_size()

}  // namespace sw::sim
