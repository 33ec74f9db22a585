// What `check-config` prints.
#pragma once

#include <span>
#include <string>

#include "worker/app/settings.h"

namespace sw::app {

// One line per setting in force: its name, its value without credentials, and where it comes from.
std::string config_text(std::span<const EffectiveSetting> effective);

}  // namespace sw::app
