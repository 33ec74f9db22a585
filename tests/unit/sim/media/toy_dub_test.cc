#include "sim/media/toy_dub.h"

#include <gtest/gtest.h>

#include "sim/media/toy_codec.h"
#include "tests/unit/sim/media/tagged_audio.h"

namespace sw::sim {
namespace {

constexpr uint64_t kFirst = 100'000;
constexpr int64_t kPriming = 1024;

ports::AudioClip original() { return tagged_clip(kFirst, 48, kPriming); }

struct Reply {
  ports::AudioClip clip;
  std::vector<float> samples;  // of the clip, without priming and padding
};

Reply reply_to(const ports::AudioClip& clip, const Dub& how) {
  const auto file = dub(tagged_file(clip), how);
  EXPECT_TRUE(file) << file.error();
  Reply reply{ToyContainer().read_audio(file.value()).value(), {}};
  ToyCodec codec;
  const auto decoder = codec.decoder(reply.clip.format).value();
  std::vector<float> all;
  for (const PayloadRef& unit : reply.clip.units) {
    const auto pcm = decoder->decode(unit->bytes()).value();
    all.insert(all.end(), pcm.samples.begin(), pcm.samples.end());
  }
  const auto begin = all.begin() + reply.clip.priming * reply.clip.format.channels;
  reply.samples = {begin, begin + reply.clip.samples * reply.clip.format.channels};
  return reply;
}

TEST(ToyDub, EverySampleIsMarkedInItsPlace) {
  const auto reply = reply_to(original(), {});
  EXPECT_EQ(reply.clip.priming, kPriming);
  EXPECT_EQ(reply.clip.samples, original().samples);
  for (std::size_t i = 0; i < reply.samples.size(); ++i) ASSERT_EQ(reply.samples[i], dubbed_tag(kFirst + 1024 + i));
}

TEST(ToyDub, EchoKeepsTheSourcesTags) {
  EXPECT_EQ(reply_to(original(), {.marked = false}).samples[0], source_tag(kFirst + 1024));
}

TEST(ToyDub, LongerReplyHoldsItsLastSample) {
  const auto reply = reply_to(original(), {.length_per_mille = 1050});
  const auto samples = static_cast<std::size_t>(original().samples);
  ASSERT_EQ(reply.samples.size(), samples * 105 / 100);
  EXPECT_EQ(reply.samples[0], dubbed_tag(kFirst + 1024));
  EXPECT_EQ(reply.samples[samples - 1], dubbed_tag(kFirst + 1023 + samples));
  EXPECT_EQ(reply.samples.back(), reply.samples[samples - 1]);
}

TEST(ToyDub, ShorterReplyLacksItsEnd) {
  const auto reply = reply_to(original(), {.length_per_mille = 500, .extra_length = TimeDelta::Millis(-10)});
  EXPECT_EQ(reply.clip.samples, original().samples / 2 - 80);
  EXPECT_EQ(reply.samples.back(), dubbed_tag(kFirst + 1023 + reply.samples.size()));
}

TEST(ToyDub, FortyMillisecondsMoreAreThreeHundredAndTwentySamples) {
  EXPECT_EQ(reply_to(original(), {.extra_length = TimeDelta::Millis(40)}).clip.samples, original().samples + 320);
}

TEST(ToyDub, ServiceEncodesWithItsOwnDelay) {
  const auto reply = reply_to(original(), {.extra_length = TimeDelta::Millis(1), .encoder_delay = 2112});
  EXPECT_EQ(reply.clip.priming, 2112);
  EXPECT_EQ(reply.samples[0], dubbed_tag(kFirst + 1024));
}

TEST(ToyDub, OtherRateKeepsTheTagsTimes) {
  const auto reply = reply_to(original(), {.sample_rate = 16'000});
  EXPECT_EQ(reply.clip.format.sample_rate, 16'000);
  EXPECT_EQ(reply.clip.samples, original().samples * 2);
  const auto tag = read_tag(reply.samples[20'000]);
  ASSERT_TRUE(tag);
  EXPECT_NEAR(tag->sample, kFirst + 1024 + 10'000, 0.3);
}

TEST(ToyDub, OtherChannelCountCarriesTheSameTags) {
  const auto reply = reply_to(original(), {.channels = 2});
  EXPECT_EQ(reply.clip.format.channels, 2);
  EXPECT_EQ(reply.samples[1], dubbed_tag(kFirst + 1024));
}

TEST(ToyDub, UndecodableUnitsAreInAReadableFile) {
  const auto file = dub(tagged_file(original()), {.damage = Dub::Damage::kUnits}).value();
  const auto clip = ToyContainer().read_audio(file);
  ASSERT_TRUE(clip);
  ToyCodec codec;
  EXPECT_FALSE(codec.decoder(clip->format).value()->decode(clip->units[0]->bytes()));
}

TEST(ToyDub, DamagedFileIsNone) {
  const auto file = dub(tagged_file(original()), {.damage = Dub::Damage::kFile}).value();
  EXPECT_FALSE(ToyContainer().read_audio(file));
}

TEST(ToyDub, MoreChannelsThanUnitsHaveAreRefused) {
  auto clip = original();
  clip.format.channels = 4;
  EXPECT_FALSE(dub(tagged_file(clip), {}));
  EXPECT_FALSE(dub(tagged_file(clip), {.length_per_mille = 1050}));
}

TEST(ToyDub, WhatIsNoFileIsRefused) {
  EXPECT_FALSE(dub("what?", {}));
  EXPECT_FALSE(dub(tagged_file(original()), {.sample_rate = 1}));
}

}  // namespace
}  // namespace sw::sim
