// Finds where WebSocket frames end (RFC 6455 §5.2), so that each is fed alone and what it led to is known before the
// next: the library would read on behind a close frame, or before its user has answered a message.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sw::protocol::websocket {

class FrameSplitter {
 public:
  // How many of `bytes` belong to the frame under way: all of them, or up to its end.
  std::size_t take(std::string_view bytes);

 private:
  static constexpr std::size_t kShortestHeader = 2;
  static constexpr std::size_t kLongestHeader = 14;

  bool header_done() const { return header_bytes_ == header_size_; }
  void take_header_byte(char byte);
  std::uint64_t payload_length() const;

  std::array<unsigned char, kLongestHeader> header_{};
  std::size_t header_bytes_ = 0;  // that have come
  std::size_t header_size_ = kShortestHeader;
  std::uint64_t payload_left_ = 0;
};

}  // namespace sw::protocol::websocket
