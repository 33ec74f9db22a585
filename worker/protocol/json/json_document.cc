#include "worker/protocol/json/json_document.h"

#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstring>
#include <optional>
#include <utility>

#include "contracts/json_names.h"
#include "contracts/json_number.h"
#include "contracts/plain_text.h"
#include "contracts/utf8.h"
#include "worker/protocol/limits.h"

namespace sw::protocol {
namespace {

using rapidjson::Document;
using rapidjson::SizeType;
using Allocator = Document::AllocatorType;

// Small, since most messages are; the allocator grows by more such chunks.
constexpr std::size_t kAllocatorChunk = 1024;
constexpr unsigned kFlags =
    rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;

// RapidJSON's stream for parsing in place, which knows its end as well.
struct InsituText : rapidjson::InsituStringStream {
  InsituText(std::string& text, std::size_t offset)
      : rapidjson::InsituStringStream(text.data() + offset), end(text.data() + text.size()) {}
  const char* end;
};

// RapidJSON copies a string character by character, but leaves to an encoding how much of it is validated, and by that
// copied, at once: this one takes all that is plain. That the text is UTF-8 is known before.
struct PlainRuns : rapidjson::UTF8<> {
  static bool Validate(InsituText& text, InsituText&) {
    const std::size_t plain = contracts::plain_prefix({text.src_, static_cast<std::size_t>(text.end - text.src_)});
    const std::size_t length = plain > 0 ? plain : 1;  // a byte of something beyond ASCII
    if (text.dst_ != text.src_) std::memmove(text.dst_, text.src_, length);
    text.src_ += length;
    text.dst_ += length;
    return true;
  }
  // What RapidJSON would parse not in place with; it must exist.
  template <class Other>
  static bool Validate(InsituText& text, Other& out) {
    out.Put(text.Take());
    return true;
  }
};

// Hands each event of the parser on to the document while the limits hold; a false return ends the parse.
class BoundedBuilder {
 public:
  using Ch = char;
  // `escapes`: the text holds \u escapes, by which half a surrogate pair can enter a string unseen.
  // `stream` reads `text`.
  BoundedBuilder(Document& document, bool escapes, std::string_view text, const InsituText& stream)
      : document_(document), escapes_(escapes), text_(text), stream_(stream) {}
  std::optional<JsonFault> fault() const { return fault_; }

  bool Null() { return count() && document_.Null(); }
  bool Bool(bool b) { return count() && document_.Bool(b); }
  bool Int(int i) { return count() && document_.Int(i); }
  bool Uint(unsigned u) { return count() && document_.Uint(u); }
  bool Int64(int64_t i) { return count() && document_.Int64(i); }
  bool Uint64(uint64_t u) { return count() && document_.Uint64(u); }
  bool Double(double) { return count() && document_.Double(contracts::number_at(text_, position())); }
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
  bool fail(JsonFault fault) {
    fault_ = fault;
    return false;
  }
  bool count() { return ++values_ <= kMaxJsonValues || fail(JsonFault::kTooManyValues); }
  bool enter() { return (++depth_ <= kMaxJsonDepth || fail(JsonFault::kTooDeep)) && count(); }
  bool leave() {
    --depth_;
    return true;
  }
  std::size_t position() const { return static_cast<std::size_t>(stream_.src_ - stream_.head_); }
  bool check(const Ch* text, SizeType size) {
    return !escapes_ || contracts::find_invalid_utf8({text, size}) == std::string_view::npos ||
           fail(JsonFault::kSurrogate);
  }

  Document& document_;
  bool escapes_;
  std::string_view text_;
  const InsituText& stream_;
  std::size_t depth_ = 0;
  std::size_t values_ = 0;
  std::optional<JsonFault> fault_;
};

}  // namespace
}  // namespace sw::protocol

// The parser works on a copy of the stream, as it does on its own one: position() is then that of a value's beginning.
template <>
struct rapidjson::StreamTraits<sw::protocol::InsituText> {
  enum { copyOptimization = 1 };
};

namespace sw::protocol {

struct JsonDocument::Storage {
  explicit Storage(std::string from) : text(std::move(from)), allocator(kAllocatorChunk), document(&allocator) {}

  // What is wrong with the text from `offset` on; the document holds its value where nothing is.
  std::optional<JsonFault> parse(std::size_t offset) {
    const std::string_view rest = std::string_view(text).substr(offset);
    // RapidJSON would take a NUL byte behind the value for the end of the text.
    if (rest.find('\0') != std::string_view::npos) return JsonFault::kNulByte;
    if (contracts::find_invalid_utf8(rest) != std::string_view::npos) return JsonFault::kNotUtf8;
    const bool escapes = rest.find("\\u") != std::string_view::npos;
    std::optional<JsonFault> fault;
    const auto generate = [&](Document& handler) {
      InsituText stream(text, offset);
      BoundedBuilder builder(handler, escapes, rest, stream);
      const auto result = rapidjson::GenericReader<PlainRuns, PlainRuns>().Parse<kFlags>(stream, builder);
      if (result.IsError()) fault = builder.fault().value_or(JsonFault::kSyntax);
      return !result.IsError();
    };
    document.Populate(generate);
    if (!fault && contracts::has_repeated_name(document)) fault = JsonFault::kRepeatedName;
    return fault;
  }

  std::string text;  // its characters are what the document's strings point to
  Allocator allocator;
  Document document;
};

JsonDocument::JsonDocument(std::shared_ptr<const Storage> storage, const rapidjson::Value* root)
    : storage_(std::move(storage)), root_(root) {}

expected<JsonDocument, JsonFault> JsonDocument::parse(std::string text, std::size_t offset) {
  auto storage = std::make_shared<Storage>(std::move(text));
  if (const auto fault = storage->parse(offset)) return unexpected(*fault);
  const rapidjson::Value* root = &storage->document;
  return JsonDocument(std::move(storage), root);
}

std::string_view to_text(JsonFault fault) {
  switch (fault) {
    case JsonFault::kNotUtf8:
      return "JSON that is not UTF-8";
    case JsonFault::kNulByte:
      return "a NUL byte in JSON";
    case JsonFault::kSurrogate:
      return "half a surrogate pair in JSON";
    case JsonFault::kRepeatedName:
      return "a name that stands twice in one JSON object";
    case JsonFault::kTooDeep:
      return "JSON deeper than its limit";
    case JsonFault::kTooManyValues:
      return "JSON with more values than its limit";
    case JsonFault::kSyntax:
      return "malformed JSON";
  }
  return "";
}

std::string quote(std::string_view text) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  writer.String(text.data(), static_cast<SizeType>(text.size()));
  return {buffer.GetString(), buffer.GetSize()};
}

std::string_view find_string(const rapidjson::Value& object, const char* name) {
  if (!object.IsObject()) return {};
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd() || !member->value.IsString()) return {};
  return {member->value.GetString(), member->value.GetStringLength()};
}

}  // namespace sw::protocol
