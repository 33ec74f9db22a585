// The codec of virtual media: exact, so its bounds are narrow. The suite must hold for it as for AAC, with every delay.
#include "sim/media/toy_codec.h"
#include "tests/conformance/media/audio_codec_suite.h"

namespace sw::conformance {
namespace {

template <int kDelay>
class ToyWorld {
 public:
  static constexpr double kLeastSnrDb = 80;
  static constexpr float kLargestError = 0.000001F;
  static constexpr float kLargestExtraStep = 0.000001F;
  ports::AudioCodec& codec() { return codec_; }

 private:
  sim::ToyCodec codec_{{.encoder_delay = kDelay}};
};

using ToyWorlds = ::testing::Types<ToyWorld<1024>, ToyWorld<1600>, ToyWorld<2112>>;
INSTANTIATE_TYPED_TEST_SUITE_P(Sim, AudioCodecSuite, ToyWorlds);

}  // namespace
}  // namespace sw::conformance
