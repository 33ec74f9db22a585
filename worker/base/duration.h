// Durations as operators write them (spec 013: Go style).
#pragma once

#include <string>
#include <string_view>

#include "worker/base/expected.h"
#include "worker/base/units.h"

namespace sw {

// "250ms", "6s", "1m30s", "1.5h", "0": one or more decimal numbers, each with a unit of ns, us, ms, s, m or h. No sign.
// The error is the reason (static text).
expected<TimeDelta, std::string_view> parse_duration(std::string_view text);

// The same form, exact: parse_duration(duration_text(d)) == d for every d >= 0.
std::string duration_text(TimeDelta duration);

// The same with a '-' in front where it is below zero.
std::string signed_duration_text(TimeDelta duration);

}  // namespace sw
