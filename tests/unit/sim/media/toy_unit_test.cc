#include "sim/media/toy_unit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sim/media/tags.h"
#include "tests/unit/sim/media/tagged_audio.h"
#include "worker/base/random.h"

namespace sw::sim {
namespace {

std::vector<uint8_t> packed(const std::vector<float>& samples, std::size_t channels) {
  std::vector<uint8_t> unit;
  pack_unit(samples, channels, unit);
  return unit;
}
std::vector<float> round_trip(const std::vector<float>& samples, std::size_t channels) {
  std::vector<float> got(samples.size());
  EXPECT_TRUE(unpack_unit(packed(samples, channels), channels, got));
  return got;
}
std::vector<float> noise(std::size_t count, uint64_t seed) {
  std::vector<float> samples(count);
  for (std::size_t i = 0; i < count; ++i) {
    samples[i] = static_cast<float>(static_cast<int32_t>(keyed_draw(seed, "noise", 0, i) >> 40) - (1 << 23)) * 0x1p-23F;
  }
  return samples;
}

TEST(Tags, AreExactInAFloatAndGrowByOneStep) {
  EXPECT_EQ(source_tag(0), 0.25F);
  EXPECT_EQ(source_tag(kTagPeriod - 1) + kTagStep, 0.5F);
  EXPECT_EQ(source_tag(kTagPeriod), source_tag(0));
  for (const uint64_t n : {1u, 1'000u, 2'000'000u}) EXPECT_EQ(source_tag(n) - source_tag(n - 1), kTagStep);
}

TEST(Tags, SayWhoseSampleTheyAre) {
  const auto source = read_tag(source_tag(1'234'567));
  ASSERT_TRUE(source);
  EXPECT_EQ(source->voice, Voice::kSource);
  EXPECT_EQ(source->sample, 1'234'567);
  const auto dubbed = read_tag(dubbed_tag(7));
  ASSERT_TRUE(dubbed);
  EXPECT_EQ(dubbed->voice, Voice::kDubbed);
  EXPECT_EQ(nearest_sample(*dubbed, 3.0 * kTagPeriod), 3.0 * kTagPeriod + 7);
}

TEST(Tags, SilenceMixturesAndHalvesAreNone) {
  for (const float value : {0.0F, 0.2F, -0.2F, 0.51F, source_tag(5) / 2, source_tag(kTagPeriod - 1) / 2}) {
    EXPECT_FALSE(read_tag(value)) << value;
  }
  EXPECT_FALSE(read_tag(std::numeric_limits<float>::quiet_NaN()));
}

TEST(ToyUnit, RampOfTagsIsFifteenBytesAndExact) {
  for (const std::size_t channels : {1u, 2u}) {
    const auto samples = tagged(8'000, static_cast<int>(channels), 1'000'000, 1024).samples;
    EXPECT_EQ(packed(samples, channels).size(), 15u);
    EXPECT_EQ(round_trip(samples, channels), samples);
  }
}

TEST(ToyUnit, TagsThatBeginAnewAreTwoRamps) {
  const auto samples = tagged(8'000, 1, kTagPeriod - 100, 1024).samples;
  EXPECT_EQ(round_trip(samples, 1), samples);
  std::vector<uint8_t> unit;
  pack_tags(kTagPeriod - 100, 1024, 5, unit);
  std::vector<float> got(1024);
  ASSERT_TRUE(unpack_unit(unit, 1, got));
  EXPECT_EQ(got, samples);
}

TEST(ToyUnit, SilenceThenTagsAreExact) {
  auto samples = std::vector<float>(500, 0.0F);
  const auto tags = tagged(8'000, 1, 77, 524).samples;
  samples.insert(samples.end(), tags.begin(), tags.end());
  EXPECT_EQ(round_trip(samples, 1), samples);
  EXPECT_LT(packed(samples, 1).size(), 40u);
}

TEST(ToyUnit, ResampledRampStaysARamp) {
  std::vector<float> samples(1024);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(0.3 + static_cast<double>(i) * 1.0017 * 0x1p-23);
  }
  EXPECT_LT(packed(samples, 1).size(), 30u);
  const auto got = round_trip(samples, 1);
  for (std::size_t i = 0; i < samples.size(); ++i) EXPECT_NEAR(got[i], samples[i], 0x1p-22) << i;
}

TEST(ToyUnit, NoiseIsBoundedAndExactToItsSteps) {
  const auto samples = noise(2048, 3);
  const auto unit = packed(samples, 2);
  EXPECT_EQ(unit.size(), 6'154u);
  EXPECT_EQ(round_trip(samples, 2), samples);
}

TEST(ToyUnit, WhatIsOutOfRangeIsClipped) {
  const float inf = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  std::vector<float> samples(64, 2.0F);
  samples[1] = -inf;
  samples[2] = inf;
  samples[3] = nan;
  const auto got = round_trip(samples, 1);
  EXPECT_NEAR(got[0], 1.0F, 0x1p-22);
  EXPECT_EQ(got[1], -1.0F);
  EXPECT_NEAR(got[2], 1.0F, 0x1p-22);
  EXPECT_EQ(got[3], 0.0F);
  EXPECT_NEAR(got[63], 1.0F, 0x1p-22);
}

TEST(ToyUnit, AnySamplesComeBackNearly) {
  for (uint64_t round = 0; round < 200; ++round) {
    const std::size_t channels = 1 + round % 2;
    auto samples = noise(1024 * channels, round);
    // Some of it is made of ramps and silence.
    for (std::size_t i = keyed_draw(round, "from", 0, 0) % samples.size(); i + 1 < samples.size(); ++i) {
      if (i % 300 > 50) samples[i + 1] = samples[i] + (i % 600 < 300 ? 0.0F : 0x1p-20F);
    }
    const auto got = round_trip(samples, channels);
    for (std::size_t i = 0; i < samples.size(); ++i) ASSERT_NEAR(got[i], samples[i], 0x1p-22) << round << ", " << i;
  }
}

TEST(ToyUnit, NoteMakesUnitsDifferAndSaysItsNumber) {
  EXPECT_EQ(note_of(tagged_unit(0, 1024, 42)->bytes()), 42u);
  EXPECT_FALSE(note_of(packed(std::vector<float>(8, 0.0F), 1)));
  EXPECT_FALSE(note_of(std::vector<uint8_t>{1, 2, 3}));
}

TEST(ToyUnit, NegatedTagsAreTheDubbedOnes) {
  std::vector<uint8_t> unit;
  pack_tags(500, 1024, 1, unit);
  ASSERT_TRUE(negate_unit(unit, 2));
  std::vector<float> samples(2048);
  ASSERT_TRUE(unpack_unit(unit, 2, samples));
  EXPECT_EQ(samples[0], dubbed_tag(500));
  EXPECT_EQ(samples[2047], dubbed_tag(1523));
}

TEST(ToyUnit, AnotherLengthOrChannelCountIsNone) {
  const auto unit = packed(noise(2048, 1), 2);
  std::vector<float> samples(1024);
  EXPECT_FALSE(unpack_unit(unit, 1, samples));
  samples.resize(2046);
  EXPECT_FALSE(unpack_unit(unit, 2, samples));
}

TEST(ToyUnit, CutOrLengthenedUnitsAreNone) {
  auto unit = packed(tagged(8'000, 1, 5, 1024).samples, 1);
  std::vector<float> samples(1024);
  for (std::size_t size = 0; size < unit.size(); ++size) {
    EXPECT_FALSE(unpack_unit(std::span(unit).first(size), 1, samples)) << size;
  }
  unit.push_back(0);
  EXPECT_FALSE(unpack_unit(unit, 1, samples));
}

TEST(ToyUnit, ARampThatLeavesTheRangeIsNone) {
  std::vector<uint8_t> unit = packed(std::vector<float>(1024, 0.5F), 1);
  unit[unit.size() - 1] = 0x3f;  // the step: about one half
  std::vector<float> samples(1024);
  EXPECT_FALSE(unpack_unit(unit, 1, samples));
  for (std::size_t i = 1; i <= 4; ++i) unit[unit.size() - i] = 0xff;  // not a number
  EXPECT_FALSE(unpack_unit(unit, 1, samples));
}

TEST(ToyUnit, DamagedUnitsDoNoHarm) {
  const auto whole = packed(tagged(8'000, 2, 5, 1024).samples, 2);
  std::vector<float> samples(2048);
  for (uint64_t round = 0; round < 5'000; ++round) {
    auto unit = whole;
    const uint64_t draw = keyed_draw(9, "damage", round, 0);
    unit[draw % unit.size()] = static_cast<uint8_t>(draw >> 32);
    if (!unpack_unit(unit, 2, samples)) continue;
    for (const float sample : samples) ASSERT_LE(std::abs(sample), 1.001F);
  }
}

}  // namespace
}  // namespace sw::sim
