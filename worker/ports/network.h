// The network: byte streams to a peer, plain or over TLS. No message boundaries: bytes arrive split and joined at any
// place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "worker/base/ids.h"

namespace sw::ports {

using ConnectionId = NumberId<struct ConnectionIdKind>;

struct Endpoint {
  std::string host;  // a name or an address; also the name that the peer's certificate must carry
  uint16_t port;
  bool tls;  // the certificate is verified against the system's authorities (SSL_CERT_FILE, SSL_CERT_DIR)
};

// At most this many bytes in one Received.
inline constexpr std::size_t kMaxReceivedChunk = 64 * 1024;
// At most this many bytes wait in one connection to be sent; more breaks the connection (kOverflow).
inline constexpr std::size_t kMaxPendingSend = 64 * 1024 * 1024;

// Connected: TCP and, where asked, TLS are up; bytes may flow.
struct Connected {
  ConnectionId connection;
};
struct Received {
  ConnectionId connection;
  std::string bytes;  // 1 to kMaxReceivedChunk
};
enum class CloseReason : uint8_t {
  kPeerClosed,  // orderly end of the peer's bytes
  kRefused,     // nobody listens there
  kUnresolved,  // no address for the host
  kTls,         // handshake failed or certificate not trusted
  kReset,       // broken on the way, or unreachable
  kOverflow,    // kMaxPendingSend reached
};
// The last event of a connection, whether or not it was ever Connected. Not posted after the engine's own close().
struct Closed {
  ConnectionId connection;
  CloseReason reason;
  std::string text;  // one line for the log
};

// Ownership: the world owns it; it outlives the engine. Threads: the engine's only. Nothing here blocks or throws;
// every failure is a Closed. There are no timeouts here: deadlines are the engine's.
class Network {
 public:
  virtual ~Network() = default;
  // Begins to connect; ends in Connected or Closed, never from inside this call. `connection` was never used before.
  virtual void connect(ConnectionId connection, const Endpoint& endpoint) = 0;
  // Queues bytes, in order. Ignored when the connection is not up.
  virtual void send(ConnectionId connection, std::string bytes) = 0;
  // Bytes queued but not yet taken by the operating system; 0 for an unknown connection.
  virtual std::size_t pending(ConnectionId connection) const = 0;
  // Sends what is queued, then ends the connection; no further event of it is posted. Forgets it at once.
  virtual void close(ConnectionId connection) = 0;
};

}  // namespace sw::ports
