// Failures that a client has asked for with config:error_simulation.
#pragma once

#include <vector>

#include "contracts/echo_events.h"
#include "fakes/sts/script_run.h"

namespace sw::fakes::sts {

class ErrorRules {
 public:
  // Rules that come along replace those before; `enabled` alone turns them on or off.
  contracts::ErrorSimulationAck configure(const contracts::ErrorSimulation& message);

  // The first rule that the fragment falls under; nullptr for none. "nth_fragment" n is every nth of a session.
  const contracts::SimulationRule* find(const FragmentFacts& fragment) const;

 private:
  bool enabled_ = false;
  std::vector<contracts::SimulationRule> rules_;  // at most contracts::kMaxSimulationRules
};

}  // namespace sw::fakes::sts
