#include "contracts/object_writer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "contracts/utf8.h"
#include "worker/base/check.h"

namespace sw::contracts {
namespace {

rapidjson::SizeType json_size(std::string_view text) {
  SW_CHECK(text.size() <= 0x7FFF'FFFF);
  return static_cast<rapidjson::SizeType>(text.size());
}

// Whether a string of JSON holds this character as it stands (RFC 8259 §7).
bool is_plain(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

constexpr uint64_t kOnes = 0x0101'0101'0101'0101;
constexpr uint64_t kHighBits = kOnes * 0x80;

// The high bit of each byte of `word` that is 0; bytes above such a one may be marked too, which does not matter here.
constexpr uint64_t zero_bytes(uint64_t word) { return (word - kOnes) & ~word & kHighBits; }

// is_plain() for 8 characters at once. May say no where it need not: 0x7F and what is not ASCII count as not plain.
bool is_plain_word(const char* text) {
  uint64_t word = 0;
  std::memcpy(&word, text, sizeof word);
  const uint64_t beyond_ascii = (word | (word + kOnes)) & kHighBits;
  const uint64_t control = (word - kOnes * 0x20) & ~word & kHighBits;
  return (beyond_ascii | control | zero_bytes(word ^ (kOnes * '"')) | zero_bytes(word ^ (kOnes * '\\'))) == 0;
}

// Whether all of `text` is plain, as base64 is: eight characters at a time, so that a long fragment is looked at in a
// fraction of the time that copying it character by character takes.
bool needs_no_escape(std::string_view text) {
  while (text.size() >= sizeof(uint64_t)) {
    if (!is_plain_word(text.data())) return false;
    text.remove_prefix(sizeof(uint64_t));
  }
  return std::all_of(text.begin(), text.end(), is_plain);
}

}  // namespace

void ObjectWriter::key(std::string_view name) { writer_.Key(name.data(), json_size(name)); }

void ObjectWriter::member(std::string_view name, std::string_view text) {
  key(name);
  if (find_invalid_utf8(text) == std::string_view::npos) {
    writer_.String(text.data(), json_size(text));
    return;
  }
  const std::string repaired = replace_invalid_utf8(text);
  writer_.String(repaired.data(), json_size(repaired));
}

void ObjectWriter::member(std::string_view name, int64_t number) {
  key(name);
  writer_.Int64(number);
}

void ObjectWriter::member(std::string_view name, bool flag) {
  key(name);
  writer_.Bool(flag);
}

void ObjectWriter::member(std::string_view name, double number) {
  SW_CHECK(std::isfinite(number));  // JSON has neither NaN nor infinity
  key(name);
  writer_.Double(number);
}

// The writer puts its colon or comma and the opening quote; the stream has no buffer, so that the rest can follow it.
void ObjectWriter::long_member(std::string_view name, const std::string& text) {
  if (!needs_no_escape(text)) return member(name, text);
  key(name);
  writer_.RawValue("\"", 1, rapidjson::kStringType);
  stream_.out.append(text);
  stream_.out.push_back('"');
}

void ObjectWriter::json_member(std::string_view name, std::string_view json) {
  key(name);
  writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
}

}  // namespace sw::contracts
