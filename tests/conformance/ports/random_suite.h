// Randomness. World: `ports::Random& random()` is all.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>
#include <vector>

#include "worker/ports/random.h"

namespace sw::conformance {

template <class World>
class RandomSuite : public ::testing::Test {
 protected:
  uint64_t draw(std::string_view name, uint64_t entity, uint64_t n) { return world_.random().draw(name, entity, n); }
  World world_;
};
TYPED_TEST_SUITE_P(RandomSuite);

TYPED_TEST_P(RandomSuite, SameThreeGiveTheSameBits) {
  const uint64_t first = this->draw("mask", 7, 3);
  for (uint64_t n = 0; n < 100; ++n) this->draw("other", n, n);
  EXPECT_EQ(this->draw("mask", 7, 3), first);
}

TYPED_TEST_P(RandomSuite, NameEntityAndNumberEachMatter) {
  const std::set<uint64_t> draws = {this->draw("mask", 1, 2), this->draw("mask", 2, 1), this->draw("mask", 1, 3),
                                    this->draw("mask2", 1, 2), this->draw("", 1, 2)};
  EXPECT_EQ(draws.size(), 5u);
}

TYPED_TEST_P(RandomSuite, ManyDrawsNeverMeet) {
  std::set<uint64_t> draws;
  for (uint64_t entity = 0; entity < 100; ++entity) {
    for (uint64_t n = 0; n < 100; ++n) draws.insert(this->draw("mask", entity, n));
  }
  EXPECT_EQ(draws.size(), 10'000u);
}

// Of 10,000 draws each bit is set in 5,000, give or take 6 standard deviations of 50: by chance alone a right source
// fails once in about eight million seeds.
TYPED_TEST_P(RandomSuite, EveryBitIsEvenlySet) {
  std::array<int, 64> ones{};
  for (uint64_t n = 0; n < 10'000; ++n) {
    const uint64_t bits = this->draw("mask", 0, n);
    for (std::size_t bit = 0; bit < 64; ++bit) ones.at(bit) += static_cast<int>((bits >> bit) & 1);
  }
  for (const int count : ones) EXPECT_LT(std::abs(count - 5'000), 300);
}

// Neighbouring numbers differ in 32 of 64 bits on average: 1,000 pairs of them by 32,000, whose standard deviation is
// 126.
TYPED_TEST_P(RandomSuite, NeighbouringNumbersShareNothing) {
  int differing = 0;
  for (uint64_t n = 0; n < 1'000; ++n) {
    differing += __builtin_popcountll(this->draw("mask", 0, n) ^ this->draw("mask", 0, n + 1));
  }
  EXPECT_LT(std::abs(differing - 32'000), 1'000);
}

REGISTER_TYPED_TEST_SUITE_P(RandomSuite, SameThreeGiveTheSameBits, NameEntityAndNumberEachMatter, ManyDrawsNeverMeet,
                            EveryBitIsEvenlySet, NeighbouringNumbersShareNothing);

}  // namespace sw::conformance
