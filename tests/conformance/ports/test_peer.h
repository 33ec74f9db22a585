// A real peer for the network suites, on the loop of the test.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "tests/conformance/ports/peer.h"
#include "tests/conformance/ports/test_authority.h"

namespace boost::asio {
class io_context;
}

namespace sw::conformance {

struct PeerTls {
  Identity identity;
  bool old_protocol = false;  // TLS 1.1 at most
};

// Listens on a free port of 127.0.0.1 for as long as it lives; its connections live as long as the loop.
class TestPeer {
 public:
  // `context` and `record` outlive the peer.
  TestPeer(boost::asio::io_context& context, PeerHabit habit, PeerRecord& record, const std::optional<PeerTls>& tls);
  ~TestPeer();
  TestPeer(TestPeer&&) noexcept;
  uint16_t port() const;

 private:
  class Listener;
  std::shared_ptr<Listener> listener_;
};

}  // namespace sw::conformance
