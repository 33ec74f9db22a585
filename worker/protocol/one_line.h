// Texts of a peer that are told to people: reasons of closes and refusals. C++17, see limits.h.
#pragma once

#include <algorithm>
#include <string>

namespace sw::protocol {

// `text` with '?' in place of control characters, so that it stays one line of a log.
inline std::string on_one_line(std::string text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; };
  std::replace_if(text.begin(), text.end(), is_control, '?');
  return text;
}

}  // namespace sw::protocol
