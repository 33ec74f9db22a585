// The simulated pipeline: what rtspsrc and rtmp2sink do, without them.
#include <gtest/gtest.h>

#include "tests/conformance/media/input_suite.h"
#include "tests/conformance/media/output_suite.h"
#include "tests/conformance/media/sim_media_world.h"

namespace sw::conformance {
namespace {

static_assert(MediaWorld<SimMediaWorld>);

INSTANTIATE_TYPED_TEST_SUITE_P(Sim, MediaInputSuite, SimMediaWorld);
INSTANTIATE_TYPED_TEST_SUITE_P(SimUnbatched, MediaInputSuite, ExactSimMediaWorld);
INSTANTIATE_TYPED_TEST_SUITE_P(Sim, MediaOutputSuite, SimMediaWorld);

}  // namespace
}  // namespace sw::conformance
