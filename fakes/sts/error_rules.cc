#include "fakes/sts/error_rules.h"

#include <algorithm>

namespace sw::fakes::sts {
namespace {

using contracts::SimulationRule;
using contracts::SimulationTrigger;

// A value of the wrong kind for its trigger picks nothing (contracts/echo_events.h).
bool applies(const SimulationRule& rule, const FragmentFacts& fragment) {
  const auto* number = std::get_if<int64_t>(&rule.value);
  const auto* text = std::get_if<std::string>(&rule.value);
  switch (rule.trigger) {
    case SimulationTrigger::kSequenceNumber:
      return number != nullptr && *number == fragment.sequence_number;
    case SimulationTrigger::kFragmentId:
      return text != nullptr && *text == fragment.fragment_id;
    case SimulationTrigger::kNthFragment:
      return number != nullptr && *number > 0 && fragment.nth % *number == 0;
  }
  return false;
}

}  // namespace

contracts::ErrorSimulationAck ErrorRules::configure(const contracts::ErrorSimulation& message) {
  enabled_ = message.enabled;
  if (message.rules) rules_ = *message.rules;
  contracts::ErrorSimulationAck ack;
  ack.rules_count = static_cast<int64_t>(rules_.size());
  return ack;
}

const SimulationRule* ErrorRules::find(const FragmentFacts& fragment) const {
  if (!enabled_) return nullptr;
  const auto found =
      std::find_if(rules_.begin(), rules_.end(), [&](const SimulationRule& rule) { return applies(rule, fragment); });
  return found == rules_.end() ? nullptr : &*found;
}

}  // namespace sw::fakes::sts
