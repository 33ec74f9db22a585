// The virtual network with TLS. There are no certificates here: a credential that must not be trusted is a handshake
// that fails, which is all that the engine ever learns of it.
#include "tests/conformance/ports/sim_network.h"
#include "tests/conformance/ports/tls_suite.h"

namespace sw::conformance {
namespace {

class SimTls : public SimNetwork {
 public:
  ports::Endpoint tls_peer(PeerHabit habit, Credential credential) {
    const auto [service, endpoint] = listen(habit, true);
    faults().fail_tls(service, credential != Credential::kGood && credential != Credential::kGoodByAddress);
    if (habit == PeerHabit::kCutOff) {
      faults().cut(service, sim::Way::kToWorker, {kGreeting.size(), sim::CutEffect::kReset});
    }
    return endpoint;
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sim, TlsSuite, SimTls);

}  // namespace
}  // namespace sw::conformance
