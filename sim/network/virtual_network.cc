#include "sim/network/virtual_network.h"

#include <utility>

#include "worker/base/check.h"

namespace sw::sim {

using ports::ConnectionId;

class VirtualNetwork::Side final : public ServerSide {
 public:
  explicit Side(VirtualNetwork& network) : network_(network) {}

  void send(ConnectionId id, std::string bytes) override {
    if (auto* connection = network_.find(id)) connection->server_send(std::move(bytes));
  }
  void close(ConnectionId id) override {
    if (auto* connection = network_.find(id)) connection->server_close();
  }
  void reset(ConnectionId id) override {
    if (auto* connection = network_.find(id)) connection->server_reset();
  }
  void set_reading(ConnectionId id, bool reading) override {
    if (auto* connection = network_.find(id)) connection->server_set_reading(reading);
  }
  std::size_t pending(ConnectionId id) const override {
    const auto* connection = network_.find(id);
    return connection == nullptr ? 0 : connection->server_pending();
  }

 private:
  VirtualNetwork& network_;
};

VirtualNetwork::VirtualNetwork(Scheduler& scheduler, ports::EventSink& sink, uint64_t seed)
    : wire_{scheduler, sink, seed, nullptr}, side_(std::make_unique<Side>(*this)) {
  no_such_host_.unresolved = true;
}

VirtualNetwork::~VirtualNetwork() = default;

ServerSide& VirtualNetwork::listen(const ServiceAddress& address, Server& server, const LinkSettings& link) {
  for (const auto& other : services_) {
    SW_CHECK(other->name != address.name);
    SW_CHECK(other->host != address.host || other->port != address.port);
  }
  auto service = std::make_unique<Service>();
  service->name = address.name;
  service->host = address.host;
  service->port = address.port;
  service->tls = address.tls;
  service->server = &server;
  service->to_server.link = link;
  service->to_worker.link = link;
  services_.push_back(std::move(service));
  return *side_;
}

ServerSide& VirtualNetwork::server_side() { return *side_; }

void VirtualNetwork::connect(ConnectionId id, const ports::Endpoint& endpoint) {
  SW_CHECK(!connections_.contains(id));
  over_.clear();
  Service& service = find_service(endpoint);
  if (wire_.observer != nullptr) wire_.observer->on_connecting(wire_.scheduler.now(), id, service.name);
  Connection::Owner& owner = *this;
  auto connection = std::make_unique<Connection>(wire_, service, owner, id, endpoint.tls);
  connections_.emplace(id, std::move(connection)).first->second->open();
}

void VirtualNetwork::send(ConnectionId id, std::string bytes) {
  if (auto* connection = find(id)) return connection->send(std::move(bytes));
  // As Connection::send() does where both ends are gone.
  if (wire_.observer != nullptr) wire_.observer->on_sent(wire_.scheduler.now(), id, Way::kToServer, bytes);
}

std::size_t VirtualNetwork::pending(ConnectionId id) const {
  const auto* connection = find(id);
  return connection == nullptr ? 0 : connection->pending();
}

void VirtualNetwork::close(ConnectionId id) {
  if (auto* connection = find(id)) connection->close();
}

Service& VirtualNetwork::find_service(const ports::Endpoint& endpoint) {
  bool host_known = false;
  for (const auto& service : services_) {
    if (service->host != endpoint.host) continue;
    if (service->port == endpoint.port) return *service;
    host_known = true;
  }
  return host_known ? nowhere_ : no_such_host_;
}

Connection* VirtualNetwork::find(ConnectionId id) const {
  const auto found = connections_.find(id);
  return found == connections_.end() ? nullptr : found->second.get();
}

void VirtualNetwork::connection_over(ConnectionId id) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  over_.push_back(std::move(found->second));
  connections_.erase(found);
}

}  // namespace sw::sim
