// Reading single fields of what was observed.
#pragma once

#include <string_view>

#include "fakes/wire/fields.h"
#include "sim/trace/observation.h"

namespace sw::sim {

// The stream of every run (sim/world/run.cc).
inline constexpr std::string_view kStreamId = "sim";

using fakes::wire::flag_field;
using fakes::wire::integer_field;
using fakes::wire::text_field;

// A text field of a log line; empty where it is absent.
inline std::string_view text_field(const Logged& line, std::string_view name) {
  for (const ports::Field& field : line.fields) {
    const auto* text = std::get_if<std::string_view>(&field.value);
    if (field.name == name && text != nullptr) return *text;
  }
  return {};
}

}  // namespace sw::sim
