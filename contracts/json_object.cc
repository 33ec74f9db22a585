#include "contracts/json_object.h"

#include "contracts/json_text.h"
#include "contracts/limits.h"

namespace sw::contracts {

std::optional<JsonObject> JsonObject::parse(std::string_view text) {
  const auto document = parse_json(text);
  if (!document || !document->IsObject()) return std::nullopt;
  return copy(*document);
}

std::optional<JsonObject> JsonObject::copy(const rapidjson::Value& object) {
  std::string text = to_json(object);
  if (text.size() > kMaxMetadataBytes) return std::nullopt;
  return JsonObject(std::move(text));
}

}  // namespace sw::contracts
