// Reads the text of one Socket.IO packet.
#pragma once

#include <cstddef>
#include <string>

#include "worker/base/expected.h"
#include "worker/protocol/socket_io/packet.h"

namespace sw::protocol::socket_io {

// A packet as its text alone tells it, its attachments still to come.
struct PacketText {
  Packet packet;
  std::size_t attachments = 0;  // how many are to come; placeholders name none beyond
};

// Every rule that the text alone can break is checked here. Stricter than the reference parser where that one let bad
// packets through: an attachment count is 1 to `max_attachments` for a binary packet, a placeholder's index is an
// integer in range, an event has a name that is a string and not reserved, an ack has an id.
expected<PacketText, PacketError> parse_packet(std::string text, std::size_t max_attachments);

}  // namespace sw::protocol::socket_io
