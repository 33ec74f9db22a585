// The rules of the examination, in the order in which they are tried.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "fakes/conformance/sts/step.h"

namespace sw::fakes::conformance {

struct Rule {
  std::string_view name;    // "fragment/sequence-gap"
  std::string_view claim;   // what holds of a service that passes
  std::string_view clause;  // schema, spec or protocol
  Script (*script)();
};

// Of all services.
std::span<const Rule> connection_rules();
std::span<const Rule> stream_rules();
std::span<const Rule> fragment_rules();
std::span<const Rule> refusal_rules();
std::span<const Rule> end_rules();
std::span<const Rule> flow_rules();
std::span<const Rule> endurance_rules();
// Of an Echo STS alone: their names begin with "echo/".
std::span<const Rule> echo_rules();
std::span<const Rule> echo_extension_rules();

std::vector<Rule> all_rules();

}  // namespace sw::fakes::conformance
