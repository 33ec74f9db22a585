#include "contracts/json_text.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "contracts/json_names.h"
#include "contracts/json_number.h"
#include "contracts/limits.h"
#include "contracts/string_stream.h"
#include "contracts/utf8.h"

namespace sw::contracts {
namespace {

using rapidjson::Document;
using rapidjson::SizeType;
using rapidjson::Value;

// Hands each event on to the document while the limits hold. A false return ends the parse.
class BoundedBuilder {
 public:
  using Ch = char;
  // `stream` reads `text`. A text with \u escapes can hold a lone low surrogate, which RapidJSON does not see.
  BoundedBuilder(Document& document, std::string_view text, const rapidjson::MemoryStream& stream)
      : document_(document), text_(text), escapes_(text.find("\\u") != std::string_view::npos), stream_(stream) {}
  std::string_view violation() const { return violation_; }

  bool Null() { return count() && document_.Null(); }
  bool Bool(bool b) { return count() && document_.Bool(b); }
  bool Int(int i) { return count() && document_.Int(i); }
  bool Uint(unsigned u) { return count() && document_.Uint(u); }
  bool Int64(int64_t i) { return count() && document_.Int64(i); }
  bool Uint64(uint64_t u) { return count() && document_.Uint64(u); }
  bool Double(double) { return count() && document_.Double(number_at(text_, stream_.Tell())); }
  bool RawNumber(const Ch* text, SizeType size, bool copy) { return count() && document_.RawNumber(text, size, copy); }
  bool String(const Ch* text, SizeType size, bool copy) {
    return count() && check(text, size) && document_.String(text, size, copy);
  }
  bool Key(const Ch* text, SizeType size, bool copy) { return check(text, size) && document_.Key(text, size, copy); }
  bool StartObject() { return enter() && document_.StartObject(); }
  bool EndObject(SizeType members) { return leave() && document_.EndObject(members); }
  bool StartArray() { return enter() && document_.StartArray(); }
  bool EndArray(SizeType elements) { return leave() && document_.EndArray(elements); }

 private:
  bool count() {
    if (++values_ > kMaxJsonValues) violation_ = "more than 65536 values";
    return violation_.empty();
  }
  bool enter() {
    if (++depth_ > kMaxJsonDepth) violation_ = "deeper than 32 levels";
    return violation_.empty() && count();
  }
  bool leave() {
    --depth_;
    return true;
  }
  bool check(const Ch* text, SizeType size) {
    if (escapes_ && find_invalid_utf8({text, size}) != std::string_view::npos) {
      violation_ = "an escaped surrogate without its other half";
    }
    return violation_.empty();
  }

  Document& document_;
  std::string_view text_;
  bool escapes_;
  const rapidjson::MemoryStream& stream_;
  std::size_t depth_ = 0;
  std::size_t values_ = 0;
  std::string_view violation_;
};
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
  std::string_view violation;
  auto generate = [&](Document& handler) {
    rapidjson::MemoryStream stream(text.data(), text.size());
    BoundedBuilder builder(handler, text, stream);
    rapidjson::Reader reader;
    result = reader.Parse<rapidjson::kParseIterativeFlag>(stream, builder);
    violation = builder.violation();
    return !result.IsError();
  };
  document.Populate(generate);
  if (!violation.empty()) return unexpected(JsonError{result.Offset(), violation});
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
