#include "fakes/wire/json.h"

#include <rapidjson/reader.h>

#include <cstdint>

#include "contracts/json_names.h"
#include "contracts/limits.h"

namespace sw::fakes::wire {
namespace {

using contracts::kMaxJsonDepth;
using contracts::kMaxJsonValues;
using rapidjson::Document;
using rapidjson::SizeType;

constexpr std::string_view kNoJson = "no event";
constexpr std::string_view kTooDeep = "an event deeper than 32 levels";
constexpr std::string_view kTooMany = "an event of more than 65536 values";
static_assert(kMaxJsonDepth == 32);
static_assert(kMaxJsonValues == 65'536);

// Builds while the limits hold; a false return ends the parse. Not contracts::BoundedTree, by which worker and fake
// read: this is the second reading (reader.h).
class BoundedTree {
 public:
  using Ch = char;
  explicit BoundedTree(Document& document) : document_(document) {}
  std::string_view breach() const { return breach_; }

  bool Null() { return count() && document_.Null(); }
  bool Bool(bool b) { return count() && document_.Bool(b); }
  bool Int(int i) { return count() && document_.Int(i); }
  bool Uint(unsigned u) { return count() && document_.Uint(u); }
  bool Int64(int64_t i) { return count() && document_.Int64(i); }
  bool Uint64(uint64_t u) { return count() && document_.Uint64(u); }
  bool Double(double d) { return count() && document_.Double(d); }
  bool RawNumber(const Ch* text, SizeType size, bool copy) { return count() && document_.RawNumber(text, size, copy); }
  bool String(const Ch* text, SizeType size, bool copy) { return count() && document_.String(text, size, copy); }
  bool Key(const Ch* text, SizeType size, bool copy) { return document_.Key(text, size, copy); }
  bool StartObject() { return enter() && document_.StartObject(); }
  bool EndObject(SizeType members) { return leave() && document_.EndObject(members); }
  bool StartArray() { return enter() && document_.StartArray(); }
  bool EndArray(SizeType elements) { return leave() && document_.EndArray(elements); }

 private:
  bool fail(std::string_view breach) {
    breach_ = breach;
    return false;
  }
  bool count() { return ++values_ <= kMaxJsonValues || fail(kTooMany); }
  bool enter() { return (++depth_ <= kMaxJsonDepth || fail(kTooDeep)) && count(); }
  bool leave() {
    --depth_;
    return true;
  }

  Document& document_;
  std::size_t depth_ = 0;
  std::size_t values_ = 0;
  std::string_view breach_;
};

}  // namespace

std::string_view read_json(Document& document, char* text) {
  constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag;
  std::string_view fault;
  const auto generate = [&](Document& handler) {
    rapidjson::InsituStringStream stream(text);
    BoundedTree tree(handler);
    const bool read = !rapidjson::Reader().Parse<kFlags>(stream, tree).IsError();
    if (!read) fault = tree.breach().empty() ? kNoJson : tree.breach();
    return read;
  };
  document.Populate(generate);
  return fault.empty() && contracts::has_repeated_name(document) ? kNoJson : fault;
}

}  // namespace sw::fakes::wire
