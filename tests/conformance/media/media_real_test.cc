// The GStreamer adapters between a real RTSP and a real RTMP server.
#include <gtest/gtest.h>

#include "tests/conformance/media/input_suite.h"
#include "tests/conformance/media/output_suite.h"
#include "tests/conformance/media/real_media_world.h"

namespace sw::conformance {
namespace {

static_assert(MediaWorld<RealMediaWorld>);

INSTANTIATE_TYPED_TEST_SUITE_P(Real, MediaInputSuite, RealMediaWorld);
INSTANTIATE_TYPED_TEST_SUITE_P(Real, MediaOutputSuite, RealMediaWorld);

}  // namespace
}  // namespace sw::conformance
