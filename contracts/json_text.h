// JSON text (RFC 8259) from a peer: the one place where bytes become a tree of values. It neither recurses nor throws,
// and both its time and its memory are bounded by contracts/limits.h.
#pragma once

#include <rapidjson/document.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "worker/base/expected.h"

namespace sw::contracts {

// Why a text is refused.
struct JsonError {
  std::size_t offset = 0;   // in bytes from the start of the text; its length where the whole text is at fault
  std::string_view reason;  // static text
  bool operator==(const JsonError&) const = default;
};
// "at byte 17: deeper than 32 levels".
std::string to_text(const JsonError& error);

// The one value in `text`. Stricter than RapidJSON alone, which lets some of this pass:
//   - at most kMaxJsonText bytes, kMaxJsonDepth levels, kMaxJsonValues values;
//   - well-formed UTF-8, also after \u escapes (no lone surrogate), and no NUL byte;
//   - no name twice in one object (RFC 8259 §4: what that means is unpredictable, so two readers could disagree);
//   - nothing after the value, no comments, no NaN, no infinity, no number that overflows a double.
// An integer beyond 64 bits arrives as a double, as RapidJSON has it; a field that asks for an integer refuses it.
expected<rapidjson::Document, JsonError> parse_json(std::string_view text);
expected<rapidjson::Document, JsonError> parse_json(const uint8_t* data, std::size_t size);

// The compact text of a value: no spaces, shortest doubles that read back the same. The value holds no NaN.
std::string to_json(const rapidjson::Value& value);

}  // namespace sw::contracts
