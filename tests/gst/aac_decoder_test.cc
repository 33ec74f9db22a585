// A program that decodes before it does anything else with GStreamer, as `fake sts --mark-audio` does. The only test in
// its program, since whatever came before would have initialised the library.
#include <gtest/gtest.h>

#include "worker/adapters/gstreamer/audio_codec.h"

namespace sw::tests {
namespace {

TEST(AacDecoder, MayBeTheFirstThingThatIsMade) {
  adapters::GstAudioCodec codec;
  const AudioFormat stereo{.codec_data = {0x11, 0x90}, .sample_rate = 48'000, .channels = 2};
  const auto decoder = codec.decoder(stereo);
  ASSERT_TRUE(decoder) << decoder.error().text;
  EXPECT_TRUE((*decoder)->decode((*decoder)->silent_unit()->bytes()));
}

}  // namespace
}  // namespace sw::tests
