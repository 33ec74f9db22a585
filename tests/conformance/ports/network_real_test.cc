// The Asio network, and what only the real one promises.
#include <gtest/gtest.h>

#include "tests/conformance/ports/network_suite.h"
#include "tests/conformance/ports/real_network.h"
#include "worker/adapters/asio/send_queue.h"

namespace sw::conformance {
namespace {

INSTANTIATE_TYPED_TEST_SUITE_P(Real, NetworkSuite, RealNetwork);

TEST(SendQueue, WhatIsBeingWrittenStaysWhereItIs) {
  adapters::SendQueue queue;
  queue.push("front");
  const std::string_view front = queue.front();
  for (int i = 0; i < 1'000; ++i) queue.push("more");
  EXPECT_EQ(queue.front().data(), front.data());
  EXPECT_EQ(queue.front(), "front");
}

TEST(SendQueue, SmallPiecesBehindTheFrontJoinUpToTheLimit) {
  adapters::SendQueue queue;
  queue.push("front");
  for (std::size_t i = 0; i < adapters::kJoinedSend + 1; ++i) queue.push("x");
  queue.take(5);
  EXPECT_EQ(queue.front().size(), adapters::kJoinedSend);
}

TEST(SendQueue, CountsWhatIsLeftOfAPieceTakenInParts) {
  adapters::SendQueue queue;
  queue.push("front");
  queue.push("back");
  queue.take(2);
  EXPECT_EQ(queue.front(), "ont");
  EXPECT_EQ(queue.size(), 7u);
}

using AsioNetwork = ConnectionWatch<RealNetwork>;

TEST_F(AsioNetwork, TriesEveryAddressOfAName) {
  auto endpoint = world_.peer(PeerHabit::kEcho);
  endpoint.host = "localhost";  // ::1 where there is IPv6, on which nobody listens, and 127.0.0.1
  EXPECT_TRUE(wait_until_up(connect(endpoint)));
}

TEST_F(AsioNetwork, HostWithANulIsUnresolved) {
  EXPECT_EQ(wait_for_end(connect({std::string("127.0.0.1\0.example", 18), 80, false})),
            ports::CloseReason::kUnresolved);
}

TEST_F(AsioNetwork, TellsWhenClosedConnectionsAreDone) {
  const auto id = connect(PeerHabit::kCollect);
  ASSERT_TRUE(wait_until_up(id));
  network().send(id, "last words");
  network().close(id);
  bool done = false;
  world_.asio_network().when_closed([&] { done = true; });
  ASSERT_TRUE(world_.run_until([&] { return done; }));
  EXPECT_EQ(world_.record().bytes, "last words");
}

TEST_F(AsioNetwork, TellsAtOnceThatNothingIsClosing) {
  bool done = false;
  world_.asio_network().when_closed([&] { done = true; });
  EXPECT_TRUE(world_.run_until([&] { return done; }));
}

TEST_F(AsioNetwork, GivesUpOnAPeerThatDoesNotReadItsLastBytes) {
  const auto id = connect(PeerHabit::kDeaf);
  ASSERT_TRUE(wait_until_up(id));
  network().send(id, std::string(ports::kMaxPendingSend / 2, 'x'));
  network().close(id);
  const Timestamp closed_at = world_.clock().now();
  bool done = false;
  world_.asio_network().when_closed([&] { done = true; });
  ASSERT_TRUE(world_.run_until([&] { return done; }));
  EXPECT_GE(world_.clock().now() - closed_at, adapters::kCloseLimit);
  EXPECT_LT(world_.clock().now() - closed_at, adapters::kCloseLimit + TimeDelta::Seconds(5));
}

TEST_F(AsioNetwork, MayEndWithConnectionsInEveryState) {
  RealLoop loop;
  PeerRecord record;
  {
    adapters::AsioNetwork network(loop.loop());
    network.connect(ports::ConnectionId(1), world_.peer(PeerHabit::kEcho));
    network.connect(ports::ConnectionId(2), world_.unresolvable());
    network.connect(ports::ConnectionId(3), {"127.0.0.1", world_.peer(PeerHabit::kDeaf).port, true});
  }
  loop.run_to(loop.clock().now() + TimeDelta::Millis(10));
  EXPECT_TRUE(loop.journal().arrivals().empty());
}

}  // namespace
}  // namespace sw::conformance
