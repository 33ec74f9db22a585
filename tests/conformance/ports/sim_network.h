// The world of the virtual network: peers with the suites' habits, on a link of the test's choice.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/network/virtual_network.h"
#include "tests/conformance/ports/peer.h"
#include "tests/conformance/ports/sim_loop.h"

namespace sw::conformance {

class SimPeer final : public sim::Server {
 public:
  SimPeer(PeerHabit habit, PeerRecord& record, sim::ServerSide& side) : habit_(habit), record_(record), side_(side) {}

  bool accepting(Timestamp) override { return true; }
  void on_connected(Timestamp now, ports::ConnectionId id) override;
  void on_bytes(Timestamp now, ports::ConnectionId id, std::string bytes) override;
  void on_closed(Timestamp now, ports::ConnectionId id, sim::PeerEnd end) override;

 private:
  const PeerHabit habit_;
  PeerRecord& record_;
  sim::ServerSide& side_;
};

class SimNetwork : public SimLoop {
 public:
  explicit SimNetwork(const sim::LinkSettings& link = {}) : link_(link) {}

  ports::Network& network() { return network_; }
  sim::NetworkFaults& faults() { return network_.faults(); }
  const PeerRecord& record() const { return record_; }

  ports::Endpoint peer(PeerHabit habit) { return listen(habit, false).endpoint; }
  ports::Endpoint refusing() { return {peer(PeerHabit::kDeaf).host, 1, false}; }
  ports::Endpoint unresolvable() { return {"no-such-host.invalid", 80, false}; }

 protected:
  struct Listening {
    std::string service;
    ports::Endpoint endpoint;
  };
  Listening listen(PeerHabit habit, bool tls);

 private:
  PeerRecord record_;
  sim::LinkSettings link_;
  sim::VirtualNetwork network_{scheduler(), sink(), 7};
  std::vector<std::unique_ptr<SimPeer>> peers_;
};

}  // namespace sw::conformance
