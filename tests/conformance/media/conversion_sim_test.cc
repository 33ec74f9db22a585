// Conversion of virtual audio: linear, so a sine loses what lies between its samples, and a ramp nothing.
#include "sim/media/toy_codec.h"
#include "tests/conformance/media/conversion_suite.h"

namespace sw::conformance {
namespace {

class SimConversion {
 public:
  static constexpr double kLeastConvertedSnrDb = 40;
  static constexpr double kLeastStretchedSnrDb = 60;
  ports::AudioCodec& codec() { return codec_; }

 private:
  sim::ToyCodec codec_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sim, ConversionSuite, SimConversion);

}  // namespace
}  // namespace sw::conformance
