// Draws single faults of each family.
#pragma once

#include <cstddef>
#include <string>

#include "sim/explore/dice.h"
#include "sim/scenario/scenario.h"

namespace sw::sim {

// When a fault may happen, and whether it has to be over by the end of that.
struct FaultWindow {
  TimeDelta from;
  TimeDelta to;
  bool heals;
};

WorldFault draw_network_fault(const Dice& dice, const std::string& id, const FaultWindow& window);
WorldFault draw_media_fault(const Dice& dice, const std::string& id, const FaultWindow& window);
WorldFault draw_output_fault(const Dice& dice, const std::string& id, const FaultWindow& window);
WorldFault draw_local_fault(const Dice& dice, const std::string& id, const FaultWindow& window);
fakes::sts::Fault draw_sts_fault(const Dice& dice, const std::string& id, const FaultWindow& window);

// Every action once, with its usual parameters.
std::size_t world_actions();
FaultAction world_action(std::size_t index);
std::size_t sts_actions();
fakes::sts::FaultAction sts_action(std::size_t index);

}  // namespace sw::sim
