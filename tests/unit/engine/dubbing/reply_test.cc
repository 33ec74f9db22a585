#include "worker/engine/dubbing/reply.h"

#include <gtest/gtest.h>

#include "contracts/base64.h"
#include "sim/media/toy_codec.h"
#include "sim/media/toy_container.h"
#include "tests/unit/sim/media/tagged_audio.h"
#include "worker/core/rules.h"

namespace sw::engine {
namespace {

constexpr int kRate = 8'000;

class ReplyTest : public testing::Test {
 protected:
  // A clip of so many samples behind so many of priming.
  static ports::AudioClip clip(int64_t samples, int64_t priming = 1'024, int rate = kRate, int channels = 1) {
    const auto units = static_cast<std::size_t>((priming + samples + 1'023) / 1'024);
    ports::AudioClip clip = sim::tagged_clip(5'000, units, priming, rate, channels);
    clip.samples = samples;
    return clip;
  }
  expected<Reply, std::string> read(const ports::AudioClip& clip, TimeDelta wanted, int rate = kRate,
                                    int channels = 1) {
    return read_text(contracts::base64_encode(container_.write_audio(clip).value()), wanted, rate, channels);
  }
  expected<Reply, std::string> read_text(std::string text, TimeDelta wanted, int rate = kRate, int channels = 1) {
    return read_reply({.format = "m4a", .data_base64 = std::move(text)},
                      {.duration = wanted, .sample_rate = rate, .channels = channels}, container_, codec_);
  }
  bool usable(int64_t samples, TimeDelta wanted) { return read(clip(samples), wanted).has_value(); }

  sim::ToyContainer container_;
  sim::ToyCodec codec_;
};

TEST_F(ReplyTest, IsItsSamplesWithoutThePriming) {
  const auto reply = read(clip(48'000), TimeDelta::Seconds(6));
  ASSERT_TRUE(reply.has_value()) << reply.error();
  ASSERT_EQ(reply->audio.body.frames(), 48'000u);
  EXPECT_EQ(reply->audio.body.samples, sim::tagged(kRate, 1, 6'024, 48'000).samples);
}

TEST_F(ReplyTest, ItsLeadIsTheEndOfThePriming) {
  const auto reply = read(clip(48'000, 2'048), TimeDelta::Seconds(6));
  const Pcm& lead = reply->audio.lead;
  ASSERT_EQ(lead.frames(), 41u) << "the cross-fade at 8 kHz, and one more for rounding";
  EXPECT_EQ(lead.samples, sim::tagged(kRate, 1, 5'000 + 2'048 - 41, 41).samples);
  EXPECT_EQ(read(clip(48'000, 10), TimeDelta::Seconds(6))->audio.lead.frames(), 10u);
  EXPECT_EQ(read(clip(48'000, 0), TimeDelta::Seconds(6))->audio.lead.frames(), 0u);
}

TEST_F(ReplyTest, KeepsTheFileAsItCame) {
  const std::string file = container_.write_audio(clip(48'000)).value();
  EXPECT_EQ(read_text(contracts::base64_encode(file), TimeDelta::Seconds(6))->file, file);
}

TEST_F(ReplyTest, MayBeOffByTenPercentAndNotBySampleMore) {
  EXPECT_TRUE(usable(52'800, TimeDelta::Seconds(6)));
  EXPECT_FALSE(usable(52'801, TimeDelta::Seconds(6)));
  EXPECT_TRUE(usable(43'200, TimeDelta::Seconds(6)));
  EXPECT_FALSE(usable(43'199, TimeDelta::Seconds(6)));
}

TEST_F(ReplyTest, OfAShortSegmentMayBeOffByAHundredAndFiftyMilliseconds) {
  EXPECT_TRUE(usable(9'200, TimeDelta::Seconds(1)));
  EXPECT_FALSE(usable(9'201, TimeDelta::Seconds(1)));
  EXPECT_TRUE(usable(6'800, TimeDelta::Seconds(1)));
  EXPECT_FALSE(usable(6'799, TimeDelta::Seconds(1)));
}

TEST_F(ReplyTest, TheTwoTolerancesMeetAtOneAndAHalfSeconds) {
  EXPECT_TRUE(usable(13'200, TimeDelta::Millis(1'500)));
  EXPECT_FALSE(usable(13'201, TimeDelta::Millis(1'500)));
  EXPECT_TRUE(usable(17'600, TimeDelta::Millis(2'000))) << "10 % of 2 s are 200 ms";
}

TEST_F(ReplyTest, OfAnotherRateOrChannelCountIsConverted) {
  for (const auto& [rate, channels] : {std::pair(16'000, 1), std::pair(48'000, 2), std::pair(44'100, 1)}) {
    const auto reply = read(clip(int64_t{6} * rate, 1'024, rate, channels), TimeDelta::Seconds(6), kRate, 2);
    ASSERT_TRUE(reply.has_value()) << reply.error();
    EXPECT_EQ(reply->audio.body.sample_rate, kRate);
    EXPECT_EQ(reply->audio.body.channels, 2);
    EXPECT_EQ(reply->audio.body.frames(), 48'000u);
    EXPECT_TRUE(reply->audio.lead.has_form_of(reply->audio.body));
  }
}

TEST_F(ReplyTest, OfMoreThanTwoChannelsIsUnusable) {
  EXPECT_FALSE(read(clip(48'000, 1'024, kRate, 6), TimeDelta::Seconds(6)));
}

TEST_F(ReplyTest, ThatIsNoBase64NoFileOrDoesNotDecodeSaysWhy) {
  EXPECT_NE(read_text("***", TimeDelta::Seconds(6)).error().find("base64"), std::string::npos);
  EXPECT_FALSE(read_text("", TimeDelta::Seconds(6)));
  EXPECT_FALSE(read_text(contracts::base64_encode("no file at all"), TimeDelta::Seconds(6)));
  ports::AudioClip broken = clip(48'000);
  broken.units[7] = broken.units[8] = sim::toy_payload(std::vector<uint8_t>{1, 2, 3});
  const auto reply = read(broken, TimeDelta::Seconds(6));
  ASSERT_FALSE(reply.has_value());
  EXPECT_FALSE(reply.error().empty());
}

TEST_F(ReplyTest, OfARateThatNothingCanDecodeIsUnusable) {
  ports::AudioClip odd = clip(48'000);
  odd.format.sample_rate = 7'999;
  EXPECT_FALSE(read(odd, TimeDelta::Seconds(6)));
}

TEST_F(ReplyTest, ItsNumbersAreThoseOfTheDesign) {
  EXPECT_EQ(core::kReplyTolerance, TimeDelta::Millis(150));
  EXPECT_EQ(core::kReplyToleranceDivisor, 10);
}

}  // namespace
}  // namespace sw::engine
