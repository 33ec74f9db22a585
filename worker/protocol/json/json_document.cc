#include "worker/protocol/json/json_document.h"

#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstring>
#include <optional>
#include <utility>

#include "contracts/bounded_tree.h"
#include "contracts/json_names.h"
#include "contracts/plain_text.h"
#include "contracts/utf8.h"

namespace sw::protocol {
namespace {

using rapidjson::Document;
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

JsonFault fault_of(contracts::TreeBreach breach) {
  switch (breach) {
    case contracts::TreeBreach::kSurrogate:
      return JsonFault::kSurrogate;
    case contracts::TreeBreach::kTooDeep:
      return JsonFault::kTooDeep;
    case contracts::TreeBreach::kTooManyValues:
      return JsonFault::kTooManyValues;
  }
  return JsonFault::kSyntax;
}

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
    std::optional<JsonFault> fault;
    const auto generate = [&](Document& handler) {
      InsituText stream(text, offset);
      contracts::BoundedTree tree(handler, rest, stream);
      const auto result = rapidjson::GenericReader<PlainRuns, PlainRuns>().Parse<kFlags>(stream, tree);
      if (result.IsError()) fault = tree.breach() ? fault_of(*tree.breach()) : JsonFault::kSyntax;
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
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  return {buffer.GetString(), buffer.GetSize()};
}

std::string_view find_string(const rapidjson::Value& object, const char* name) {
  if (!object.IsObject()) return {};
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd() || !member->value.IsString()) return {};
  return {member->value.GetString(), member->value.GetStringLength()};
}

}  // namespace sw::protocol
