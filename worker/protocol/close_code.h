// The WebSocket close codes that we send (RFC 6455 §7.4.1); those for broken frames are the library's own.
#pragma once

#include <cstdint>

namespace sw::protocol {

inline constexpr std::uint16_t kNormalClosure = 1000;
// For a peer that keeps RFC 6455 but breaks Engine.IO or Socket.IO.
inline constexpr std::uint16_t kPolicyViolation = 1008;

}  // namespace sw::protocol
