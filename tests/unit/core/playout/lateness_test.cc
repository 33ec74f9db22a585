#include "worker/core/playout/lateness.h"

#include <gtest/gtest.h>

namespace sw::core {
namespace {

constexpr Timestamp kStart = Timestamp::FromSeconds(1000);
constexpr TimeDelta kNanosecond = TimeDelta::Nanos(1);

TEST(Lateness, WithoutAnyTheTargetIsZero) { EXPECT_EQ(Lateness().target(kStart), TimeDelta::Zero()); }

TEST(Lateness, TheTargetIsTheGreatestPlusFiveHundredMilliseconds) {
  Lateness lateness;
  lateness.add(kStart, TimeDelta::Millis(1200));
  lateness.add(kStart + TimeDelta::Seconds(6), TimeDelta::Millis(700));
  EXPECT_EQ(lateness.target(kStart + TimeDelta::Seconds(6)), TimeDelta::Millis(1700));
}

TEST(Lateness, AGreaterOneCountsAtOnce) {
  Lateness lateness;
  lateness.add(kStart, TimeDelta::Millis(700));
  lateness.add(kStart, TimeDelta::Millis(1200));
  EXPECT_EQ(lateness.target(kStart), TimeDelta::Millis(1700));
}

TEST(Lateness, IsRememberedForTenMinutesAndNotANanosecondLonger) {
  Lateness lateness;
  lateness.add(kStart, TimeDelta::Seconds(2));
  EXPECT_EQ(lateness.target(kStart + TimeDelta::Minutes(10)), TimeDelta::Millis(2500));
  EXPECT_EQ(lateness.target(kStart + TimeDelta::Minutes(10) + kNanosecond), TimeDelta::Zero());
}

TEST(Lateness, WhenTheGreatestIsForgottenTheNextOneCounts) {
  Lateness lateness;
  lateness.add(kStart, TimeDelta::Seconds(3));
  lateness.add(kStart + TimeDelta::Minutes(1), TimeDelta::Seconds(1));
  lateness.add(kStart + TimeDelta::Minutes(2), TimeDelta::Seconds(2));
  lateness.add(kStart + TimeDelta::Minutes(3), TimeDelta::Seconds(1));
  EXPECT_EQ(lateness.target(kStart + TimeDelta::Minutes(11)), TimeDelta::Millis(2500));
  EXPECT_EQ(lateness.target(kStart + TimeDelta::Minutes(12)), TimeDelta::Millis(2500));
  EXPECT_EQ(lateness.target(kStart + TimeDelta::Minutes(13)), TimeDelta::Millis(1500));
}

TEST(Lateness, EarlyPairsNeverMakeATargetBelowZero) {
  Lateness lateness;
  lateness.add(kStart, TimeDelta::Seconds(-3));
  EXPECT_EQ(lateness.target(kStart), TimeDelta::Zero());
  lateness.add(kStart, TimeDelta::Millis(-400));
  EXPECT_EQ(lateness.target(kStart), TimeDelta::Millis(100)) << "less than the margin early";
}

}  // namespace
}  // namespace sw::core
