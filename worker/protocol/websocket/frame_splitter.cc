#include "worker/protocol/websocket/frame_splitter.h"

#include <algorithm>

namespace sw::protocol::websocket {
namespace {

constexpr unsigned char kMaskBit = 0x80;
constexpr unsigned char kLengthBits = 0x7F;
constexpr unsigned char kLengthIn16Bits = 126;
constexpr unsigned char kLengthIn64Bits = 127;
constexpr std::size_t kMaskBytes = 4;

// Bytes behind the first two that hold the length.
std::size_t length_bytes(unsigned char second) {
  const unsigned char length = second & kLengthBits;
  return length == kLengthIn64Bits ? 8 : length == kLengthIn16Bits ? 2 : 0;
}

}  // namespace

std::size_t FrameSplitter::take(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size()) {
    if (!header_done()) {
      take_header_byte(bytes[taken++]);
    } else {
      const auto part = std::min<std::uint64_t>(payload_left_, bytes.size() - taken);
      payload_left_ -= part;
      taken += static_cast<std::size_t>(part);
    }
    if (header_done() && payload_left_ == 0) {
      header_bytes_ = 0;
      header_size_ = kShortestHeader;
      break;
    }
  }
  return taken;
}

void FrameSplitter::take_header_byte(char byte) {
  header_[header_bytes_++] = static_cast<unsigned char>(byte);
  if (header_bytes_ == kShortestHeader) {
    header_size_ += length_bytes(header_[1]) + ((header_[1] & kMaskBit) != 0 ? kMaskBytes : 0);
  }
  if (header_done()) payload_left_ = payload_length();
}

std::uint64_t FrameSplitter::payload_length() const {
  const std::size_t count = length_bytes(header_[1]);
  if (count == 0) return header_[1] & kLengthBits;
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < count; ++i) length = length << 8 | header_[kShortestHeader + i];
  return length;
}

}  // namespace sw::protocol::websocket
