// What a Socket.IO session wants done, in order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "worker/protocol/json/json_document.h"
#include "worker/protocol/socket_io/arguments.h"

namespace sw::protocol::socket_io {

// Send this as one Engine.IO message.
struct Send {
  bool binary;
  std::string payload;
};

// A namespace is connected: on a client by the server's answer, on a server by the client's request.
struct Connected {
  std::string nsp;
  std::string sid;
  std::optional<JsonDocument> auth;  // on a server: what the client gave, an object
};

struct EventReceived {
  std::string nsp;
  std::string name;
  Arguments arguments;
  std::optional<uint64_t> ack_id;  // the peer waits for an ack with this id
};

// The peer has acked what we emitted with this id.
struct Acked {
  std::string nsp;
  uint64_t id;
  Arguments arguments;
};

// The server will not have us: the end of a client's session.
struct ConnectRefused {
  std::string message;  // one line, at most kMaxReasonBytes
};

// The peer has left the namespace: the end of a client's session, not of a server's.
struct Left {
  std::string nsp;
};

// A packet that is valid but has no meaning now; counted and logged by whoever runs the session.
struct Ignored {
  std::string_view what;  // static
};

// The peer broke the protocol, or a limit: the end of the session.
struct Failed {
  std::string_view text;  // static
  bool timeout = false;   // it did not connect in time
};

using Action = std::variant<Send, Connected, EventReceived, Acked, ConnectRefused, Left, Ignored, Failed>;
using Actions = std::vector<Action>;

}  // namespace sw::protocol::socket_io
