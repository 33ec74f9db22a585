#include "contracts/judge/schema.h"

#include <exception>
#include <valijson/adapters/rapidjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "contracts/value_rules.h"

namespace sw::contracts {
namespace {

using rapidjson::Value;
using valijson::adapters::RapidJsonAdapter;

// Whether RapidJSON's type for this number differs from the one that draft 7 gives it.
bool is_misread(const Value& value) {
  if (value.IsDouble()) return read_integer(value).has_value();
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
    for (auto& member : value.GetObject()) correct_numbers(member.value);
  } else if (is_misread(value)) {
    const auto integer = read_integer(value);
    if (integer) {
      value.SetInt64(*integer);
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
