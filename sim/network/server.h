// The far side of virtual connections: what a fake service implements, and what it is given to answer with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "worker/base/units.h"
#include "worker/ports/network.h"

namespace sw::sim {

// How the worker's side of a connection ended, as its server sees it.
enum class PeerEnd : uint8_t {
  kClosed,  // in order, after its last bytes
  kReset,   // broken; bytes may have been lost
};

// One listening service. Calls come from the scheduler, never from inside a call of ServerSide, and a connection's
// calls come in this order: on_connected, any on_bytes, on_closed; the last one at most once, not after the server's
// own close() or reset(), and never where the worker vanished silently.
class Server {
 public:
  virtual ~Server() = default;
  // Whether a connection that is being asked for is accepted; false refuses it.
  virtual bool accepting(Timestamp now) = 0;
  virtual void on_connected(Timestamp now, ports::ConnectionId connection) = 0;
  // 1 to kMaxReceivedChunk bytes.
  virtual void on_bytes(Timestamp now, ports::ConnectionId connection, std::string bytes) = 0;
  virtual void on_closed(Timestamp now, ports::ConnectionId connection, PeerEnd end) = 0;
};

// What a server can do with its connections. Calls for a connection that is unknown or over are ignored. There is no
// limit on what waits to be sent: a fake that cares asks pending().
class ServerSide {
 public:
  virtual ~ServerSide() = default;
  virtual void send(ports::ConnectionId connection, std::string bytes) = 0;
  // Sends what is queued, then ends the connection; what still comes from the worker is dropped.
  virtual void close(ports::ConnectionId connection) = 0;
  // Breaks the connection: what is under way in both directions is lost.
  virtual void reset(ports::ConnectionId connection) = 0;
  // A server that stops reading holds the worker's bytes up.
  virtual void set_reading(ports::ConnectionId connection, bool reading) = 0;
  virtual std::size_t pending(ports::ConnectionId connection) const = 0;
};

}  // namespace sw::sim
