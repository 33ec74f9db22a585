// The settings of a deployed worker (spec 013), resolved: flag, then environment, then default.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "worker/adapters/spdlog/structured_log.h"
#include "worker/base/expected.h"
#include "worker/engine/settings.h"

namespace sw::app {

struct AppSettings {
  engine::WorkerSettings worker;
  adapters::LogSettings log;
  std::string metrics_host;
  uint16_t metrics_port;  // 0: any free one
};

enum class SettingSource : uint8_t { kDefault, kEnvironment, kFlag };

// One setting as it is in force, for check-config. `value` holds no credentials.
struct EffectiveSetting {
  std::string_view flag;
  std::string value;
  SettingSource source;
};

struct ResolvedSettings {
  AppSettings settings;
  std::vector<EffectiveSetting> effective;  // in the order of the table
};

// Values given as flags, by flag name without dashes.
using FlagValues = std::map<std::string, std::string, std::less<>>;
// The value of an environment variable, nothing where it is not set. An empty one counts as not set.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;
// An identifier of at most 64 characters for RUN_ID and INSTANCE_ID where none is given.
using IdSource = std::function<std::string(std::string_view flag)>;

// All settings, or one line for each that is wrong: its name as it was given, its value without credentials, and what
// is allowed. Touches nothing outside.
expected<ResolvedSettings, std::vector<std::string>> resolve_settings(const FlagValues& flags,
                                                                      const Environment& environment,
                                                                      const IdSource& make_id);

// The reason why segments cannot be written below `dir`, empty when they can. Creates the folder.
std::string segment_dir_problem(const std::string& dir);

}  // namespace sw::app
