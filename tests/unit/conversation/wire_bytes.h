// Bytes of the wire, put together by hand for tests of readers and judges, which must not learn them from the worker's
// codecs.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sw::conversation {

inline constexpr uint8_t kText = 0x81;  // the last frame of a text, which is also the first
inline constexpr uint8_t kTextBegins = 0x01;
inline constexpr uint8_t kGoesOn = 0x00;
inline constexpr uint8_t kEnds = 0x80;
inline constexpr uint8_t kBinary = 0x82;
inline constexpr uint8_t kClose = 0x88;
inline constexpr uint8_t kPing = 0x89;

inline std::string length_of(std::size_t size, uint8_t mask_bit) {
  std::string head;
  if (size < 126) {
    head += static_cast<char>(size | mask_bit);
  } else if (size < 65'536) {
    head += static_cast<char>(126 | mask_bit);
    for (int shift = 8; shift >= 0; shift -= 8) head += static_cast<char>(size >> shift & 0xff);
  } else {
    head += static_cast<char>(127 | mask_bit);
    for (int shift = 56; shift >= 0; shift -= 8) head += static_cast<char>(size >> shift & 0xff);
  }
  return head;
}
// As the service sends them.
inline std::string plain(uint8_t first, std::string_view payload) {
  return std::string(1, static_cast<char>(first)) + length_of(payload.size(), 0) + std::string(payload);
}
// As the worker sends them.
inline std::string masked(uint8_t first, std::string_view payload) {
  constexpr std::array<uint8_t, 4> kMask{0x9a, 0x01, 0xff, 0x37};
  std::string bytes(1, static_cast<char>(first));
  bytes += length_of(payload.size(), 0x80);
  for (const uint8_t byte : kMask) bytes += static_cast<char>(byte);
  for (std::size_t i = 0; i < payload.size(); ++i) {
    bytes += static_cast<char>(static_cast<uint8_t>(payload[i]) ^ kMask[i % kMask.size()]);
  }
  return bytes;
}

}  // namespace sw::conversation
