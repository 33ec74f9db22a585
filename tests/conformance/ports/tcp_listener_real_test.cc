// The listener against the network port, both on one loop: what one end does, the other sees.
#include "worker/adapters/asio/tcp_listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/conformance/ports/real_loop.h"
#include "tests/conformance/ports/temporary_folder.h"
#include "tests/conformance/ports/test_authority.h"
#include "worker/adapters/asio/asio_network.h"

namespace sw::conformance {
namespace {

using ports::CloseReason;
using ports::ConnectionId;

// The listener counts from 1; the client's own ids lie far above.
constexpr uint64_t kClientIds = 1'000;

class TcpListenerTest : public ::testing::Test {
 protected:
  TcpListenerTest() {
    world_.when_event([this](const ports::Event& event) {
      if (const auto* connected = std::get_if<ports::Connected>(&event)) up_.push_back(connected->connection.value());
      if (const auto* received = std::get_if<ports::Received>(&event)) {
        bytes_[received->connection.value()] += received->bytes;
      }
      if (const auto* closed = std::get_if<ports::Closed>(&event)) {
        ended_.emplace(closed->connection.value(), closed->reason);
      }
    });
  }

  void listen(adapters::TcpListenerOptions options = {}) {
    auto listening = adapters::TcpListener::listen(world_.loop(), options);
    ASSERT_TRUE(listening) << listening.error();
    listener_ = *std::move(listening);
  }
  // A client's connection, as far as it comes.
  ConnectionId connect() {
    const ConnectionId id(kClientIds + ++clients_);
    network_.connect(id, {"127.0.0.1", listener_->port(), false});
    EXPECT_TRUE(world_.run_until([&] { return is_up(id.value()) || ended_.contains(id.value()); }));
    return id;
  }
  bool is_up(uint64_t id) const { return std::find(up_.begin(), up_.end(), id) != up_.end(); }
  bool await_up(uint64_t id) {
    return world_.run_until([&] { return is_up(id); });
  }
  bool await_end(uint64_t id) {
    return world_.run_until([&] { return ended_.contains(id); });
  }

  RealLoop world_;
  adapters::AsioNetwork network_{world_.loop()};
  std::unique_ptr<adapters::TcpListener> listener_;
  std::vector<uint64_t> up_;
  std::map<uint64_t, std::string> bytes_;
  std::map<uint64_t, CloseReason> ended_;
  uint64_t clients_ = 0;
};

TEST_F(TcpListenerTest, CarriesBytesBothWaysAndEndsInOrder) {
  listen();
  const ConnectionId client = connect();
  ASSERT_TRUE(await_up(1));
  network_.send(client, "question");
  ASSERT_TRUE(world_.run_until([&] { return bytes_[1] == "question"; }));
  listener_->send(ConnectionId(1), std::string(1'000'000, 'x'));
  listener_->close(ConnectionId(1));
  ASSERT_TRUE(await_end(client.value()));
  EXPECT_EQ(bytes_[client.value()].size(), 1'000'000u);
  EXPECT_EQ(ended_.at(client.value()), CloseReason::kPeerClosed);
}

TEST_F(TcpListenerTest, TellsOfTheClientsEnd) {
  listen();
  const ConnectionId client = connect();
  ASSERT_TRUE(await_up(1));
  network_.close(client);
  ASSERT_TRUE(await_end(1));
  EXPECT_EQ(ended_.at(1), CloseReason::kPeerClosed);
}

TEST_F(TcpListenerTest, AResetIsOneForTheClient) {
  listen();
  const ConnectionId client = connect();
  ASSERT_TRUE(await_up(1));
  listener_->reset(ConnectionId(1));
  ASSERT_TRUE(await_end(client.value()));
  EXPECT_EQ(ended_.at(client.value()), CloseReason::kReset);
}

TEST_F(TcpListenerTest, AClosedPortRefusesAndKeepsWhatIsOpen) {
  listen();
  const ConnectionId first = connect();
  ASSERT_TRUE(await_up(1));
  listener_->set_accepting(false);
  const ConnectionId second = connect();
  EXPECT_EQ(ended_.at(second.value()), CloseReason::kRefused);
  network_.send(first, "still here");
  ASSERT_TRUE(world_.run_until([&] { return bytes_[1] == "still here"; }));
  const uint16_t port = listener_->port();
  listener_->set_accepting(true);
  EXPECT_EQ(listener_->port(), port);
  connect();
  EXPECT_TRUE(await_up(2));
}

TEST_F(TcpListenerTest, OneMoreThanTheLimitIsClosedAtOnce) {
  adapters::TcpListenerOptions options;
  options.max_connections = 1;
  listen(options);
  connect();
  const ConnectionId second = connect();
  ASSERT_TRUE(await_end(second.value()));
  EXPECT_FALSE(is_up(2));
}

TEST_F(TcpListenerTest, AClientThatShakesNoHandsIsDroppedInTime) {
  const TestAuthority authority;
  const TemporaryFolder folder;
  const Identity identity = authority.issue("DNS:localhost");
  adapters::TcpListenerOptions options;
  options.tls = {folder.path() / "server.pem", folder.path() / "server.key"};
  options.handshake_limit = TimeDelta::Millis(50);
  std::ofstream(options.tls->certificate_file) << identity.certificate;
  std::ofstream(options.tls->key_file) << identity.key;
  listen(options);
  const ConnectionId client = connect();  // plain TCP, and silent
  ASSERT_TRUE(await_end(client.value()));
  ASSERT_TRUE(await_end(1));
  EXPECT_EQ(ended_.at(1), CloseReason::kTls);
  EXPECT_FALSE(is_up(1));
}

TEST_F(TcpListenerTest, ATlsFileThatIsNotThereIsNamed) {
  adapters::TcpListenerOptions options;
  options.tls = {"/no/such/server.pem", "/no/such/server.key"};
  const auto listening = adapters::TcpListener::listen(world_.loop(), options);
  ASSERT_FALSE(listening);
  EXPECT_THAT(listening.error(), ::testing::StartsWith("/no/such/server.pem: "));
}

}  // namespace
}  // namespace sw::conformance
