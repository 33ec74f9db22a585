// The world of the Asio network: peers on the same loop, on the loopback interface.
#pragma once

#include <optional>
#include <vector>

#include "tests/conformance/ports/real_loop.h"
#include "tests/conformance/ports/test_peer.h"
#include "worker/adapters/asio/asio_network.h"

namespace sw::conformance {

class RealNetwork : public RealLoop {
 public:
  ports::Network& network() { return network_; }
  adapters::AsioNetwork& asio_network() { return network_; }
  const PeerRecord& record() const { return record_; }

  ports::Endpoint peer(PeerHabit habit) { return {"127.0.0.1", listen(habit, std::nullopt), false}; }
  // A port that was free a moment ago.
  ports::Endpoint refusing() {
    return {"127.0.0.1", TestPeer(loop().context(), PeerHabit::kDeaf, record_, {}).port(), false};
  }
  // No name server is asked for a name under "invalid" (RFC 6761 §6.4) by a resolver that knows it; one that does not
  // gets no address either.
  ports::Endpoint unresolvable() { return {"no-such-host.invalid", 80, false}; }

 protected:
  uint16_t listen(PeerHabit habit, const std::optional<PeerTls>& tls) {
    return peers_.emplace_back(loop().context(), habit, record_, tls).port();
  }

 private:
  PeerRecord record_;
  adapters::AsioNetwork network_{loop()};
  std::vector<TestPeer> peers_;
};

}  // namespace sw::conformance
