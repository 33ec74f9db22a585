// The virtual network: over the default link, over one that cuts and joins at any byte, and over a slow one.
#include "tests/conformance/ports/network_suite.h"
#include "tests/conformance/ports/sim_network.h"

namespace sw::conformance {
namespace {

class CuttingSimNetwork : public SimNetwork {
 public:
  CuttingSimNetwork() : SimNetwork({.jitter = TimeDelta::Millis(3), .pieces = sim::Pieces::kDrawn}) {}
};

class SlowSimNetwork : public SimNetwork {
 public:
  SlowSimNetwork()
      : SimNetwork({.latency = TimeDelta::Millis(80), .bytes_per_second = 2'000'000, .pieces = sim::Pieces::kJoined}) {}
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sim, NetworkSuite, SimNetwork);
INSTANTIATE_TYPED_TEST_SUITE_P(CuttingSim, NetworkSuite, CuttingSimNetwork);
INSTANTIATE_TYPED_TEST_SUITE_P(SlowSim, NetworkSuite, SlowSimNetwork);

}  // namespace
}  // namespace sw::conformance
