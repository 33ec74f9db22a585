// Reading single fields of what was observed.
#pragma once

#include <rapidjson/document.h>

#include <optional>
#include <string_view>

#include "sim/trace/observation.h"

namespace sw::sim {

// The stream of every run (sim/world/run.cc).
inline constexpr std::string_view kStreamId = "sim";

// A string of an event's payload; empty where it is absent or no string.
inline std::string_view text_field(const rapidjson::Value& payload, const char* name) {
  if (!payload.IsObject()) return {};
  const auto found = payload.FindMember(name);
  if (found == payload.MemberEnd() || !found->value.IsString()) return {};
  return {found->value.GetString(), found->value.GetStringLength()};
}

inline std::optional<int64_t> integer_field(const rapidjson::Value& payload, const char* name) {
  if (!payload.IsObject()) return std::nullopt;
  const auto found = payload.FindMember(name);
  if (found == payload.MemberEnd() || !found->value.IsInt64()) return std::nullopt;
  return found->value.GetInt64();
}

// True, false, or neither: absent, null, or something else.
inline std::optional<bool> flag_field(const rapidjson::Value& payload, const char* name) {
  if (!payload.IsObject()) return std::nullopt;
  const auto found = payload.FindMember(name);
  if (found == payload.MemberEnd() || !found->value.IsBool()) return std::nullopt;
  return found->value.GetBool();
}

// A text field of a log line; empty where it is absent.
inline std::string_view text_field(const Logged& line, std::string_view name) {
  for (const ports::Field& field : line.fields) {
    const auto* text = std::get_if<std::string_view>(&field.value);
    if (field.name == name && text != nullptr) return *text;
  }
  return {};
}

}  // namespace sw::sim
