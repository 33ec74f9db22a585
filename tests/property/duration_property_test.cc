#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include <array>
#include <string>

#include "worker/base/duration.h"

namespace sw::app {
namespace {

// Up to the longest that can be read: 1000 h.
rc::Gen<TimeDelta> durations() {
  constexpr int64_t kMax = int64_t{1'000} * 3'600'000'000'000;
  // Small ones too: rapidcheck draws evenly from a range, and nearly all of this one is hours.
  const auto nanos = rc::gen::oneOf(rc::gen::inRange<int64_t>(0, 2'000), rc::gen::inRange<int64_t>(0, 2'000'000'000),
                                    rc::gen::inRange<int64_t>(0, kMax + 1));
  return rc::gen::map(nanos, [](int64_t ns) { return TimeDelta::Nanos(ns); });
}

// In nanoseconds; a text that cannot be read fails the property.
int64_t read(const std::string& text) {
  const auto duration = parse_duration(text);
  RC_ASSERT(duration.has_value());
  return duration->nanos();
}

RC_GTEST_PROP(DurationProperty, IsReadBackAsItIsWritten, ()) {
  const TimeDelta duration = *durations();
  RC_ASSERT(read(duration_text(duration)) == duration.nanos());
}

RC_GTEST_PROP(DurationProperty, SumOfPartsInAnyOrder, ()) {
  const auto hours = *rc::gen::inRange(0, 900), minutes = *rc::gen::inRange(0, 60),
             millis = *rc::gen::inRange(0, 1'000);
  const TimeDelta sum = TimeDelta::Minutes(int64_t{hours} * 60 + minutes) + TimeDelta::Millis(millis);
  const std::array<std::string, 3> parts{std::to_string(hours) + "h", std::to_string(minutes) + "m",
                                         std::to_string(millis) + "ms"};
  RC_ASSERT(read(parts[0] + parts[1] + parts[2]) == sum.nanos());
  RC_ASSERT(read(parts[2] + parts[0] + parts[1]) == sum.nanos());
}

RC_GTEST_PROP(DurationProperty, FractionIsTheSameNumberOfASmallerUnit, ()) {
  const auto millis = *rc::gen::inRange(0, 100'000'000);
  const std::string digits = std::to_string(1'000 + millis % 1'000).substr(1);
  const std::string seconds = std::to_string(millis / 1'000) + "." + digits + "s";
  RC_ASSERT(read(seconds) == read(std::to_string(millis) + "ms"));
}

RC_GTEST_PROP(DurationProperty, AnyTextIsReadOrRefused, (const std::string& text)) {
  const auto duration = parse_duration(text);
  const bool sound = duration ? *duration >= TimeDelta::Zero() : !duration.error().empty();
  RC_ASSERT(sound);
}

}  // namespace
}  // namespace sw::app
