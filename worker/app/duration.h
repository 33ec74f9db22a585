// Durations of settings are those of everything else that people write: worker/base/duration.h.
#pragma once

#include "worker/base/duration.h"

namespace sw::app {

using sw::duration_text;
using sw::parse_duration;

}  // namespace sw::app
