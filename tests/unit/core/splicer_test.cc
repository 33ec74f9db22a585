#include "worker/core/splice/splicer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "worker/base/random.h"
#include "worker/core/rules.h"

namespace sw::core {
namespace {

constexpr int kRate = 48'000;
constexpr int64_t kFade = 240;  // 5 ms
constexpr MediaTime kStart = MediaTime::FromMillis(1'000);
constexpr MediaTime kFar = MediaTime::FromSeconds(1'000'000);

Pcm constant(int64_t frames, float value, int channels = 1, int rate = kRate) {
  return {.sample_rate = rate,
          .channels = channels,
          .samples = std::vector<float>(static_cast<std::size_t>(frames * channels), value)};
}
// A sine of 1 kHz from frame `first` of it on.
Pcm sine(int64_t first, int64_t frames, double phase = 0) {
  Pcm pcm = constant(frames, 0);
  for (int64_t i = 0; i < frames; ++i) {
    const double angle = 2 * std::numbers::pi * 1000 * static_cast<double>(first + i) / kRate + phase;
    pcm.samples[static_cast<std::size_t>(i)] = static_cast<float>(std::sin(angle));
  }
  return pcm;
}
// The steepest that the sine itself is.
const double kSineStep = 2 * std::sin(std::numbers::pi * 1000 / kRate);

double largest_step(const Pcm& pcm) {
  double step = 0;
  for (std::size_t i = 1; i < pcm.samples.size(); ++i) {
    step = std::max(step, std::abs(static_cast<double>(pcm.samples[i]) - pcm.samples[i - 1]));
  }
  return step;
}

TEST(Splicer, CountsInSamplesFromItsStart) {
  Splicer splicer(kRate, 2, kStart);
  splicer.append(constant(1'024, 0.5F, 2));
  splicer.append(constant(1'024, 0.5F, 2));
  EXPECT_EQ(splicer.end(), kStart + TimeDelta::Ticks(2'048, kRate));
  EXPECT_EQ(splicer.taken(), kStart);
  splicer.take(kStart + TimeDelta::Millis(10));
  EXPECT_EQ(splicer.taken(), kStart + TimeDelta::Millis(10));
}

TEST(Splicer, WhatIsAppendedComesOutBitForBit) {
  Splicer splicer(kRate, 1, kStart);
  splicer.append(sine(0, 3'000));
  splicer.append(sine(3'000, 3'000));
  EXPECT_EQ(splicer.take_rest().samples, sine(0, 6'000).samples);
}

TEST(Splicer, KeepsBackTheFadeUntilItIsKnownWhatFollows) {
  Splicer splicer(kRate, 1, kStart);
  splicer.append(constant(1'000, 0.5F));
  EXPECT_EQ(splicer.take(kFar).frames(), 760u);
  EXPECT_EQ(splicer.take(kFar).frames(), 0u);
  splicer.append(constant(100, 0.5F));
  EXPECT_EQ(splicer.take(kFar).frames(), 100u);
  EXPECT_EQ(splicer.take_rest().frames(), 240u);
  EXPECT_EQ(splicer.take_rest().frames(), 0u);
}

TEST(Splicer, TakesUpToTheNearestSampleAndNothingOfThePast) {
  Splicer splicer(kRate, 1, kStart);
  splicer.append(constant(10'000, 0.5F));
  EXPECT_EQ(splicer.take(kStart + TimeDelta::Micros(20'833)).frames(), 1'000u) << "20.833 ms are 999.98 samples";
  EXPECT_EQ(splicer.take(kStart).frames(), 0u);
}

TEST(Splicer, CrossFadesOverTheLastFiveMillisecondsBeforeAJointAndTouchesNothingElse) {
  Splicer splicer(kRate, 1, kStart);
  splicer.append(constant(1'000, 0.5F));
  splicer.join(constant(1'000, -0.5F), constant(kFade, -0.5F));
  const Pcm all = splicer.take_rest();
  ASSERT_EQ(all.frames(), 2'000u);
  for (std::size_t i = 0; i < 760; ++i) ASSERT_EQ(all.samples[i], 0.5F) << i;
  for (std::size_t i = 760; i < 1'000; ++i) ASSERT_LT(all.samples[i], all.samples[i - 1]) << i;
  for (std::size_t i = 1'000; i < 2'000; ++i) ASSERT_EQ(all.samples[i], -0.5F) << i;
}

TEST(Splicer, UsesTheEndOfALongerLead) {
  Splicer splicer(kRate, 1, kStart);
  splicer.append(constant(1'000, 0.0F));
  Pcm lead = constant(1'000, 1.0F);
  for (std::size_t i = 760; i < 1'000; ++i) lead.samples[i] = -0.5F;
  splicer.join(constant(1, -0.5F), lead);
  const Pcm all = splicer.take_rest();
  EXPECT_LE(*std::ranges::max_element(all.samples), 0.0F) << "nothing of the lead's beginning";
}

TEST(Splicer, APieceWithoutALeadIsFadedInBehindTheJoint) {
  Splicer splicer(kRate, 1, kStart);
  splicer.append(constant(1'000, 0.5F));
  splicer.join(constant(1'000, 0.5F), Pcm{});
  const Pcm all = splicer.take_rest();
  EXPECT_NEAR(all.samples[999], 0.0F, 0.01F);
  EXPECT_EQ(all.samples[1'000], 0.0F);
  EXPECT_NEAR(all.samples[1'120], 0.25F, 0.01F);
  EXPECT_EQ(all.samples[1'240], 0.5F);
}

TEST(Splicer, APieceWhoseLeadIsTooShortIsOneWithout) {
  for (const int64_t before : {1'000, 100}) {
    Splicer splicer(kRate, 1, kStart);
    splicer.append(constant(before, 0.5F));
    splicer.join(constant(1'000, 0.5F), constant(kFade - 1, 0.5F));
    EXPECT_LE(largest_step(splicer.take_rest()), 0.5 / 100 + 1e-6) << before;
  }
}

TEST(Splicer, SilenceBeginsAndEndsWithAFade) {
  Splicer splicer(kRate, 1, kStart);
  splicer.append(constant(1'000, 0.5F));
  splicer.join_silence(500);
  splicer.join(constant(1'000, 0.5F), Pcm{});
  EXPECT_EQ(splicer.end(), kStart + TimeDelta::Ticks(2'500, kRate));
  const Pcm all = splicer.take_rest();
  for (std::size_t i = 1'000; i <= 1'500; ++i) ASSERT_EQ(all.samples[i], 0.0F) << i;
  EXPECT_LE(largest_step(all), 0.5 / 240 + 1e-6);
}

TEST(Splicer, NoSilenceIsNone) {
  Splicer splicer(kRate, 1, kStart);
  splicer.append(constant(1'000, 0.5F));
  splicer.join_silence(0);
  splicer.join_silence(-5);
  EXPECT_EQ(splicer.take_rest().samples, constant(1'000, 0.5F).samples);
}

TEST(Splicer, ASineThatGoesOnBehindAJointIsThatSine) {
  Splicer splicer(kRate, 1, kStart);
  splicer.append(sine(0, 4'800));
  for (int64_t k = 1; k <= 10; ++k) splicer.join(sine(4'800 * k, 4'800), sine(4'800 * k - kFade, kFade));
  const Pcm all = splicer.take_rest();
  const Pcm wanted = sine(0, 4'800 * 11);
  ASSERT_EQ(all.frames(), wanted.frames());
  for (std::size_t i = 0; i < all.frames(); ++i) ASSERT_NEAR(all.samples[i], wanted.samples[i], 1e-6F) << i;
}

TEST(Splicer, TenJointsOfAnyPhaseMakeNoStepBeyondTheSinesOwnAndTheFades) {
  Splicer splicer(kRate, 1, kStart);
  splicer.append(sine(0, 4'800));
  for (int64_t k = 1; k <= 10; ++k) {
    const double phase = static_cast<double>(k) * 0.7;
    splicer.join(sine(0, 4'800, phase), sine(-kFade, kFade, phase));
  }
  const Pcm all = splicer.take_rest();
  EXPECT_EQ(all.frames(), 4'800u * 11);
  EXPECT_LE(largest_step(all), kSineStep + 2.0 / (kFade + 1));
  Pcm plain = sine(0, 4'800);
  const Pcm other = sine(0, 4'800, std::numbers::pi / 2);
  plain.samples.insert(plain.samples.end(), other.samples.begin(), other.samples.end());
  EXPECT_GT(largest_step(plain), 5 * (kSineStep + 2.0 / (kFade + 1))) << "a plain cut would be seen";
}

TEST(Splicer, KeepsChannelsApart) {
  Splicer splicer(kRate, 2, kStart);
  const auto stereo = [](int64_t frames, float left, float right) {
    Pcm pcm = constant(frames, left, 2);
    for (std::size_t i = 1; i < pcm.samples.size(); i += 2) pcm.samples[i] = right;
    return pcm;
  };
  splicer.append(stereo(1'000, 0.5F, 0.0F));
  splicer.join(stereo(1'000, 0.5F, 0.0F), stereo(kFade, 0.5F, 0.0F));
  const Pcm all = splicer.take_rest();
  for (std::size_t i = 0; i < all.samples.size(); ++i) ASSERT_EQ(all.samples[i], i % 2 == 0 ? 0.5F : 0.0F) << i;
}

TEST(Splicer, TheFadeIsFiveMillisecondsAtAnyRate) {
  for (const auto& [rate, fade] : {std::pair(8'000, 40u), std::pair(44'100, 221u), std::pair(96'000, 480u)}) {
    Splicer splicer(rate, 1, kStart);
    splicer.append(constant(1'000, 0.5F, 1, rate));
    EXPECT_EQ(splicer.take(kFar).frames(), 1'000u - fade) << rate;
  }
}

TEST(Splicer, CountsTheSamplesOfADayToTheLastOne) {
  for (const int rate : {44'100, 48'000, 11'025}) {
    const Splicer splicer(rate, 1, kStart);
    for (int64_t k = 0; k <= 14'400; ++k) {
      ASSERT_EQ(splicer.frames_in(TimeDelta::Seconds(6) * k), int64_t{6} * rate * k) << k;
    }
    for (uint64_t n = 0; n < 10'000; ++n) {
      const auto frames = static_cast<int64_t>(keyed_draw(1, "frames", 0, n) % (uint64_t{86'400} * 48'000));
      ASSERT_EQ(splicer.frames_in(TimeDelta::Ticks(frames, rate)), frames);
      ASSERT_EQ(splicer.frames_in(-TimeDelta::Ticks(frames, rate)), -frames);
    }
  }
}

// A sample takes 22,675.7 ns at 44.1 kHz: whoever sums rounded times is off after a day.
TEST(Splicer, AnHourAtAnOddRateTakenInTenthsOfASecondIsNeverOffByMoreThanHalfASample) {
  constexpr int kOdd = 11'025;
  Splicer splicer(kOdd, 1, kStart);
  const Pcm second = constant(kOdd, 0.25F, 1, kOdd);
  int64_t taken = 0;
  splicer.append(second);
  for (int64_t tenth = 1; tenth <= 36'000; ++tenth) {
    if (tenth % 10 == 1) splicer.append(second);
    taken += static_cast<int64_t>(splicer.take(kStart + TimeDelta::Millis(100) * tenth).frames());
    ASSERT_LE(std::abs(static_cast<double>(taken) - static_cast<double>(tenth) * kOdd / 10), 0.5);
  }
  EXPECT_EQ(taken, int64_t{3'600} * kOdd);
}

}  // namespace
}  // namespace sw::core
