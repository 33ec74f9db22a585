#include "tests/conformance/ports/sim_network.h"

#include <utility>

namespace sw::conformance {

void SimPeer::on_connected(Timestamp, ports::ConnectionId id) {
  switch (habit_) {
    case PeerHabit::kEcho:
    case PeerHabit::kCollect:
    case PeerHabit::kResetOnBytes:
      return;
    case PeerHabit::kDeaf:
      return side_.set_reading(id, false);
    case PeerHabit::kClose:
      return side_.close(id);
    case PeerHabit::kReset:
      return side_.reset(id);
    case PeerHabit::kGreetAndClose:
      side_.send(id, std::string(kGreeting));
      return side_.close(id);
    case PeerHabit::kDrip:
      for (const char c : kGreeting) side_.send(id, std::string(1, c));
      return;
    case PeerHabit::kCutOff:
      return side_.send(id, std::string(kGreeting));
  }
}

void SimPeer::on_bytes(Timestamp, ports::ConnectionId id, std::string bytes) {
  if (habit_ == PeerHabit::kResetOnBytes) return side_.reset(id);
  if (habit_ == PeerHabit::kEcho) return side_.send(id, std::move(bytes));
  if (habit_ == PeerHabit::kCollect) record_.bytes += bytes;
}

void SimPeer::on_closed(Timestamp, ports::ConnectionId, sim::PeerEnd end) {
  ++(end == sim::PeerEnd::kClosed ? record_.ended : record_.broken);
}

SimNetwork::Listening SimNetwork::listen(PeerHabit habit, bool tls) {
  const auto port = static_cast<uint16_t>(10'000 + peers_.size());
  const std::string name = "peer" + std::to_string(port);
  peers_.push_back(std::make_unique<SimPeer>(habit, record_, network_.server_side()));
  network_.listen({.name = name, .host = "peer.test", .port = port, .tls = tls}, *peers_.back(), link_);
  return {name, {"peer.test", port, tls}};
}

}  // namespace sw::conformance
