// Settings as somebody gives them, for tests: flags and variables on one line, one call to resolve them.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "worker/app/settings.h"

namespace sw::app {

struct GivenSettings {
  FlagValues flags{{"stream-id", "test"}};
  std::map<std::string, std::string, std::less<>> variables;

  expected<ResolvedSettings, std::vector<std::string>> resolve() const {
    const auto environment = [this](std::string_view name) {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional<std::string>(found->second);
    };
    return resolve_settings(flags, environment, [](std::string_view flag) { return "made-" + std::string(flag); });
  }
};

inline GivenSettings with_flag(std::string_view flag, std::string_view value) {
  GivenSettings given;
  given.flags.insert_or_assign(std::string(flag), std::string(value));
  return given;
}

inline GivenSettings with_variable(std::string_view name, std::string_view value) {
  GivenSettings given;
  given.variables.emplace(name, value);
  return given;
}

// The settings; a test that gets none fails.
inline ResolvedSettings accepted(const GivenSettings& given) {
  auto resolved = given.resolve();
  if (!resolved) throw std::runtime_error("refused: " + resolved.error().front());
  return *std::move(resolved);
}

// All complaints, in order; empty when there are none.
inline std::vector<std::string> complaints(const GivenSettings& given) {
  auto resolved = given.resolve();
  return resolved ? std::vector<std::string>() : std::move(resolved.error());
}

// The value in force under a flag's name, and where it comes from; a test that asks for one that is unset fails.
inline EffectiveSetting effective(const ResolvedSettings& resolved, std::string_view flag) {
  for (const auto& setting : resolved.effective) {
    if (setting.flag == flag) return setting;
  }
  throw std::runtime_error("nothing in force for " + std::string(flag));
}

}  // namespace sw::app
