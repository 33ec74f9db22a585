#include "contracts/plain_text.h"

#include <cstdint>
#include <cstring>

namespace sw::contracts {
namespace {

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

}  // namespace

std::size_t plain_prefix(std::string_view text) {
  std::size_t at = 0;
  while (at + sizeof(uint64_t) <= text.size() && is_plain_word(text.data() + at)) at += sizeof(uint64_t);
  while (at < text.size() && is_plain(text[at])) ++at;
  return at;
}

}  // namespace sw::contracts
