// What an Engine.IO session wants done, in order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "worker/protocol/engine_io/open_packet.h"

namespace sw::protocol::engine_io {

// Send this as one WebSocket text message.
struct SendText {
  std::string text;
};

// The session is open.
struct Opened {
  OpenPacket open;
};

// A message for the layer above. Text has lost its type digit.
struct MessageReceived {
  bool binary;
  std::string payload;
};

enum class EndReason : uint8_t { kPingTimeout, kPeerClosed, kProtocol };

// The session is over; close the WebSocket. Every later call is ignored.
struct Ended {
  EndReason reason;
  std::string_view text;  // static
};

using Action = std::variant<SendText, Opened, MessageReceived, Ended>;
using Actions = std::vector<Action>;

}  // namespace sw::protocol::engine_io
