#include "worker/app/conformance_audio.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contracts/base64.h"
#include "contracts/fragment_events.h"

namespace sw::app {
namespace {

std::string file_of(const contracts::AudioData& audio) { return contracts::base64_decode(audio.data_base64).value(); }

TEST(ConformanceAudio, IsASecondOfStereoThatSaysSoInItsFile) {
  const contracts::AudioData tone = built_in_tone();
  const auto facts = read_audio_facts(file_of(tone));
  ASSERT_TRUE(facts) << facts.error();
  EXPECT_EQ(facts->sample_rate_hz, tone.sample_rate_hz);
  EXPECT_EQ(facts->channels, tone.channels);
  EXPECT_EQ(facts->duration_ms, tone.duration_ms);
  EXPECT_LT(tone.data_base64.size(), 16'000u);
}

TEST(ConformanceAudio, MayBeAFileOfTheTeams) {
  const contracts::AudioData tone = built_in_tone();
  const auto fragment = fragment_of(file_of(tone));
  ASSERT_TRUE(fragment) << fragment.error();
  EXPECT_EQ(*fragment, tone);
}

TEST(ConformanceAudio, RefusesWhatIsNone) {
  EXPECT_FALSE(fragment_of("no audio at all"));
  EXPECT_FALSE(fragment_of(file_of(built_in_tone()).substr(0, 1'000)));
  EXPECT_FALSE(read_audio_facts(""));
}

}  // namespace
}  // namespace sw::app
