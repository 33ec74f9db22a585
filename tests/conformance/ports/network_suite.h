// The network over plain TCP. World, besides LoopWorld:
//   ports::Network& network()
//   ports::Endpoint peer(PeerHabit)     a peer with this habit, listening
//   const PeerRecord& record()          what the peers saw
//   ports::Endpoint refusing()          where nobody listens
//   ports::Endpoint unresolvable()      a host name without an address
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "tests/conformance/ports/connection_watch.h"
#include "tests/conformance/ports/peer.h"

namespace sw::conformance {

template <LoopWorld World>
class NetworkSuite : public ConnectionWatch<World> {};
TYPED_TEST_SUITE_P(NetworkSuite);

TYPED_TEST_P(NetworkSuite, CarriesBytesBothWays) {
  const auto id = this->connect(PeerHabit::kEcho);
  ASSERT_TRUE(this->wait_until_up(id));
  this->network().send(id, "hello");
  ASSERT_TRUE(this->wait_for_bytes(id, 5));
  EXPECT_EQ(this->received(id), "hello");
}

TYPED_TEST_P(NetworkSuite, AnswersNothingFromInsideACall) {
  this->connect(PeerHabit::kEcho);
  this->connect(this->world_.refusing());
  EXPECT_TRUE(this->world_.journal().arrivals().empty());
}

TYPED_TEST_P(NetworkSuite, NobodyListeningIsRefused) {
  const auto id = this->connect(this->world_.refusing());
  EXPECT_EQ(this->wait_for_end(id), ports::CloseReason::kRefused);
}

TYPED_TEST_P(NetworkSuite, HostWithoutAddressIsUnresolved) {
  const auto id = this->connect(this->world_.unresolvable());
  EXPECT_EQ(this->wait_for_end(id), ports::CloseReason::kUnresolved);
}

TYPED_TEST_P(NetworkSuite, EmptyHostIsUnresolved) {
  const auto id = this->connect(ports::Endpoint{"", 80, false});
  EXPECT_EQ(this->wait_for_end(id), ports::CloseReason::kUnresolved);
}

TYPED_TEST_P(NetworkSuite, EndIsExplainedInOneLine) {
  const auto id = this->connect(this->world_.refusing());
  ASSERT_TRUE(this->wait_for_end(id).has_value());
  EXPECT_FALSE(this->closed(id)->text.empty());
  EXPECT_EQ(this->closed(id)->text.find('\n'), std::string::npos);
}

TYPED_TEST_P(NetworkSuite, NeverUpWhenRefused) {
  const auto id = this->connect(this->world_.refusing());
  ASSERT_TRUE(this->wait_for_end(id).has_value());
  EXPECT_FALSE(this->is_up(id));
}

TYPED_TEST_P(NetworkSuite, PeerThatClosesIsPeerClosed) {
  const auto id = this->connect(PeerHabit::kClose);
  EXPECT_EQ(this->wait_for_end(id), ports::CloseReason::kPeerClosed);
}

TYPED_TEST_P(NetworkSuite, PeerThatResetsIsReset) {
  const auto id = this->connect(PeerHabit::kReset);
  EXPECT_EQ(this->wait_for_end(id), ports::CloseReason::kReset);
}

TYPED_TEST_P(NetworkSuite, PeerThatResetsWhileItIsSentToIsReset) {
  const auto id = this->connect(PeerHabit::kResetOnBytes);
  ASSERT_TRUE(this->wait_until_up(id));
  this->network().send(id, std::string(ports::kMaxPendingSend / 2, 'x'));
  EXPECT_EQ(this->wait_for_end(id), ports::CloseReason::kReset);
}

TYPED_TEST_P(NetworkSuite, LastBytesComeBeforeTheEnd) {
  const auto id = this->connect(PeerHabit::kGreetAndClose);
  EXPECT_EQ(this->wait_for_end(id), ports::CloseReason::kPeerClosed);
  EXPECT_EQ(this->received(id), kGreeting);
}

TYPED_TEST_P(NetworkSuite, BytesSentOneByOneKeepTheirOrder) {
  const auto id = this->connect(PeerHabit::kDrip);
  ASSERT_TRUE(this->wait_for_bytes(id, kGreeting.size()));
  EXPECT_EQ(this->received(id), kGreeting);
}

TYPED_TEST_P(NetworkSuite, TenMegabytesComeBackInOrder) {
  const std::string sent = numbered_bytes(10'000'000);
  const auto id = this->connect(PeerHabit::kEcho);
  ASSERT_TRUE(this->wait_until_up(id));
  this->send_in_pieces(id, sent);
  ASSERT_TRUE(this->wait_for_bytes(id, sent.size()));
  EXPECT_TRUE(this->received(id) == sent);
}

TYPED_TEST_P(NetworkSuite, ChunksAreNeitherEmptyNorOverTheLimit) {
  const auto id = this->connect(PeerHabit::kEcho);
  ASSERT_TRUE(this->wait_until_up(id));
  this->network().send(id, std::string(20 * ports::kMaxReceivedChunk, 'x'));
  ASSERT_TRUE(this->wait_for_bytes(id, 20 * ports::kMaxReceivedChunk));
  for (const auto* chunk : this->world_.journal().template all<ports::Received>()) {
    EXPECT_GE(chunk->bytes.size(), 1u);
    EXPECT_LE(chunk->bytes.size(), ports::kMaxReceivedChunk);
  }
}

TYPED_TEST_P(NetworkSuite, SendingNothingDoesNothing) {
  const auto id = this->connect(PeerHabit::kEcho);
  ASSERT_TRUE(this->wait_until_up(id));
  this->network().send(id, "");
  this->network().send(id, "x");
  ASSERT_TRUE(this->wait_for_bytes(id, 1));
  EXPECT_EQ(this->received(id), "x");
}

TYPED_TEST_P(NetworkSuite, PendingCountsWhatAPeerThatDoesNotReadHoldsUp) {
  const auto id = this->connect(PeerHabit::kDeaf);
  ASSERT_TRUE(this->wait_until_up(id));
  this->network().send(id, std::string(ports::kMaxPendingSend / 2, 'x'));
  this->world_.run_to(this->world_.clock().now() + TimeDelta::Millis(20));
  EXPECT_GT(this->network().pending(id), 0u);
  EXPECT_LE(this->network().pending(id), ports::kMaxPendingSend / 2);
}

TYPED_TEST_P(NetworkSuite, PendingFallsToZeroOnceThePeerReads) {
  const auto id = this->connect(PeerHabit::kEcho);
  ASSERT_TRUE(this->wait_until_up(id));
  this->network().send(id, std::string(1'000'000, 'x'));
  EXPECT_TRUE(this->world_.run_until([&] { return this->network().pending(id) == 0; }));
}

TYPED_TEST_P(NetworkSuite, PendingOfAnUnknownConnectionIsZero) {
  EXPECT_EQ(this->network().pending(ports::ConnectionId(99)), 0u);
}

TYPED_TEST_P(NetworkSuite, OverflowBreaksTheConnection) {
  const auto id = this->connect(PeerHabit::kDeaf);
  ASSERT_TRUE(this->wait_until_up(id));
  const std::string piece(ports::kMaxPendingSend / 4, 'x');
  for (int i = 0; i < 5 && this->network().pending(id) + piece.size() <= ports::kMaxPendingSend; ++i) {
    this->network().send(id, piece);
  }
  EXPECT_FALSE(this->closed(id).has_value());
  this->network().send(id, piece);
  EXPECT_EQ(this->wait_for_end(id), ports::CloseReason::kOverflow);
  EXPECT_EQ(this->network().pending(id), 0u);
}

TYPED_TEST_P(NetworkSuite, FullQueueIsNotYetAnOverflow) {
  const auto id = this->connect(PeerHabit::kEcho);
  ASSERT_TRUE(this->wait_until_up(id));
  this->network().send(id, std::string(ports::kMaxPendingSend, 'x'));
  EXPECT_TRUE(this->world_.run_until([&] { return this->network().pending(id) == 0; }));
  this->run_past_a_round_trip();
  EXPECT_FALSE(this->closed(id).has_value());
}

TYPED_TEST_P(NetworkSuite, SendBeforeUpIsIgnored) {
  const auto id = this->connect(PeerHabit::kEcho);
  this->network().send(id, "too early");
  ASSERT_TRUE(this->wait_until_up(id));
  this->network().send(id, "x");
  ASSERT_TRUE(this->wait_for_bytes(id, 1));
  EXPECT_EQ(this->received(id), "x");
}

TYPED_TEST_P(NetworkSuite, CallsForAnEndedOrUnknownConnectionAreIgnored) {
  const auto id = this->connect(PeerHabit::kClose);
  ASSERT_TRUE(this->wait_for_end(id).has_value());
  const std::size_t before = this->world_.journal().arrivals().size();
  for (const auto other : {id, ports::ConnectionId(99)}) {
    this->network().send(other, "x");
    this->network().close(other);
  }
  this->run_past_a_round_trip();
  EXPECT_EQ(this->world_.journal().template count<ports::Closed>(), 1u);
  EXPECT_GT(this->world_.journal().arrivals().size(), before);
}

TYPED_TEST_P(NetworkSuite, CloseSendsWhatIsQueuedThenEndsInOrder) {
  const std::string sent = numbered_bytes(5'000'000);
  const auto id = this->connect(PeerHabit::kCollect);
  ASSERT_TRUE(this->wait_until_up(id));
  this->network().send(id, sent);
  this->network().close(id);
  ASSERT_TRUE(this->world_.run_until([&] { return this->world_.record().ended > 0; }));
  EXPECT_TRUE(this->world_.record().bytes == sent);
  EXPECT_EQ(this->world_.record().broken, 0);
}

TYPED_TEST_P(NetworkSuite, CloseForgetsAtOnce) {
  const auto id = this->connect(PeerHabit::kDeaf);
  ASSERT_TRUE(this->wait_until_up(id));
  this->network().send(id, std::string(ports::kMaxPendingSend / 2, 'x'));
  this->network().close(id);
  EXPECT_EQ(this->network().pending(id), 0u);
}

TYPED_TEST_P(NetworkSuite, NothingIsPostedAfterClose) {
  const auto id = this->connect(PeerHabit::kEcho);
  ASSERT_TRUE(this->wait_until_up(id));
  this->network().send(id, "the echo of this is not wanted");
  this->network().close(id);
  ASSERT_TRUE(this->world_.run_until([&] { return this->world_.record().ended > 0; }));
  this->run_past_a_round_trip();
  EXPECT_EQ(this->received(id), "");
  EXPECT_FALSE(this->closed(id).has_value());
}

TYPED_TEST_P(NetworkSuite, CloseWhileConnectingIsSilent) {
  this->network().close(this->connect(PeerHabit::kEcho));
  this->network().close(this->connect(this->world_.refusing()));
  this->network().close(this->connect(this->world_.unresolvable()));
  this->run_past_a_round_trip();
  EXPECT_EQ(this->world_.journal().template count<ports::Closed>(), 0u);
  EXPECT_EQ(this->world_.journal().template count<ports::Connected>(), 1u);
}

TYPED_TEST_P(NetworkSuite, ConnectionsDoNotMixTheirBytes) {
  std::vector<ports::ConnectionId> ids;
  for (int i = 0; i < 8; ++i) ids.push_back(this->connect(PeerHabit::kEcho));
  for (const auto id : ids) {
    ASSERT_TRUE(this->wait_until_up(id));
    this->network().send(id, "for " + std::to_string(id.value()));
  }
  for (const auto id : ids) {
    const std::string expected = "for " + std::to_string(id.value());
    ASSERT_TRUE(this->wait_for_bytes(id, expected.size()));
    EXPECT_EQ(this->received(id), expected);
  }
}

REGISTER_TYPED_TEST_SUITE_P(
    NetworkSuite, CarriesBytesBothWays, AnswersNothingFromInsideACall, NobodyListeningIsRefused,
    HostWithoutAddressIsUnresolved, EmptyHostIsUnresolved, EndIsExplainedInOneLine, NeverUpWhenRefused,
    PeerThatClosesIsPeerClosed, PeerThatResetsIsReset, PeerThatResetsWhileItIsSentToIsReset, LastBytesComeBeforeTheEnd,
    BytesSentOneByOneKeepTheirOrder, TenMegabytesComeBackInOrder, ChunksAreNeitherEmptyNorOverTheLimit,
    SendingNothingDoesNothing, PendingCountsWhatAPeerThatDoesNotReadHoldsUp, PendingFallsToZeroOnceThePeerReads,
    PendingOfAnUnknownConnectionIsZero, OverflowBreaksTheConnection, FullQueueIsNotYetAnOverflow, SendBeforeUpIsIgnored,
    CallsForAnEndedOrUnknownConnectionAreIgnored, CloseSendsWhatIsQueuedThenEndsInOrder, CloseForgetsAtOnce,
    NothingIsPostedAfterClose, CloseWhileConnectingIsSilent, ConnectionsDoNotMixTheirBytes);

}  // namespace sw::conformance
