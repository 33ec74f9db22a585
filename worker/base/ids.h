// Strong identifiers: a stream id cannot be passed where a worker id is meant, and one that exists is valid.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "worker/base/expected.h"

namespace sw {

// At most this many characters in any id that becomes a header value, a URL part or a folder name (FR-012b).
inline constexpr std::size_t kMaxIdLength = 64;

// Why `text` is no id: 1 to 64 letters, digits, '-' or '_' (FR-012b, spec 013). Empty when it is one.
std::string_view id_problem(std::string_view text);

template <class Kind>
class TextId {
 public:
  TextId() = delete;
  // The id, or the reason it is refused (static text).
  static expected<TextId, std::string_view> parse(std::string_view text) {
    if (auto problem = id_problem(text); !problem.empty()) return unexpected(problem);
    return TextId(std::string(text));
  }
  const std::string& text() const { return text_; }
  auto operator<=>(const TextId&) const = default;

 private:
  explicit TextId(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

using StreamId = TextId<struct StreamIdKind>;
using WorkerId = TextId<struct WorkerIdKind>;

// A number that identifies one of several things of a kind, given out in order by whoever creates them.
template <class Kind>
class NumberId {
 public:
  NumberId() = delete;
  explicit constexpr NumberId(uint64_t value) : value_(value) {}
  constexpr uint64_t value() const { return value_; }
  constexpr auto operator<=>(const NumberId&) const = default;
  constexpr NumberId next() const { return NumberId(value_ + 1); }

 private:
  uint64_t value_;
};

}  // namespace sw
