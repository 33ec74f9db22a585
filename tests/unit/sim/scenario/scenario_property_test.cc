#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include "sim/scenario/scenario_reader.h"
#include "sim/scenario/scenario_writer.h"
#include "tests/unit/sim/scenario/filled.h"
#include "tests/unit/sim/scenario/flat.h"

namespace sw::sim {
namespace {

RC_GTEST_PROP(ScenarioProperty, WhatIsWrittenIsReadAsTheSame, (uint64_t seed)) {
  const Scenario scenario = filled_scenario(seed);
  const std::string text = to_json(scenario);
  const auto read = read_scenario_text(text);
  RC_ASSERT(read.has_value());
  RC_ASSERT(flat(*read) == flat(scenario));
  RC_ASSERT(to_json(*read) == text);
}

RC_GTEST_PROP(ScenarioProperty, AnyTextIsReadOrRefusedInOneLine, (const std::string& text)) {
  const auto read = read_scenario_text(text);
  RC_ASSERT((read.has_value() || read.error().find('\n') == std::string::npos));
}

// One byte of a scenario is another: it is still one, or it is refused with a reason.
RC_GTEST_PROP(ScenarioProperty, AnyChangedByteIsReadOrRefused, (uint64_t seed, uint8_t byte)) {
  std::string text = to_json(filled_scenario(seed));
  text[keyed_draw(seed, "place", 0, 0) % text.size()] = static_cast<char>(byte);
  const auto read = read_scenario_text(text);
  if (read) RC_ASSERT(read_scenario_text(to_json(*read)).has_value());
  if (!read) RC_ASSERT((!read.error().empty() && read.error().find('\n') == std::string::npos));
}

}  // namespace
}  // namespace sw::sim
