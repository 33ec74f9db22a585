// What the suites of the network have in common: connections by number, and what the journal says of each.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "tests/conformance/ports/loop_world.h"
#include "tests/conformance/ports/peer.h"
#include "worker/ports/network.h"

namespace sw::conformance {

template <LoopWorld World>
class ConnectionWatch : public ::testing::Test {
 protected:
  ports::Network& network() { return world_.network(); }

  ports::ConnectionId connect(const ports::Endpoint& endpoint) {
    const ports::ConnectionId id(++connections_);
    network().connect(id, endpoint);
    return id;
  }
  ports::ConnectionId connect(PeerHabit habit) { return connect(world_.peer(habit)); }

  bool is_up(ports::ConnectionId id) {
    const auto ups = world_.journal().template all<ports::Connected>();
    return std::any_of(ups.begin(), ups.end(), [&](const auto* event) { return event->connection == id; });
  }
  bool wait_until_up(ports::ConnectionId id) {
    return world_.run_until([=, this] { return is_up(id); });
  }

  std::optional<ports::Closed> closed(ports::ConnectionId id) {
    for (const auto* event : world_.journal().template all<ports::Closed>()) {
      if (event->connection == id) return *event;
    }
    return std::nullopt;
  }
  // The reason of its end; none where it did not end.
  std::optional<ports::CloseReason> wait_for_end(ports::ConnectionId id) {
    if (!world_.run_until([=, this] { return closed(id).has_value(); })) return std::nullopt;
    return closed(id)->reason;
  }

  std::string received(ports::ConnectionId id) {
    std::string bytes;
    for (const auto* event : world_.journal().template all<ports::Received>()) {
      if (event->connection == id) bytes += event->bytes;
    }
    return bytes;
  }
  bool wait_for_bytes(ports::ConnectionId id, std::size_t count) {
    return world_.run_until([=, this] { return received_size(id) >= count; });
  }

  // Pieces of all sizes from 1 to 100,000 bytes.
  void send_in_pieces(ports::ConnectionId id, std::string_view bytes) {
    for (std::size_t size = 1; !bytes.empty(); size = size * 3 % 100'000 + 1) {
      network().send(id, std::string(bytes.substr(0, size)));
      bytes.remove_prefix(std::min(size, bytes.size()));
    }
  }

  // Another connection goes up and has its echo: whatever was to come of earlier ones has come.
  void run_past_a_round_trip() {
    const auto id = connect(PeerHabit::kEcho);
    ASSERT_TRUE(wait_until_up(id));
    network().send(id, "x");
    ASSERT_TRUE(wait_for_bytes(id, 1));
  }

  uint64_t connections_ = 0;
  World world_;

 private:
  std::size_t received_size(ports::ConnectionId id) {
    std::size_t size = 0;
    for (const auto* event : world_.journal().template all<ports::Received>()) {
      if (event->connection == id) size += event->bytes.size();
    }
    return size;
  }
};

}  // namespace sw::conformance
