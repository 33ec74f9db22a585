#include "worker/protocol/socket_io/packet.h"

#include <algorithm>
#include <array>

namespace sw::protocol::socket_io {
namespace {

constexpr std::array<std::string_view, 6> kReservedEvents = {"connect",       "connect_error", "disconnect",
                                                             "disconnecting", "newListener",   "removeListener"};

// Room for type, counts, ids, brackets and quotes around what a caller gave.
constexpr std::size_t kFrameBytes = 64;

std::string begin(PacketType type, std::string_view nsp, std::size_t attachments, std::size_t expected_bytes) {
  std::string text;
  text.reserve(expected_bytes + nsp.size() + kFrameBytes);
  text.push_back(static_cast<char>('0' + static_cast<int>(type)));
  if (attachments > 0) text.append(std::to_string(attachments)).push_back('-');
  if (nsp != "/") text.append(nsp).push_back(',');
  return text;
}

}  // namespace

bool is_reserved_event(std::string_view name) {
  return std::find(kReservedEvents.begin(), kReservedEvents.end(), name) != kReservedEvents.end();
}

std::string encode_connect(std::string_view nsp, std::string_view payload) {
  return begin(PacketType::kConnect, nsp, 0, payload.size()).append(payload);
}

std::string encode_connect_error(std::string_view nsp, std::string_view message) {
  std::string text = begin(PacketType::kConnectError, nsp, 0, message.size());
  return text.append("{\"message\":").append(quote(message)).append("}");
}

std::string encode_disconnect(std::string_view nsp) { return begin(PacketType::kDisconnect, nsp, 0, 0); }

std::string encode(const OutgoingEvent& event) {
  const PacketType type = event.attachments > 0 ? PacketType::kBinaryEvent : PacketType::kEvent;
  std::string text = begin(type, event.nsp, event.attachments, event.name.size() + event.arguments.size());
  if (event.id) text += std::to_string(*event.id);
  text.append("[").append(quote(event.name));
  if (!event.arguments.empty()) text.append(",").append(event.arguments);
  text.append("]");
  return text;  // and not what append() gives: a reference, and so a copy of a whole fragment
}

std::string encode(const OutgoingAck& ack) {
  const PacketType type = ack.attachments > 0 ? PacketType::kBinaryAck : PacketType::kAck;
  std::string text = begin(type, ack.nsp, ack.attachments, ack.arguments.size());
  text.append(std::to_string(ack.id)).append("[").append(ack.arguments).append("]");
  return text;
}

std::string placeholder_json(std::size_t index) {
  return "{\"_placeholder\":true,\"num\":" + std::to_string(index) + "}";
}

}  // namespace sw::protocol::socket_io
