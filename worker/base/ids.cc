#include "worker/base/ids.h"

#include <algorithm>

namespace sw {
namespace {

// Not std::isalnum: that one asks the locale, and these rules are ASCII.
bool is_id_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
}

}  // namespace

std::string_view id_problem(std::string_view text) {
  if (text.empty()) return "is empty";
  if (text.size() > kMaxIdLength) return "is longer than 64 characters";
  if (!std::ranges::all_of(text, is_id_character)) return "has a character that is no letter, digit, '-' or '_'";
  return {};
}

}  // namespace sw
