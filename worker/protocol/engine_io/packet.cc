#include "worker/protocol/engine_io/packet.h"

namespace sw::protocol::engine_io {

expected<Packet, std::string_view> decode(std::string_view message) {
  if (message.empty()) return unexpected<std::string_view>("an empty Engine.IO packet");
  const char type = message.front();
  if (type < '0' || type > '6') return unexpected<std::string_view>("an unknown Engine.IO packet type");
  return Packet{static_cast<PacketType>(type - '0'), message.substr(1)};
}

std::string encode(PacketType type, std::string_view data) {
  std::string message;
  message.reserve(1 + data.size());
  message.push_back(static_cast<char>('0' + static_cast<int>(type)));
  message.append(data);
  return message;
}

}  // namespace sw::protocol::engine_io
