#include "contracts/base64.h"

#include <array>

namespace sw::contracts {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Two characters for each value of 12 bits.
using PairTable = std::array<std::array<char, 2>, 4096>;
constexpr PairTable make_pairs() {
  PairTable table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = {kAlphabet[i >> 6], kAlphabet[i & 63]};
  return table;
}
constexpr PairTable kPairs = make_pairs();

// The 6 bits of a character, moved up by `shift`; kInvalid for one that is not in the alphabet.
using BitTable = std::array<uint32_t, 256>;
constexpr uint32_t kInvalid = 0x8000'0000;
constexpr BitTable make_bits(int shift) {
  BitTable table{};
  table.fill(kInvalid);
  for (uint32_t i = 0; i < kAlphabet.size(); ++i) table[static_cast<unsigned char>(kAlphabet[i])] = i << shift;
  return table;
}
constexpr std::array<BitTable, 4> kBits = {make_bits(18), make_bits(12), make_bits(6), make_bits(0)};

constexpr std::string_view kNotInAlphabet = "not in the base64 alphabet";

unsigned char at(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

// The 24 bits of the four characters at `text`; above 2^24 where one of them is wrong.
uint32_t quad_bits(const char* text) {
  const auto bits = [text](std::size_t i) { return kBits[i][static_cast<unsigned char>(text[i])]; };
  return bits(0) | bits(1) | bits(2) | bits(3);
}

// Decodes whole groups of four characters; gives the characters that were right.
std::size_t decode_quads(std::string_view text, char* out) {
  std::size_t i = 0;
  for (; i + 4 <= text.size(); i += 4) {
    const uint32_t bits = quad_bits(text.data() + i);
    if ((bits & kInvalid) != 0) break;
    *out++ = static_cast<char>(bits >> 16);
    *out++ = static_cast<char>(bits >> 8);
    *out++ = static_cast<char>(bits);
  }
  return i;
}

Base64Error first_wrong(std::string_view text, std::size_t from) {
  while (from < text.size() && kBits[3][at(text, from)] != kInvalid) ++from;
  return {from, from < text.size() && text[from] == '=' ? "padding before the end" : kNotInAlphabet};
}

// The last two or three characters before the padding; `offset` is that of the first of them in the whole text.
expected<void, Base64Error> decode_rest(std::string_view rest, std::size_t offset, char* out) {
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (kBits[0][at(rest, i)] == kInvalid) return unexpected(Base64Error{offset + i, kNotInAlphabet});
  }
  uint32_t bits = kBits[0][at(rest, 0)] | kBits[1][at(rest, 1)];
  if (rest.size() == 3) bits |= kBits[2][at(rest, 2)];
  const uint32_t unused = rest.size() == 3 ? 0xFF : 0xFFFF;
  if ((bits & unused) != 0) return unexpected(Base64Error{offset + rest.size() - 1, "unused bits are not zero"});
  *out++ = static_cast<char>(bits >> 16);
  if (rest.size() == 3) *out = static_cast<char>(bits >> 8);
  return {};
}

std::size_t count_padding(std::string_view text) {
  if (text.ends_with("==")) return 2;
  return text.ends_with('=') ? 1 : 0;
}

}  // namespace

std::string to_text(const Base64Error& error) {
  return "at character " + std::to_string(error.offset) + ": " + std::string(error.reason);
}

void append_base64(std::string& out, std::span<const uint8_t> bytes) {
  const std::size_t start = out.size();
  out.resize(start + base64_length(bytes.size()));
  char* to = out.data() + start;
  const auto put = [&to](std::array<char, 2> pair) {
    *to++ = pair[0];
    *to++ = pair[1];
  };
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const uint32_t bits = uint32_t{bytes[i]} << 16 | uint32_t{bytes[i + 1]} << 8 | bytes[i + 2];
    put(kPairs[bits >> 12]);
    put(kPairs[bits & 0xFFF]);
  }
  if (i == bytes.size()) return;
  const uint32_t second = i + 1 < bytes.size() ? bytes[i + 1] : 0;
  const uint32_t bits = uint32_t{bytes[i]} << 16 | second << 8;
  put(kPairs[bits >> 12]);
  put({i + 1 < bytes.size() ? kPairs[bits & 0xFFF][0] : '=', '='});
}

std::string base64_encode(std::span<const uint8_t> bytes) {
  std::string out;
  append_base64(out, bytes);
  return out;
}

std::string base64_encode(std::string_view bytes) {
  return base64_encode(std::span(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
}

expected<std::string, Base64Error> base64_decode(std::string_view text, std::size_t max_bytes) {
  if (text.size() % 4 != 0) return unexpected(Base64Error{text.size(), "the length is no multiple of 4"});
  const std::size_t padding = count_padding(text);
  const std::size_t size = text.size() / 4 * 3 - padding;
  if (size > max_bytes) return unexpected(Base64Error{base64_length(max_bytes), "more bytes than allowed"});
  std::string out(size, '\0');
  const std::string_view quads = text.substr(0, padding == 0 ? text.size() : text.size() - 4);
  const std::size_t decoded = decode_quads(quads, out.data());
  if (decoded != quads.size()) return unexpected(first_wrong(text, decoded));
  if (padding == 0) return out;
  auto rest = decode_rest(text.substr(decoded, 4 - padding), decoded, out.data() + decoded / 4 * 3);
  if (!rest) return unexpected(rest.error());
  return out;
}

}  // namespace sw::contracts
