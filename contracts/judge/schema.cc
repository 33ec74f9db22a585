#include "contracts/judge/schema.h"

#include <cmath>
#include <exception>
#include <valijson/adapters/rapidjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace sw::contracts {
namespace {

using rapidjson::Value;
using valijson::adapters::RapidJsonAdapter;

// The judge shares no code with the parsers that it is there to check, not even for numbers.
bool is_whole(double number) { return std::fmod(number, 1.0) == 0 && number >= -0x1p63 && number < 0x1p63; }

// Whether RapidJSON's type for this number differs from the one that draft 7 gives it.
bool is_misread(const Value& value) {
  if (value.IsDouble()) return is_whole(value.GetDouble());
  return value.IsUint64() && !value.IsInt64();
}

bool holds_misread(const Value& value) {
  if (value.IsArray()) {
    for (const Value& element : value.GetArray()) {
      if (holds_misread(element)) return true;
    }
  }
  if (value.IsObject()) {
    for (const auto& member : value.GetObject()) {
      if (holds_misread(member.value)) return true;
    }
  }
  return is_misread(value);
}

void correct_numbers(Value& value) {
  if (value.IsArray()) {
    for (Value& element : value.GetArray()) correct_numbers(element);
  } else if (value.IsObject()) {
    for (rapidjson::SizeType i = 0; i < value.MemberCount(); ++i) correct_numbers(value.MemberBegin()[i].value);
  } else if (is_misread(value)) {
    if (value.IsDouble()) {
      value.SetInt64(static_cast<int64_t>(value.GetDouble()));
    } else {
      value.SetDouble(static_cast<double>(value.GetUint64()));
    }
  }
}

std::optional<std::string> judge(const valijson::Schema& schema, const Value& value) {
  valijson::Validator validator;
  valijson::ValidationResults results;
  const RapidJsonAdapter target(value);
  if (validator.validate(schema, target, &results)) return std::nullopt;
  valijson::ValidationResults::Error error;
  if (!results.popError(error)) return "invalid";
  std::string text;
  for (const std::string& part : error.context) text += part;
  return text + ": " + error.description;
}

}  // namespace

Schema::Schema(std::unique_ptr<valijson::Schema> schema) : schema_(std::move(schema)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

expected<Schema, std::string> Schema::compile(const Value& document) {
  auto schema = std::make_unique<valijson::Schema>();
  try {
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(RapidJsonAdapter(document), *schema);
  } catch (const std::exception& error) {
    return unexpected(std::string(error.what()));
  }
  return Schema(std::move(schema));
}

std::optional<std::string> Schema::problem(const Value& value) const {
  if (!holds_misread(value)) return judge(*schema_, value);
  rapidjson::Document corrected;
  corrected.CopyFrom(value, corrected.GetAllocator());
  correct_numbers(corrected);
  return judge(*schema_, corrected);
}

}  // namespace sw::contracts
