#include "worker/base/random.h"

#include <gtest/gtest.h>

#include <bit>
#include <set>

namespace sw {
namespace {

// Scenario files of old depend on it: these values, computed apart from FNV-1a and SplitMix64 as published, never
// change.
TEST(KeyedDraw, StaysWhatItWas) {
  EXPECT_EQ(keyed_draw(1, "network", 2, 3), 0x590e5b3aee593f83);
  EXPECT_EQ(keyed_draw(0, "", 0, 0), 0xd5784dc90ff56603);
}

TEST(KeyedDraw, EveryPartOfTheKeyMatters) {
  const std::set<uint64_t> draws{keyed_draw(1, "a", 2, 3), keyed_draw(9, "a", 2, 3), keyed_draw(1, "b", 2, 3),
                                 keyed_draw(1, "a", 9, 3), keyed_draw(1, "a", 2, 9), keyed_draw(1, "a", 3, 2)};
  EXPECT_EQ(draws.size(), 6U);
}

TEST(KeyedDraw, NeighboursShareHalfTheirBits) {
  int different = 0;
  constexpr int kDraws = 1'000;
  for (uint64_t n = 0; n < kDraws; ++n)
    different += std::popcount(keyed_draw(1, "a", 2, n) ^ keyed_draw(1, "a", 2, n + 1));
  EXPECT_NEAR(static_cast<double>(different) / kDraws, 32.0, 1.0);  // standard error 0.13
}

TEST(KeyedDraw, EveryBitIsSetHalfTheTime) {
  constexpr int kDraws = 4'000;
  for (int bit = 0; bit < 64; ++bit) {
    int set = 0;
    for (uint64_t n = 0; n < kDraws; ++n) set += (keyed_draw(1, "a", 2, n) >> bit & 1) != 0 ? 1 : 0;
    EXPECT_NEAR(set, kDraws / 2, 200) << bit;  // six standard deviations
  }
}

}  // namespace
}  // namespace sw
