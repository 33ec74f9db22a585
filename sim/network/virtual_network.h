// The network of a simulated world: services listen by host and port, the worker connects to them, and bytes take their
// time. Everything depends on the calls and the seed alone.
//
// What is not modelled: congestion and loss (they look like latency and bandwidth), the backlog of a listener, half
// closed connections (an end that closes drops what still comes), and TLS beyond its round trip.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/network/connection.h"
#include "sim/network/link.h"
#include "sim/network/network_faults.h"
#include "sim/network/observer.h"
#include "sim/network/server.h"
#include "sim/network/service.h"
#include "worker/ports/event.h"

namespace sw::sim {

struct ServiceAddress {
  std::string name;  // for faults and traces: "sts"
  std::string host;
  uint16_t port;
  bool tls = false;
};

class VirtualNetwork final : public ports::Network, private Connection::Owner {
 public:
  // `scheduler` and `sink` outlive the network.
  VirtualNetwork(Scheduler& scheduler, ports::EventSink& sink, uint64_t seed);
  ~VirtualNetwork() override;
  VirtualNetwork(const VirtualNetwork&) = delete;
  VirtualNetwork& operator=(const VirtualNetwork&) = delete;

  // `server` listens from now on, over a link that is the same in both directions; it outlives the network. Neither
  // name nor host and port were given before. What comes back is how servers answer, the same for all of them.
  ServerSide& listen(const ServiceAddress& address, Server& server, const LinkSettings& link = {});
  ServerSide& server_side();

  NetworkFaults& faults() { return faults_; }
  // Null for none. It outlives the network, or is taken away before.
  void set_observer(NetworkObserver* observer) { wire_.observer = observer; }

  void connect(ports::ConnectionId connection, const ports::Endpoint& endpoint) override;
  void send(ports::ConnectionId connection, std::string bytes) override;
  std::size_t pending(ports::ConnectionId connection) const override;
  void close(ports::ConnectionId connection) override;

  // Connections that one end or the other still knows.
  std::size_t connections() const { return connections_.size(); }

 private:
  friend class NetworkFaults;
  class Side;

  Service& find_service(const ports::Endpoint& endpoint);
  Connection* find(ports::ConnectionId id) const;
  void connection_over(ports::ConnectionId id) override;

  Wire wire_;
  std::vector<std::unique_ptr<Service>> services_;
  Service nowhere_;  // a port on which nobody listens
  Service no_such_host_;
  std::map<ports::ConnectionId, std::unique_ptr<Connection>> connections_;
  std::vector<std::unique_ptr<Connection>> over_;  // may still be running; gone with the next connect()
  std::unique_ptr<Side> side_;
  NetworkFaults faults_{*this};
};

}  // namespace sw::sim
