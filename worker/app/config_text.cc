#include "worker/app/config_text.h"

#include <algorithm>
#include <array>

namespace sw::app {
namespace {

// By SettingSource.
constexpr std::array<std::string_view, 3> kSourceNames{"default", "environment", "flag"};

}  // namespace

std::string config_text(std::span<const EffectiveSetting> effective) {
  std::size_t width = 0;
  for (const auto& setting : effective) width = std::max(width, setting.flag.size());
  std::string text;
  for (const auto& setting : effective) {
    text.append(setting.flag).append(width - setting.flag.size(), ' ').append(" = ").append(setting.value);
    text.append("  (").append(kSourceNames.at(static_cast<std::size_t>(setting.source))).append(")\n");
  }
  return text;
}

}  // namespace sw::app
