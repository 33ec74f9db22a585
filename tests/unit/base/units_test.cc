#include "worker/base/units.h"

#include <gtest/gtest.h>

#include <concepts>
#include <limits>
#include <type_traits>

namespace sw {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

template <class A, class B>
concept Subtractable = requires(A a, B b) {
  a - b;
};
template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};

// What must not compile.
static_assert(!std::is_default_constructible_v<TimeDelta>);
static_assert(!std::is_default_constructible_v<Timestamp>);
static_assert(!std::convertible_to<int64_t, TimeDelta>);
static_assert(!Subtractable<Timestamp, WallTime>);
static_assert(!Subtractable<MediaTime, Timestamp>);
static_assert(!Addable<Timestamp, Timestamp>);
static_assert(std::same_as<decltype(Timestamp::FromNanos(2) - Timestamp::FromNanos(1)), TimeDelta>);

TEST(TimeDelta, UnitsAreMultiplesOfEachOther) {
  EXPECT_EQ(TimeDelta::Micros(1), TimeDelta::Nanos(1'000));
  EXPECT_EQ(TimeDelta::Millis(1), TimeDelta::Micros(1'000));
  EXPECT_EQ(TimeDelta::Seconds(1), TimeDelta::Millis(1'000));
  EXPECT_EQ(TimeDelta::Minutes(1), TimeDelta::Seconds(60));
}

TEST(TimeDelta, SmallerUnitsAreRoundedTowardsZero) {
  EXPECT_EQ(TimeDelta::Nanos(1'999'999).millis(), 1);
  EXPECT_EQ(TimeDelta::Nanos(-1'999'999).millis(), -1);
  EXPECT_EQ(TimeDelta::Nanos(1'999).micros(), 1);
  EXPECT_DOUBLE_EQ(TimeDelta::Millis(1'500).seconds(), 1.5);
}

TEST(TimeDelta, TicksOfAVideoClockAreExact) {
  EXPECT_EQ(TimeDelta::Ticks(90'000, 90'000), TimeDelta::Seconds(1));
  EXPECT_EQ(TimeDelta::Ticks(3'003, 90'000), TimeDelta::Nanos(33'366'666));  // 33'366'666.67, rounded down
}

TEST(TimeDelta, TicksDoNotDriftOverADay) {
  constexpr int64_t kFramesADay = 24 * 60 * 60 * int64_t{48'000} / 1'024;
  EXPECT_EQ(TimeDelta::Ticks(kFramesADay * 1'024, 48'000), TimeDelta::Seconds(24 * 60 * 60));
}

TEST(TimeDelta, SumsSaturate) {
  EXPECT_EQ(TimeDelta::Nanos(kMax) + TimeDelta::Nanos(1), TimeDelta::Nanos(kMax));
  EXPECT_EQ(TimeDelta::Nanos(kMin) + TimeDelta::Nanos(-1), TimeDelta::Nanos(kMin));
  EXPECT_EQ(TimeDelta::Nanos(kMin) - TimeDelta::Nanos(1), TimeDelta::Nanos(kMin));
  EXPECT_EQ(TimeDelta::Nanos(kMax) - TimeDelta::Nanos(-1), TimeDelta::Nanos(kMax));
}

TEST(TimeDelta, ProductsSaturateWithTheirSign) {
  EXPECT_EQ(TimeDelta::Nanos(kMax) * 2, TimeDelta::Nanos(kMax));
  EXPECT_EQ(TimeDelta::Nanos(kMax) * -2, TimeDelta::Nanos(kMin));
  EXPECT_EQ(TimeDelta::Seconds(kMax), TimeDelta::Nanos(kMax));
  EXPECT_EQ(TimeDelta::Minutes(kMin), TimeDelta::Nanos(kMin));
}

TEST(TimeDelta, TheMostNegativeHasAPositiveCounterpart) {
  EXPECT_EQ(-TimeDelta::Nanos(kMin), TimeDelta::Nanos(kMax));
  EXPECT_EQ(abs(TimeDelta::Nanos(kMin)), TimeDelta::Nanos(kMax));
}

TEST(TimeDelta, DividesIntoPartsAndCountsThem) {
  EXPECT_EQ(TimeDelta::Seconds(6) / 4, TimeDelta::Millis(1'500));
  EXPECT_EQ(TimeDelta::Seconds(20) / TimeDelta::Seconds(6), 3);
}

TEST(Instant, MovesByADelta) {
  Timestamp at = Timestamp::FromSeconds(1);
  at += TimeDelta::Millis(250);
  EXPECT_EQ(at, Timestamp::FromMillis(1'250));
  EXPECT_EQ(at - TimeDelta::Millis(250), Timestamp::FromSeconds(1));
  EXPECT_EQ(at - Timestamp::FromSeconds(1), TimeDelta::Millis(250));
}

TEST(Instant, SaturatesWhateverTimestampAPeerSends) {
  EXPECT_EQ(MediaTime::FromNanos(kMax) + TimeDelta::Seconds(1), MediaTime::FromNanos(kMax));
  EXPECT_EQ(MediaTime::FromNanos(kMin) - MediaTime::FromNanos(kMax), TimeDelta::Nanos(kMin));
  EXPECT_EQ(MediaTime::FromNanos(kMax) - MediaTime::FromNanos(kMin), TimeDelta::Nanos(kMax));
}

}  // namespace
}  // namespace sw
