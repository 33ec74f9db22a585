// What `conformance sts` sends is audio to a decoder that is none of ours.
#include <gtest/gtest.h>

#include <cmath>

#include "contracts/base64.h"
#include "tests/conformance/media/audio_codec_signals.h"
#include "worker/adapters/gstreamer/audio_codec.h"
#include "worker/adapters/mpeg4/mpeg4_container.h"
#include "worker/app/conformance_audio.h"

namespace sw::tests {
namespace {

TEST(ConformanceTone, DecodesToASecondOfOneTone) {
  const auto file = contracts::base64_decode(app::built_in_tone().data_base64);
  ASSERT_TRUE(file);
  const auto clip = adapters::Mpeg4Container().read_audio(*file);
  ASSERT_TRUE(clip);
  adapters::GstAudioCodec codec;
  const auto decoder = codec.decoder(clip->format);
  ASSERT_TRUE(decoder);
  const Pcm pcm = conformance::cut(conformance::decode_all(**decoder, clip->units),
                                   static_cast<std::size_t>(clip->priming), static_cast<std::size_t>(clip->samples));
  ASSERT_EQ(pcm.frames(), 48'000u);
  double power = 0;
  for (std::size_t i = 0; i < pcm.samples.size(); i += 2) power += pcm.samples[i] * pcm.samples[i];
  const double rms = std::sqrt(power / static_cast<double>(pcm.frames()));
  EXPECT_GT(rms, 0.05);
  // All of its power is in the tone: no step at any joint of its frames.
  EXPECT_GT(conformance::amplitude(pcm, 468.75) / std::sqrt(2), 0.99 * rms);
}

}  // namespace
}  // namespace sw::tests
