// The numbers of a JSON text that are no integers, converted by the standard library. RapidJSON 1.1's own conversion is
// exact only in a mode that makes garbage of a zero with an exponent (0E40 became 2.4e229, or something else with
// another optimisation).
#pragma once

#include <charconv>
#include <cstddef>
#include <string_view>

namespace sw::contracts {

// The number at `position` in `text`, or around it, or right before it; a parser has found it well-formed and within
// the range of a double. What is closer to zero than any double is zero. Where a parser's stream stands while it tells
// of a number differs: at its end, or still at its beginning.
inline double number_at(std::string_view text, std::size_t position) {
  constexpr std::string_view kCharacters = "0123456789+-.eE";
  const auto before = text.substr(0, position).find_last_not_of(kCharacters);
  const std::string_view rest = before == std::string_view::npos ? text : text.substr(before + 1);
  const std::string_view number = rest.substr(0, rest.find_first_not_of(kCharacters));
  double value = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
  return read.ec == std::errc() ? value : 0.0;
}

}  // namespace sw::contracts
