// A free-form JSON object as compact text: what metadata is carried as. One that exists is valid JSON.
#pragma once

#include <rapidjson/document.h>

#include <optional>
#include <string>
#include <string_view>

namespace sw::contracts {

class JsonObject {
 public:
  JsonObject() : text_("{}") {}
  // None where the text is not one JSON object within contracts/limits.h, or its compact form is above
  // kMaxMetadataBytes.
  static std::optional<JsonObject> parse(std::string_view text);
  // `object` is an object of a parse_json() document; none where its compact form is above kMaxMetadataBytes.
  static std::optional<JsonObject> copy(const rapidjson::Value& object);

  const std::string& text() const { return text_; }
  bool operator==(const JsonObject&) const = default;

 private:
  explicit JsonObject(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace sw::contracts
