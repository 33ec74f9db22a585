// Turns Engine.IO messages into Socket.IO packets: a text is a packet, or the beginning of one whose attachments follow
// as binary messages. After an error the stream has lost its place, and the session must end.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "worker/base/expected.h"
#include "worker/base/units.h"
#include "worker/protocol/limits.h"
#include "worker/protocol/socket_io/packet.h"
#include "worker/protocol/timings.h"

namespace sw::protocol::socket_io {

struct DecoderLimits {
  std::size_t attachments = kMaxAttachments;
  std::size_t unfinished_bytes = kMaxUnfinishedBytes;
  TimeDelta unfinished_time = kUnfinishedPacketTime;
};

class Decoder {
 public:
  explicit Decoder(DecoderLimits limits = {}) : limits_(limits) {}

  // The packet that this message completes; nothing while attachments are outstanding.
  expected<std::optional<Packet>, PacketError> on_text(Timestamp now, std::string text);
  expected<std::optional<Packet>, PacketError> on_binary(std::string bytes);

  // Until when an unfinished packet must be complete; the session that reaches it is over.
  std::optional<Timestamp> deadline() const;

 private:
  struct Unfinished {
    Packet packet;
    std::size_t missing;
    Timestamp deadline;
  };

  DecoderLimits limits_;
  std::optional<Unfinished> unfinished_;
};

}  // namespace sw::protocol::socket_io
