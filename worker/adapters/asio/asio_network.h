// The network port over TCP and TLS.
#pragma once

#include <functional>
#include <memory>

#include "worker/adapters/asio/event_loop.h"
#include "worker/base/units.h"
#include "worker/ports/network.h"

namespace sw::adapters {

// After close(), at most this long for the queued bytes to leave and the peer to end its side.
inline constexpr TimeDelta kCloseLimit = TimeDelta::Seconds(2);

// TCP_NODELAY is on. TLS verifies the peer's certificate and its name, and is 1.2 at least. `loop` outlives the
// network; destruction breaks what is open, so let when_closed() come first where bytes may still be on their way.
class AsioNetwork final : public ports::Network {
 public:
  explicit AsioNetwork(EventLoop& loop);
  ~AsioNetwork() override;

  void connect(ports::ConnectionId connection, const ports::Endpoint& endpoint) override;
  void send(ports::ConnectionId connection, std::string bytes) override;
  std::size_t pending(ports::ConnectionId connection) const override;
  void close(ports::ConnectionId connection) override;

  // Calls `done` on the loop, once, as soon as no closed connection has anything left to do: at the latest kCloseLimit
  // after the last close().
  void when_closed(std::function<void()> done);

 private:
  class Links;
  std::unique_ptr<Links> links_;
};

}  // namespace sw::adapters
