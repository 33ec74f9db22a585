#include "sim/kernel/fifo.h"

#include <gtest/gtest.h>

#include <memory>

namespace sw::sim {
namespace {

TEST(Fifo, GivesBackInTheOrderOfComing) {
  Fifo<int> fifo;
  int next = 0;
  for (int i = 0; i < 1'000; ++i) {
    fifo.push(i);
    if (i % 3 == 2) {
      EXPECT_EQ(fifo.pop(), next++);
    }
  }
  while (!fifo.empty()) EXPECT_EQ(fifo.pop(), next++);
  EXPECT_EQ(next, 1'000);
}

TEST(Fifo, CountsFromItsFront) {
  Fifo<int> fifo;
  for (int i = 0; i < 5; ++i) fifo.push(i);
  fifo.pop();
  EXPECT_EQ(fifo.size(), 4u);
  EXPECT_EQ(fifo.front(), 1);
  EXPECT_EQ(fifo.at(3), 4);
}

TEST(Fifo, HoldsNothingAfterClear) {
  const auto item = std::make_shared<int>(1);
  Fifo<std::shared_ptr<int>> fifo;
  fifo.push(item);
  fifo.push(item);
  fifo.clear();
  EXPECT_TRUE(fifo.empty());
  EXPECT_EQ(item.use_count(), 1);
}

}  // namespace
}  // namespace sw::sim
