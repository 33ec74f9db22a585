// What the wire between a worker and an STS says, as read by a reader that shares nothing with worker/protocol.
//
// A message lives for the call that tells of it; whoever needs more keeps a copy.
#pragma once

#include <rapidjson/document.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "worker/base/units.h"
#include "worker/ports/network.h"

namespace sw::fakes::wire {

enum class Sender : uint8_t { kWorker, kService };
// The WebSocket handshake is complete: the request of the worker, with its headers.
struct WireOpened {
  ports::ConnectionId connection;
  std::string_view request;
};
// A Socket.IO packet of any kind but an event.
struct WirePacket {
  ports::ConnectionId connection;
  Sender sender;
  char engine_type;       // '0' open … '6' noop
  char socket_type;       // '0' CONNECT, '1' DISCONNECT, '4' CONNECT_ERROR …; ' ' where the Engine.IO type is not '4'
  std::string_view text;  // behind the types
};
struct WireEvent {
  ports::ConnectionId connection;
  Sender sender;
  std::string_view name;
  const rapidjson::Value& payload;  // the first argument; null where there is none; within the limits of read_json()
  std::size_t bytes;                // of the WebSocket message
};
// The reader cannot make sense of what was sent: by a faulty service on purpose, by the worker never.
struct WireBroken {
  ports::ConnectionId connection;
  Sender sender;
  std::string_view why;
};
// A WebSocket close frame. What its sender says behind it is not looked at.
struct WireClosing {
  ports::ConnectionId connection;
  Sender sender;
};

// Is told what was read, in the order of the wire.
class WireSink {
 public:
  virtual ~WireSink() = default;
  virtual void on(Timestamp now, const WireOpened& opened) = 0;
  virtual void on(Timestamp now, const WirePacket& packet) = 0;
  virtual void on(Timestamp now, const WireEvent& event) = 0;
  virtual void on(Timestamp now, const WireBroken& broken) = 0;
  virtual void on(Timestamp, const WireClosing&) {}
};

}  // namespace sw::fakes::wire
