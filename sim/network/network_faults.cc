#include "sim/network/network_faults.h"

#include <algorithm>

#include "sim/network/virtual_network.h"
#include "worker/base/check.h"

namespace sw::sim {

bool NetworkFaults::knows(std::string_view name) const {
  return std::ranges::any_of(network_.services_, [&](const auto& service) { return service->name == name; });
}

Service& NetworkFaults::service(std::string_view name) const {
  const auto found = std::ranges::find_if(network_.services_, [&](const auto& one) { return one->name == name; });
  SW_CHECK(found != network_.services_.end());
  return **found;
}

template <class Act>
void NetworkFaults::with_lanes(std::string_view name, Way ways, const Act& act) {
  Service& changed = service(name);
  for (const Way way : {Way::kToServer, Way::kToWorker}) {
    if (includes(ways, way)) act(changed.lane(way));
  }
  for (const auto& [id, connection] : network_.connections_) {
    if (&connection->service() != &changed) continue;
    for (const Way way : {Way::kToServer, Way::kToWorker}) {
      if (includes(ways, way)) connection->lane_changed(way);
    }
  }
}

// By a list of their ids, since `act` may end them.
template <class Act>
void NetworkFaults::with_connections(std::string_view name, const Act& act) {
  const Service& wanted = service(name);
  std::vector<ports::ConnectionId> ids;
  for (const auto& [id, connection] : network_.connections_) {
    if (&connection->service() == &wanted) ids.push_back(id);
  }
  for (const auto id : ids) {
    if (auto* connection = network_.find(id)) act(*connection);
  }
}

void NetworkFaults::refuse(std::string_view name, bool on) { service(name).refuses = on; }
void NetworkFaults::unresolve(std::string_view name, bool on) { service(name).unresolved = on; }
void NetworkFaults::fail_tls(std::string_view name, bool on) { service(name).tls_fails = on; }

void NetworkFaults::reset(std::string_view name) {
  with_connections(name, [](Connection& connection) { connection.break_both_ends(); });
}

void NetworkFaults::half_open(std::string_view name) {
  with_connections(name, [](Connection& connection) { connection.vanish(); });
}

void NetworkFaults::blackhole(std::string_view name, Way way) {
  with_lanes(name, way, [](Lane& lane) { lane.blackholed = true; });
}

void NetworkFaults::release(std::string_view name, Way way) {
  with_lanes(name, way, [](Lane& lane) { lane.blackholed = false; });
}

void NetworkFaults::partition(std::string_view name) {
  with_lanes(name, Way::kBoth, [](Lane& lane) { lane.partitioned = true; });
}

void NetworkFaults::heal(std::string_view name, AfterPartition after) {
  if (after != AfterPartition::kResume) {
    with_connections(name, [&](Connection& connection) {
      if (!connection.is_established()) return;
      if (after == AfterPartition::kReset) return connection.break_both_ends();
      connection.vanish();
    });
  }
  with_lanes(name, Way::kBoth, [](Lane& lane) { lane.partitioned = false; });
}

const LinkSettings& NetworkFaults::link(std::string_view name, Way way) const { return service(name).lane(way).link; }

void NetworkFaults::set_link(std::string_view name, Way way, const LinkSettings& link) {
  with_lanes(name, way, [&](Lane& lane) { lane.link = link; });
}

void NetworkFaults::cut(std::string_view name, Way way, const Cut& cut) {
  with_lanes(name, way, [&](Lane& lane) { lane.cut = cut; });
}

void NetworkFaults::remove_cut(std::string_view name, Way way) {
  with_lanes(name, way, [](Lane& lane) { lane.cut.reset(); });
}

}  // namespace sw::sim
