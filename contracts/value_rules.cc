#include "contracts/value_rules.h"

#include <cmath>
#include <string_view>

#include "contracts/json_text.h"
#include "contracts/utf8.h"

namespace sw::contracts {
namespace {

std::string_view view(const rapidjson::Value& string) { return {string.GetString(), string.GetStringLength()}; }

std::string shortest(double number) { return to_json(rapidjson::Value(number)); }

}  // namespace

std::optional<int64_t> read_integer(const rapidjson::Value& value) {
  if (value.IsInt64()) return value.GetInt64();
  if (!value.IsDouble()) return std::nullopt;
  const double number = value.GetDouble();
  // 2^63 itself is the first double that no int64 holds.
  const bool in_range = number >= -9223372036854775808.0 && number < 9223372036854775808.0;
  if (!in_range || std::trunc(number) != number) return std::nullopt;
  return static_cast<int64_t>(number);
}

std::string BoundedString::expectation() const {
  return "string of at most " + std::to_string(max_characters) + " characters";
}

std::optional<std::string> BoundedString::read(const rapidjson::Value& value) const {
  if (!value.IsString()) return std::nullopt;
  const std::string_view text = view(value);
  // Code points are counted only where bytes alone do not settle it.
  if (text.size() > max_characters && count_code_points(text) > max_characters) return std::nullopt;
  return std::string(text);
}

std::optional<std::string> CutString::read(const rapidjson::Value& value) const {
  if (!value.IsString()) return std::nullopt;
  return std::string(cut_utf8(view(value), max_bytes));
}

std::string IntegerRange::expectation() const {
  if (min == kInteger.min) return "integer of 64 bits";
  if (max == kInteger.max) return "integer from " + std::to_string(min);
  return "integer " + std::to_string(min) + ".." + std::to_string(max);
}

std::optional<int64_t> IntegerRange::read(const rapidjson::Value& value) const {
  const auto integer = read_integer(value);
  if (!integer || *integer < min || *integer > max) return std::nullopt;
  return integer;
}

std::string NumberRange::expectation() const {
  if (max == kNotNegative.max) return "number from " + shortest(min);
  return "number " + shortest(min) + ".." + shortest(max);
}

std::optional<double> NumberRange::read(const rapidjson::Value& value) const {
  if (!value.IsNumber()) return std::nullopt;
  const double number = value.GetDouble();
  if (number < min || number > max) return std::nullopt;
  return number;
}

std::optional<bool> Boolean::read(const rapidjson::Value& value) const {
  if (!value.IsBool()) return std::nullopt;
  return value.GetBool();
}

std::optional<ErrorCode> AnyErrorCode::read(const rapidjson::Value& value) const {
  auto text = kName.read(value);
  if (!text) return std::nullopt;
  return ErrorCode(*std::move(text));
}

std::optional<std::optional<JsonObject>> FreeForm::read(const rapidjson::Value& value) const {
  if (!value.IsObject()) return std::nullopt;
  return JsonObject::copy(value);
}

}  // namespace sw::contracts
