// Payloads for tests, from text.
#pragma once

#include <string>
#include <string_view>

#include "contracts/json_text.h"
#include "worker/base/check.h"

namespace sw::contracts {

// The value in `text`, which is valid JSON.
inline rapidjson::Document json(std::string_view text) {
  auto document = parse_json(text);
  SW_CHECK(document.has_value());
  return *std::move(document);
}

template <class Message>
std::string json_of(const Message& message) {
  std::string out;
  append_json(out, message);
  return out;
}

}  // namespace sw::contracts
