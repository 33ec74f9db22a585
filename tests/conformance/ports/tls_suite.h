// The network over TLS. World, besides what NetworkSuite asks:
//   ports::Endpoint tls_peer(PeerHabit, Credential)   the host of the endpoint is a name that the certificate of
//                                                     kGood carries
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/conformance/ports/connection_watch.h"
#include "tests/conformance/ports/peer.h"

namespace sw::conformance {

enum class Credential : uint8_t {
  kGood,
  kGoodByAddress,  // the host of the endpoint is an address, and the certificate carries that
  kWrongHost,      // trusted, but of another name
  kWrongAddress,   // the host of the endpoint is an address, and the certificate carries a name only
  kSelfSigned,
  kExpired,
  kOldProtocol,  // good, but the peer speaks TLS 1.1 at most
};

template <LoopWorld World>
class TlsSuite : public ConnectionWatch<World> {
 protected:
  ports::ConnectionId connect_tls(PeerHabit habit, Credential credential = Credential::kGood) {
    return this->connect(this->world_.tls_peer(habit, credential));
  }
  std::optional<ports::CloseReason> end_with(Credential credential) {
    return this->wait_for_end(connect_tls(PeerHabit::kEcho, credential));
  }
};
TYPED_TEST_SUITE_P(TlsSuite);

TYPED_TEST_P(TlsSuite, CarriesBytesBothWays) {
  const auto id = this->connect_tls(PeerHabit::kEcho);
  ASSERT_TRUE(this->wait_until_up(id));
  this->network().send(id, "hello");
  ASSERT_TRUE(this->wait_for_bytes(id, 5));
  EXPECT_EQ(this->received(id), "hello");
}

TYPED_TEST_P(TlsSuite, TrustsACertificateForTheAddress) {
  EXPECT_TRUE(this->wait_until_up(this->connect_tls(PeerHabit::kEcho, Credential::kGoodByAddress)));
}

TYPED_TEST_P(TlsSuite, TenMegabytesComeBackInOrder) {
  const std::string sent = numbered_bytes(10'000'000);
  const auto id = this->connect_tls(PeerHabit::kEcho);
  ASSERT_TRUE(this->wait_until_up(id));
  this->send_in_pieces(id, sent);
  ASSERT_TRUE(this->wait_for_bytes(id, sent.size()));
  EXPECT_TRUE(this->received(id) == sent);
}

TYPED_TEST_P(TlsSuite, RefusesACertificateOfAnotherHost) {
  EXPECT_EQ(this->end_with(Credential::kWrongHost), ports::CloseReason::kTls);
}

TYPED_TEST_P(TlsSuite, RefusesACertificateWithoutTheAddress) {
  EXPECT_EQ(this->end_with(Credential::kWrongAddress), ports::CloseReason::kTls);
}

TYPED_TEST_P(TlsSuite, RefusesASelfSignedCertificate) {
  EXPECT_EQ(this->end_with(Credential::kSelfSigned), ports::CloseReason::kTls);
}

TYPED_TEST_P(TlsSuite, RefusesAnExpiredCertificate) {
  EXPECT_EQ(this->end_with(Credential::kExpired), ports::CloseReason::kTls);
}

TYPED_TEST_P(TlsSuite, RefusesAProtocolOlderThanTls12) {
  EXPECT_EQ(this->end_with(Credential::kOldProtocol), ports::CloseReason::kTls);
}

TYPED_TEST_P(TlsSuite, SaysNothingToAPeerItDoesNotTrust) {
  const auto id = this->connect_tls(PeerHabit::kCollect, Credential::kWrongHost);
  this->network().send(id, "secret");
  ASSERT_TRUE(this->wait_for_end(id).has_value());
  EXPECT_FALSE(this->is_up(id));
  EXPECT_EQ(this->world_.record().bytes, "");
}

TYPED_TEST_P(TlsSuite, PeerThatSpeaksPlainTextIsATlsFailure) {
  auto endpoint = this->world_.peer(PeerHabit::kGreetAndClose);
  endpoint.tls = true;
  EXPECT_EQ(this->wait_for_end(this->connect(endpoint)), ports::CloseReason::kTls);
}

TYPED_TEST_P(TlsSuite, PeerThatClosesInsteadOfShakingHandsIsATlsFailure) {
  auto endpoint = this->world_.peer(PeerHabit::kClose);
  endpoint.tls = true;
  EXPECT_NE(this->wait_for_end(this->connect(endpoint)), ports::CloseReason::kPeerClosed);
}

TYPED_TEST_P(TlsSuite, OrderlyEndIsPeerClosed) {
  const auto id = this->connect_tls(PeerHabit::kGreetAndClose);
  EXPECT_EQ(this->wait_for_end(id), ports::CloseReason::kPeerClosed);
  EXPECT_EQ(this->received(id), kGreeting);
}

TYPED_TEST_P(TlsSuite, EndWithoutCloseNotifyIsReset) {
  const auto id = this->connect_tls(PeerHabit::kCutOff);
  EXPECT_EQ(this->wait_for_end(id), ports::CloseReason::kReset);
  EXPECT_EQ(this->received(id), kGreeting);
}

TYPED_TEST_P(TlsSuite, CloseSendsWhatIsQueuedThenCloseNotify) {
  const std::string sent = numbered_bytes(5'000'000);
  const auto id = this->connect_tls(PeerHabit::kCollect);
  ASSERT_TRUE(this->wait_until_up(id));
  this->network().send(id, sent);
  this->network().close(id);
  ASSERT_TRUE(this->world_.run_until([&] { return this->world_.record().ended > 0; }));
  EXPECT_TRUE(this->world_.record().bytes == sent);
  EXPECT_EQ(this->world_.record().broken, 0);
}

TYPED_TEST_P(TlsSuite, OverflowBreaksTheConnection) {
  const auto id = this->connect_tls(PeerHabit::kDeaf);
  ASSERT_TRUE(this->wait_until_up(id));
  this->network().send(id, std::string(ports::kMaxPendingSend, 'x'));
  this->network().send(id, "x");
  EXPECT_EQ(this->wait_for_end(id), ports::CloseReason::kOverflow);
}

REGISTER_TYPED_TEST_SUITE_P(TlsSuite, CarriesBytesBothWays, TrustsACertificateForTheAddress,
                            TenMegabytesComeBackInOrder, RefusesACertificateOfAnotherHost,
                            RefusesACertificateWithoutTheAddress, RefusesASelfSignedCertificate,
                            RefusesAnExpiredCertificate, RefusesAProtocolOlderThanTls12,
                            SaysNothingToAPeerItDoesNotTrust, PeerThatSpeaksPlainTextIsATlsFailure,
                            PeerThatClosesInsteadOfShakingHandsIsATlsFailure, OrderlyEndIsPeerClosed,
                            EndWithoutCloseNotifyIsReset, CloseSendsWhatIsQueuedThenCloseNotify,
                            OverflowBreaksTheConnection);

}  // namespace sw::conformance
