#include "contracts/judge/event_schemas.h"

#include <vector>

#include "contracts/json_text.h"
#include "contracts/judge/schema.h"
#include "contracts/judge/schema_texts.h"
#include "worker/base/check.h"

namespace sw::contracts {
namespace {

Schema compile(const EventContract& event) {
  auto document = parse_json(schema_text(event));
  SW_CHECK(document.has_value());
  auto schema = Schema::compile(*document);
  SW_CHECK(schema.has_value());
  return *std::move(schema);
}

// In the order of all_events(); compiled once.
const std::vector<Schema>& schemas() {
  static const std::vector<Schema> all = [] {
    std::vector<Schema> compiled;
    for (const EventContract& event : all_events()) compiled.push_back(compile(event));
    return compiled;
  }();
  return all;
}

}  // namespace

std::string_view schema_text(const EventContract& event) {
  for (const SchemaText& schema : kSchemaTexts) {
    if (schema.name == event.schema) return schema.text;
  }
  return {};
}

std::optional<std::string> schema_problem(const EventContract& event, const rapidjson::Value& payload) {
  const auto row = &event - all_events().data();
  SW_CHECK(row >= 0);
  SW_CHECK(static_cast<std::size_t>(row) < all_events().size());
  return schemas()[static_cast<std::size_t>(row)].problem(payload);
}

}  // namespace sw::contracts
