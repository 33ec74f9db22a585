#include "contracts/json_text.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <optional>

#include "contracts/bounded_tree.h"
#include "contracts/json_names.h"
#include "contracts/limits.h"
#include "contracts/string_stream.h"
#include "contracts/utf8.h"

namespace sw::contracts {
namespace {

using rapidjson::Document;
using rapidjson::Value;

std::string_view reason_of(TreeBreach breach) {
  switch (breach) {
    case TreeBreach::kSurrogate:
      return "an escaped surrogate without its other half";
    case TreeBreach::kTooDeep:
      return "deeper than 32 levels";
    case TreeBreach::kTooManyValues:
      return "more than 65536 values";
  }
  return "";
}
static_assert(kMaxJsonValues == 65'536);
static_assert(kMaxJsonDepth == 32);

// What can be said of the bytes before any of them is parsed. The UTF-8 check comes first and not within the parser
// because RapidJSON's own takes as long again as the parse itself.
expected<void, JsonError> inspect_bytes(std::string_view text) {
  if (text.size() > kMaxJsonText) return unexpected(JsonError{kMaxJsonText, "longer than 16 MiB"});
  if (const auto bad = find_invalid_utf8(text); bad != std::string_view::npos) {
    return unexpected(JsonError{bad, "not UTF-8"});
  }
  // RapidJSON takes a NUL byte after the value for the end of the text.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    return unexpected(JsonError{nul, "a NUL byte"});
  }
  return {};
}
static_assert(kMaxJsonText == 16 * 1024 * 1024);

expected<void, JsonError> build_tree(std::string_view text, Document& document) {
  rapidjson::ParseResult result;
  std::optional<TreeBreach> breach;
  auto generate = [&](Document& handler) {
    rapidjson::MemoryStream stream(text.data(), text.size());
    BoundedTree tree(handler, text, stream);
    result = rapidjson::Reader().Parse<rapidjson::kParseIterativeFlag>(stream, tree);
    breach = tree.breach();
    return !result.IsError();
  };
  document.Populate(generate);
  if (breach) return unexpected(JsonError{result.Offset(), reason_of(*breach)});
  if (result.IsError()) return unexpected(JsonError{result.Offset(), rapidjson::GetParseError_En(result.Code())});
  return {};
}

}  // namespace

std::string to_text(const JsonError& error) {
  return "at byte " + std::to_string(error.offset) + ": " + std::string(error.reason);
}

expected<Document, JsonError> parse_json(std::string_view text) {
  if (auto bytes = inspect_bytes(text); !bytes) return unexpected(bytes.error());
  Document document;
  if (auto tree = build_tree(text, document); !tree) return unexpected(tree.error());
  if (has_repeated_name(document)) return unexpected(JsonError{text.size(), "a name stands twice in one object"});
  return document;
}

expected<Document, JsonError> parse_json(const uint8_t* data, std::size_t size) {
  return parse_json(std::string_view(reinterpret_cast<const char*>(data), size));
}

std::string to_json(const Value& value) {
  std::string out;
  StringStream stream{out};
  rapidjson::Writer<StringStream> writer(stream);
  value.Accept(writer);
  return out;
}

}  // namespace sw::contracts
