// Base64 (RFC 4648 §4), as audio travels in it. Ours, since of the libraries at hand websocketpp's decoder stops at the
// first wrong character without saying so and appends byte by byte, and OpenSSL's has no place below the adapters.
// Table driven: 128 KB take about 0.1 ms in either direction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "contracts/limits.h"
#include "worker/base/expected.h"

namespace sw::contracts {

// Why a text is not base64.
struct Base64Error {
  std::size_t offset = 0;   // of the first character that is wrong
  std::string_view reason;  // static text
  bool operator==(const Base64Error&) const = default;
};
// "at character 17: not in the base64 alphabet".
std::string to_text(const Base64Error& error);

// Characters that this many bytes take, padding included.
constexpr std::size_t base64_length(std::size_t bytes) { return (bytes + 2) / 3 * 4; }

// Appends the text of `bytes`, with padding and without line breaks.
void append_base64(std::string& out, std::span<const uint8_t> bytes);
std::string base64_encode(std::span<const uint8_t> bytes);
std::string base64_encode(std::string_view bytes);

// The bytes of `text`, at most `max_bytes`. Strict: the standard alphabet alone, no white space or line breaks (§3.1,
// §3.3), padding to a multiple of 4 (§3.2), unused bits zero (§3.5): each sequence of bytes has exactly one text.
expected<std::string, Base64Error> base64_decode(std::string_view text, std::size_t max_bytes = kMaxAudioBytes);

}  // namespace sw::contracts
