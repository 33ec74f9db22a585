// What a field may hold, as values: each rule names the type it gives (Type), says in words what it expects, and reads
// one JSON value. A rule never sees null or absence; ObjectReader decides those.
#pragma once

#include <rapidjson/document.h>

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "contracts/enum_names.h"
#include "contracts/error_code.h"
#include "contracts/json_object.h"
#include "contracts/limits.h"

namespace sw::contracts {

// The integer in `value`. A number with a zero fraction is one, however it is written: JSON Schema draft 7 §6.1.1 of
// validation counts 3.0 as an integer, and services written in Python send it. Absent beyond 64 bits.
std::optional<int64_t> read_integer(const rapidjson::Value& value);

// A string of at most `max_characters` code points; longer is refused.
struct BoundedString {
  using Type = std::string;
  std::size_t max_characters;
  std::string expectation() const;
  std::optional<std::string> read(const rapidjson::Value& value) const;
};
inline constexpr BoundedString kId{kMaxIdCharacters};
inline constexpr BoundedString kName{kMaxNameCharacters};

// A string of any length of which the first `max_bytes` bytes are kept, up to a whole code point.
struct CutString {
  using Type = std::string;
  std::size_t max_bytes;
  std::string expectation() const { return "string"; }
  std::optional<std::string> read(const rapidjson::Value& value) const;
};
inline constexpr CutString kText{kMaxTextBytes};
inline constexpr CutString kTranscript{kMaxTranscriptBytes};

// An integer from `min` to `max`.
struct IntegerRange {
  using Type = int64_t;
  int64_t min;
  int64_t max;
  std::string expectation() const;
  std::optional<int64_t> read(const rapidjson::Value& value) const;
};
inline constexpr IntegerRange kInteger{std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()};
inline constexpr IntegerRange kCount{0, std::numeric_limits<int64_t>::max()};

// One of a few integers, in ascending order.
template <std::size_t N>
struct IntegerChoice {
  using Type = int64_t;
  std::array<int64_t, N> choices;
  std::string expectation() const {
    std::string text = "integer";
    for (const int64_t choice : choices) text += (choice == choices.front() ? " " : " or ") + std::to_string(choice);
    return text;
  }
  std::optional<int64_t> read(const rapidjson::Value& value) const {
    const auto integer = read_integer(value);
    for (const int64_t choice : choices) {
      if (integer == choice) return choice;
    }
    return std::nullopt;
  }
};
inline constexpr IntegerChoice<2> kChannels{{1, 2}};

// A number from `min` to `max`, whole or not.
struct NumberRange {
  using Type = double;
  double min;
  double max;
  std::string expectation() const;
  std::optional<double> read(const rapidjson::Value& value) const;
};
inline constexpr NumberRange kNotNegative{0, std::numeric_limits<double>::max()};
inline constexpr NumberRange kPercent{0, 100};

struct Boolean {
  using Type = bool;
  std::string expectation() const { return "boolean"; }
  std::optional<bool> read(const rapidjson::Value& value) const;
};
inline constexpr Boolean kBoolean;

// One of an enum's words.
template <NamedEnum E>
struct Word {
  using Type = E;
  std::string expectation() const {
    std::string text;
    for (const std::string_view name : EnumNames<E>::kNames)
      text += (text.empty() ? "\"" : " or \"") + std::string(name) + '"';
    return text;
  }
  std::optional<E> read(const rapidjson::Value& value) const {
    if (!value.IsString()) return std::nullopt;
    return parse_enum<E>({value.GetString(), value.GetStringLength()});
  }
};

// An error code, known or not.
struct AnyErrorCode {
  using Type = ErrorCode;
  std::string expectation() const { return kName.expectation(); }
  std::optional<ErrorCode> read(const rapidjson::Value& value) const;
};
inline constexpr AnyErrorCode kErrorCode;

// An object of any content. One above kMaxMetadataBytes is right, but not kept.
struct FreeForm {
  using Type = std::optional<JsonObject>;
  std::string expectation() const { return "object"; }
  std::optional<std::optional<JsonObject>> read(const rapidjson::Value& value) const;
};
inline constexpr FreeForm kFreeForm;

}  // namespace sw::contracts
