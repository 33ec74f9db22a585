// A RapidJSON document that is built while the limits of limits.h hold: what a parser tells of is handed on, and a
// false return ends the parse.
#pragma once

#include <rapidjson/document.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "contracts/json_number.h"
#include "contracts/limits.h"
#include "contracts/utf8.h"

namespace sw::contracts {

enum class TreeBreach : uint8_t { kSurrogate, kTooDeep, kTooManyValues };

template <class Stream>
class BoundedTree {
 public:
  using Ch = char;
  using SizeType = rapidjson::SizeType;
  // `stream` reads `text`. By \u escapes half a surrogate pair can enter a string, which RapidJSON does not see.
  BoundedTree(rapidjson::Document& document, std::string_view text, Stream& stream)
      : document_(document), text_(text), escapes_(text.find("\\u") != std::string_view::npos), stream_(stream) {}
  std::optional<TreeBreach> breach() const { return breach_; }

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
  bool fail(TreeBreach breach) {
    breach_ = breach;
    return false;
  }
  bool count() { return ++values_ <= kMaxJsonValues || fail(TreeBreach::kTooManyValues); }
  bool enter() { return (++depth_ <= kMaxJsonDepth || fail(TreeBreach::kTooDeep)) && count(); }
  bool leave() {
    --depth_;
    return true;
  }
  bool check(const Ch* text, SizeType size) {
    return !escapes_ || find_invalid_utf8({text, size}) == std::string_view::npos || fail(TreeBreach::kSurrogate);
  }

  rapidjson::Document& document_;
  std::string_view text_;
  bool escapes_;
  Stream& stream_;
  std::size_t depth_ = 0;
  std::size_t values_ = 0;
  std::optional<TreeBreach> breach_;
};

}  // namespace sw::contracts
