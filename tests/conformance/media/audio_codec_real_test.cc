#include "tests/conformance/media/audio_codec_suite.h"
#include "worker/adapters/gstreamer/audio_codec.h"

namespace sw::conformance {
namespace {

struct RealCodecWorld {
  ports::AudioCodec& codec() { return codec_; }
  adapters::GstAudioCodec codec_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Real, AudioCodecSuite, RealCodecWorld);

}  // namespace
}  // namespace sw::conformance
