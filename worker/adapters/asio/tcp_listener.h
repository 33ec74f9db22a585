// A port that others connect to, plain or over TLS: the network port the other way round. Its connections are told of
// as events of the loop, Connected, Received and Closed, as those that the engine opens itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "worker/adapters/asio/event_loop.h"
#include "worker/base/expected.h"
#include "worker/base/units.h"
#include "worker/ports/network.h"

namespace sw::adapters {

struct ServerIdentity {
  std::string certificate_file;  // PEM, the chain
  std::string key_file;          // PEM
};

struct TcpListenerOptions {
  std::string host = "127.0.0.1";                      // an address, or "localhost"
  uint16_t port = 0;                                   // 0 picks a free one
  std::optional<ServerIdentity> tls = {};              // absent: plain TCP
  std::size_t max_connections = 64;                    // one more is closed at once
  TimeDelta handshake_limit = TimeDelta::Seconds(10);  // for a client's TLS handshake
};

// Threads: the loop's. Ids count from 1. What a connection may hold back is bounded: ports::kMaxPendingSend to send,
// one chunk received. Nothing throws.
class TcpListener {
 public:
  // Listens. The error is one line. `loop` outlives the listener.
  static expected<std::unique_ptr<TcpListener>, std::string> listen(EventLoop& loop, const TcpListenerOptions& options);
  ~TcpListener();
  TcpListener(const TcpListener&) = delete;
  TcpListener& operator=(const TcpListener&) = delete;

  uint16_t port() const;
  // False: the port is closed, whoever connects is refused; connections stay. True: it is open again, as soon as the
  // system gives it back.
  void set_accepting(bool accepting);

  // As those of ports::Network.
  void send(ports::ConnectionId connection, std::string bytes);
  void close(ports::ConnectionId connection);
  // The peer gets a TCP reset; no Closed is posted.
  void reset(ports::ConnectionId connection);

 private:
  class Port;
  explicit TcpListener(std::shared_ptr<Port> port);
  std::shared_ptr<Port> port_;
};

}  // namespace sw::adapters
