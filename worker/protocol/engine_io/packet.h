// Engine.IO v4 packets over WebSocket: a text message is a type digit and its data, a binary message is binary data and
// nothing else (Engine.IO protocol, revision 4, "Packet encoding" and "WebSocket").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "worker/base/expected.h"

namespace sw::protocol::engine_io {

enum class PacketType : uint8_t { kOpen, kClose, kPing, kPong, kMessage, kUpgrade, kNoop };

struct Packet {
  PacketType type;
  std::string_view data;  // a view into the message
};

// The packet in a text message, or why there is none (static text).
expected<Packet, std::string_view> decode(std::string_view message);

std::string encode(PacketType type, std::string_view data = {});

}  // namespace sw::protocol::engine_io
