#include "worker/core/fragment_tracker/round_trips.h"

#include <gtest/gtest.h>

#include "tests/unit/core/sts/sts_times.h"

namespace sw::core {
namespace {

TEST(RoundTrips, MedianOfNoneIsZero) { EXPECT_EQ(RoundTrips().lower_median(), TimeDelta::Zero()); }

TEST(RoundTrips, MedianOfAnOddNumberIsTheMiddleOne) {
  RoundTrips trips;
  for (const int value : {900, 100, 400}) trips.add(ms(value));
  EXPECT_EQ(trips.lower_median(), ms(400));
}

TEST(RoundTrips, MedianOfAnEvenNumberIsTheSmallerOfTheMiddleTwo) {
  RoundTrips trips;
  for (const int value : {900, 100, 400, 300}) trips.add(ms(value));
  EXPECT_EQ(trips.lower_median(), ms(300));
}

TEST(RoundTrips, OnlyTheLastEightCount) {
  RoundTrips trips;
  for (int i = 0; i < 5; ++i) trips.add(ms(9000));
  for (int i = 0; i < 8; ++i) trips.add(ms(100 + i));
  EXPECT_EQ(trips.lower_median(), ms(103));
}

TEST(RoundTrips, TakesTheSmallerHalfOfFourOldAndFourNew) {
  RoundTrips trips;
  for (int i = 0; i < 8; ++i) trips.add(ms(9000));
  for (int i = 0; i < 4; ++i) trips.add(ms(1));
  EXPECT_EQ(trips.lower_median(), ms(1));
}

TEST(RoundTrips, ForgetsWhenCleared) {
  RoundTrips trips;
  trips.add(ms(5));
  trips.clear();
  EXPECT_EQ(trips.lower_median(), TimeDelta::Zero());
}

}  // namespace
}  // namespace sw::core
