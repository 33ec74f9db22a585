// Why a connection is over, in the words of the Socket.IO implementations where they have one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sw::protocol {

enum class DisconnectReason : uint8_t {
  kPingTimeout,       // the peer's heartbeat failed
  kTransportClose,    // the peer closed the WebSocket, or its bytes ended
  kServerDisconnect,  // the server sent DISCONNECT
  kConnectError,      // the server answered CONNECT with CONNECT_ERROR
  kHandshake,         // no WebSocket came about
  kProtocol,          // the peer broke a protocol, or one of our limits
  kTooLarge,          // the peer sent a message above its limit
  kConnectTimeout,    // a client did not finish its handshake, or sent no CONNECT in time
};

constexpr std::string_view to_text(DisconnectReason reason) {
  switch (reason) {
    case DisconnectReason::kPingTimeout:
      return "ping timeout";
    case DisconnectReason::kTransportClose:
      return "transport close";
    case DisconnectReason::kServerDisconnect:
      return "io server disconnect";
    case DisconnectReason::kConnectError:
      return "connect error";
    case DisconnectReason::kHandshake:
      return "handshake error";
    case DisconnectReason::kProtocol:
      return "parse error";
    case DisconnectReason::kTooLarge:
      return "message too large";
    case DisconnectReason::kConnectTimeout:
      return "connect timeout";
  }
  return "";
}

// The last thing that a connection tells.
struct Disconnected {
  DisconnectReason reason;
  std::string text;  // one line of detail for the log
};

}  // namespace sw::protocol
