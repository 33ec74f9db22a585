// The loop of the simulator, with handlers that take no time.
#include "tests/conformance/ports/event_sink_suite.h"
#include "tests/conformance/ports/sim_loop.h"

namespace sw::conformance {
namespace {

INSTANTIATE_TYPED_TEST_SUITE_P(Sim, EventSinkSuite, SimLoop);

}  // namespace
}  // namespace sw::conformance
