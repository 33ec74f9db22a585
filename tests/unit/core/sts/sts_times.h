// Times for the tests of the STS side: all counted from one start well above zero.
#pragma once

#include <ostream>

#include "worker/base/units.h"

namespace sw {

// How a failed comparison shows times.
inline void PrintTo(TimeDelta delta, std::ostream* out) { *out << delta.nanos() << " ns"; }
inline void PrintTo(Timestamp time, std::ostream* out) { *out << "t = " << time.nanos() << " ns"; }

namespace core {

inline constexpr Timestamp kStart = Timestamp::FromSeconds(1000);
inline constexpr TimeDelta kNano = TimeDelta::Nanos(1);

constexpr TimeDelta s(int64_t n) { return TimeDelta::Seconds(n); }
constexpr TimeDelta ms(int64_t n) { return TimeDelta::Millis(n); }
// An instant, as its distance from the start.
constexpr Timestamp at(TimeDelta since_start) { return kStart + since_start; }

}  // namespace core
}  // namespace sw
