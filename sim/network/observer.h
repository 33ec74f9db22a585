// Who watches the wire: oracles, traces, hashes. Costs one test per call where nobody does.
#pragma once

#include <string_view>

#include "sim/network/link.h"
#include "sim/network/server.h"
#include "worker/ports/network.h"

namespace sw::sim {

// Called from inside the network at the instant of what it reports; it must not call the network.
class NetworkObserver {
 public:
  virtual ~NetworkObserver() = default;
  // The worker begins to connect. `service` is empty where no such host or port is known.
  virtual void on_connecting(Timestamp, ports::ConnectionId, std::string_view /*service*/) {}
  // The worker's side is up.
  virtual void on_up(Timestamp, ports::ConnectionId) {}
  // A write, before the wire does anything to it.
  virtual void on_sent(Timestamp, ports::ConnectionId, Way, std::string_view /*bytes*/) {}
  // A piece that arrives at the side where `way` leads to.
  virtual void on_delivered(Timestamp, ports::ConnectionId, Way, std::string_view /*bytes*/) {}
  // The worker closes its side.
  virtual void on_worker_closes(Timestamp, ports::ConnectionId) {}
  // The server learns of the end.
  virtual void on_server_learns(Timestamp, ports::ConnectionId, PeerEnd) {}
};

}  // namespace sw::sim
