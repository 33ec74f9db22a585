// JSON text from a peer, parsed once, in place: strings stay where they arrived, so 128 KB of base64 are never copied.
// Stricter than RapidJSON alone: UTF-8 is checked, also behind \u escapes, a NUL byte does not end the text, no name
// stands twice in one object, depth and number of values are bounded (worker/protocol/limits.h), and the parser does
// not recurse.
#pragma once

#include <rapidjson/document.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "worker/base/expected.h"

namespace sw::protocol {

// Why a text is no JSON that we take.
enum class JsonFault : uint8_t { kNotUtf8, kNulByte, kSurrogate, kRepeatedName, kTooDeep, kTooManyValues, kSyntax };
std::string_view to_text(JsonFault fault);

// A handle to a parsed text: cheap to copy, the tree behind it never changes.
class JsonDocument {
 public:
  // The one value in `text` from `offset` on.
  static expected<JsonDocument, JsonFault> parse(std::string text, std::size_t offset = 0);

  const rapidjson::Value& root() const { return *root_; }

 private:
  struct Storage;
  JsonDocument(std::shared_ptr<const Storage> storage, const rapidjson::Value* root);
  std::shared_ptr<const Storage> storage_;
  const rapidjson::Value* root_;
};

// `text`, which is UTF-8, as a JSON string with its quotes.
std::string quote(std::string_view text);

// The string at `name` in `object`, empty where it is absent or no string. A view into the object.
std::string_view find_string(const rapidjson::Value& object, const char* name);

}  // namespace sw::protocol
