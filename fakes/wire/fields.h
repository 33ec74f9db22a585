// Reading single fields of what came over the wire.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace sw::fakes::wire {

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

}  // namespace sw::fakes::wire
