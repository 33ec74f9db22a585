#include "contracts/parse_error.h"

#include "contracts/json_text.h"
#include "contracts/utf8.h"

namespace sw::contracts {
namespace {

constexpr std::size_t kMaxQuotedBytes = 32;

}  // namespace

std::string describe_text(std::string_view text) {
  if (text.size() > kMaxQuotedBytes) return "string of " + std::to_string(count_code_points(text)) + " characters";
  std::string quoted = "string \"";
  for (const char c : text) {
    const bool printable = static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
    quoted += printable ? c : '?';
  }
  return quoted + '"';
}

std::string to_text(const ParseError& error) {
  const std::string place = error.pointer.empty() ? "at the root" : "at " + error.pointer;
  return place + ": expected " + error.expected + ", got " + error.got;
}

std::string describe(const rapidjson::Value& value) {
  switch (value.GetType()) {
    case rapidjson::kNullType:
      return "null";
    case rapidjson::kFalseType:
      return "false";
    case rapidjson::kTrueType:
      return "true";
    case rapidjson::kObjectType:
      return "object";
    case rapidjson::kArrayType:
      return "array";
    case rapidjson::kStringType:
      return describe_text({value.GetString(), value.GetStringLength()});
    case rapidjson::kNumberType:
      return (value.IsDouble() ? "number " : "integer ") + to_json(value);
  }
  return "nothing";
}

}  // namespace sw::contracts
