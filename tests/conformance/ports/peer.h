// The other end of a connection, as the network suites imagine it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sw::conformance {

enum class PeerHabit : uint8_t {
  kEcho,           // sends back what it gets; ends when its peer does
  kCollect,        // keeps what it gets and says nothing; ends when its peer does
  kDeaf,           // accepts, and never reads
  kClose,          // accepts, then ends in order
  kReset,          // accepts, then resets the connection
  kResetOnBytes,   // resets the connection when the first bytes come
  kGreetAndClose,  // sends kGreeting, then ends in order
  kDrip,           // sends kGreeting byte by byte
  kCutOff,         // TLS: sends kGreeting, then ends TCP without the close_notify of TLS
};

inline constexpr std::string_view kGreeting = "Guten Tag, here is your greeting.\r\n";

// What all peers of a world saw together.
struct PeerRecord {
  std::string bytes;  // what kCollect kept
  int ended = 0;      // connections whose bytes ended in order (for TLS: with a close_notify)
  int broken = 0;     // connections that broke
};

// `count` bytes in which every place can be told from its neighbours.
inline std::string numbered_bytes(std::size_t count) {
  std::string bytes;
  bytes.reserve(count + 16);
  for (uint64_t number = 0; bytes.size() < count; ++number) bytes += std::to_string(number) + ' ';
  bytes.resize(count);
  return bytes;
}

}  // namespace sw::conformance
