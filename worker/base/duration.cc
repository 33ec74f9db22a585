#include "worker/base/duration.h"

#include <array>
#include <charconv>
#include <cstdint>

namespace sw {
namespace {

struct Unit {
  std::string_view name;
  int64_t nanos;
};
// Longer names first where one begins with another.
constexpr std::array<Unit, 6> kUnits{{{"ms", 1'000'000},
                                      {"ns", 1},
                                      {"us", 1'000},
                                      {"h", 3'600'000'000'000},
                                      {"m", 60'000'000'000},
                                      {"s", 1'000'000'000}}};
constexpr std::string_view kBadForm = "is no duration such as 250ms, 6s or 1m30s";
constexpr std::string_view kTooLong = "is too long";
// More than any setting allows, and far from overflow.
constexpr int64_t kMaxNanos = 1'000 * kUnits[3].nanos;

const Unit* unit_at_start(std::string_view text) {
  for (const Unit& unit : kUnits) {
    if (text.starts_with(unit.name)) return &unit;
  }
  return nullptr;
}

std::string_view take_digits(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && text[length] >= '0' && text[length] <= '9') ++length;
  const std::string_view digits = text.substr(0, length);
  text.remove_prefix(length);
  return digits;
}

// The value of `digits` after the decimal point of a number in `unit`, in nanoseconds; digits below one are dropped.
int64_t fraction_nanos(std::string_view digits, int64_t unit) {
  int64_t nanos = 0;
  for (const char digit : digits) {
    unit /= 10;
    nanos += unit * (digit - '0');
  }
  return nanos;
}

// One number with its unit, taken off the start of `text`.
expected<int64_t, std::string_view> take_part(std::string_view& text) {
  const std::string_view whole = take_digits(text);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits(text);
  }
  const Unit* unit = unit_at_start(text);
  if (unit == nullptr || (whole.empty() && fraction.empty())) return unexpected(kBadForm);
  text.remove_prefix(unit->name.size());
  int64_t count = 0;
  const bool fits =
      whole.empty() || std::from_chars(whole.data(), whole.data() + whole.size(), count).ec == std::errc();
  if (!fits || count > kMaxNanos / unit->nanos) return unexpected(kTooLong);
  return count * unit->nanos + fraction_nanos(fraction, unit->nanos);
}

}  // namespace

expected<TimeDelta, std::string_view> parse_duration(std::string_view text) {
  if (text == "0") return TimeDelta::Zero();
  if (text.empty()) return unexpected(kBadForm);
  int64_t total = 0;
  while (!text.empty()) {
    const auto part = take_part(text);
    if (!part) return unexpected(part.error());
    total += *part;
    if (total > kMaxNanos) return unexpected(kTooLong);
  }
  return TimeDelta::Nanos(total);
}

std::string duration_text(TimeDelta duration) {
  static constexpr std::array<Unit, 6> kLargestFirst{kUnits[3], kUnits[4], kUnits[5], kUnits[0], kUnits[2], kUnits[1]};
  int64_t rest = duration.nanos();
  if (rest == 0) return "0";
  std::string text;
  for (const Unit& unit : kLargestFirst) {
    if (rest >= unit.nanos) text += std::to_string(rest / unit.nanos) + std::string(unit.name);
    rest %= unit.nanos;
  }
  return text;
}

std::string signed_duration_text(TimeDelta duration) {
  return duration < TimeDelta::Zero() ? "-" + duration_text(-duration) : duration_text(duration);
}

}  // namespace sw
