#include "worker/core/reconnect/retry_ladder.h"

#include <gtest/gtest.h>

#include <array>

namespace sw::core {
namespace {

constexpr std::array<TimeDelta, 2> kSteps{TimeDelta::Seconds(1), TimeDelta::Seconds(3)};

TEST(RetryLadder, GivesEachStepOnceThenGivesUp) {
  RetryLadder ladder(kSteps, RetryLadder::AfterLast::kGiveUp);
  EXPECT_EQ(ladder.take_step(), TimeDelta::Seconds(1));
  EXPECT_EQ(ladder.take_step(), TimeDelta::Seconds(3));
  EXPECT_EQ(ladder.take_step(), std::nullopt);
  EXPECT_EQ(ladder.take_step(), std::nullopt);
}

TEST(RetryLadder, RepeatsItsLastStepWhenToldTo) {
  RetryLadder ladder(kSteps, RetryLadder::AfterLast::kRepeat);
  ladder.take_step();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ladder.take_step(), TimeDelta::Seconds(3));
}

TEST(RetryLadder, StartsAnewAfterAReset) {
  RetryLadder ladder(kSteps, RetryLadder::AfterLast::kGiveUp);
  ladder.take_step();
  ladder.take_step();
  ladder.reset();
  EXPECT_EQ(ladder.taken(), 0u);
  EXPECT_EQ(ladder.take_step(), TimeDelta::Seconds(1));
}

}  // namespace
}  // namespace sw::core
