// The texts of the wire, for the wire reader: UTF-8, and the head of a Socket.IO packet.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace sw::fakes::wire {

// Well-formed UTF-8 (RFC 3629 §4): what a WebSocket text must be (RFC 6455 §8.1).
bool is_utf8(std::string_view text);

// What stands before the JSON of a Socket.IO packet: type, attachments, namespace, ack id.
struct SocketHead {
  char type;  // '0' CONNECT … '6' BINARY_ACK
  int attachments;
  std::string_view nsp;
  std::size_t size;  // of all this
};
std::optional<SocketHead> socket_head(std::string_view packet);

}  // namespace sw::fakes::wire
