// The clock and the alarm. World, besides LoopWorld: `ports::Alarm& alarm()`.
#pragma once

#include <gtest/gtest.h>

#include <limits>

#include "tests/conformance/ports/loop_world.h"
#include "worker/ports/clock.h"

namespace sw::conformance {

template <LoopWorld World>
class ClockSuite : public ::testing::Test {
 protected:
  Timestamp now() { return world_.clock().now(); }
  Timestamp soon() { return now() + TimeDelta::Millis(5); }
  std::size_t rung() { return world_.journal().template count<ports::AlarmRang>(); }
  bool wait_for_ring(std::size_t count = 1) {
    return world_.run_until([=, this] { return rung() >= count; });
  }

  World world_;
};
TYPED_TEST_SUITE_P(ClockSuite);

TYPED_TEST_P(ClockSuite, MonotonicTimeIsAboveZero) { EXPECT_GT(this->now(), Timestamp::FromNanos(0)); }

TYPED_TEST_P(ClockSuite, CivilTimeIsAfterTheEpoch) {
  EXPECT_GT(this->world_.clock().wall_now(), WallTime::FromNanos(0));
}

TYPED_TEST_P(ClockSuite, MonotonicTimeNeverGoesBack) {
  Timestamp last = this->now();
  for (int i = 0; i < 10'000; ++i) {
    const Timestamp next = this->now();
    ASSERT_GE(next, last);
    last = next;
  }
}

TYPED_TEST_P(ClockSuite, ReachesAnyLaterTime) {
  const Timestamp at = this->soon();
  this->world_.run_to(at);
  EXPECT_GE(this->now(), at);
}

TYPED_TEST_P(ClockSuite, RingsAtItsTimeOrLater) {
  const Timestamp at = this->soon();
  this->world_.alarm().set(at);
  ASSERT_TRUE(this->wait_for_ring());
  EXPECT_GE(this->world_.journal().arrivals().back().now, at);
}

TYPED_TEST_P(ClockSuite, RingsOnceForEachSet) {
  this->world_.alarm().set(this->soon());
  ASSERT_TRUE(this->wait_for_ring());
  this->world_.run_to(this->now() + TimeDelta::Millis(20));
  EXPECT_EQ(this->rung(), 1u);
}

TYPED_TEST_P(ClockSuite, RingsForATimeInThePast) {
  this->world_.alarm().set(this->now() - TimeDelta::Seconds(1));
  EXPECT_TRUE(this->wait_for_ring());
}

TYPED_TEST_P(ClockSuite, NeverRingsFromInsideSet) {
  this->world_.alarm().set(this->now() - TimeDelta::Seconds(1));
  EXPECT_EQ(this->rung(), 0u);
}

TYPED_TEST_P(ClockSuite, LaterTimeReplacesAnEarlierOne) {
  const Timestamp late = this->now() + TimeDelta::Millis(30);
  this->world_.alarm().set(this->soon());
  this->world_.alarm().set(late);
  ASSERT_TRUE(this->wait_for_ring());
  EXPECT_GE(this->world_.journal().arrivals().back().now, late);
}

TYPED_TEST_P(ClockSuite, EarlierTimeReplacesALaterOne) {
  const Timestamp late = this->now() + TimeDelta::Minutes(10);
  const Timestamp early = this->soon();
  this->world_.alarm().set(late);
  this->world_.alarm().set(early);
  ASSERT_TRUE(this->wait_for_ring());
  EXPECT_GE(this->world_.journal().arrivals().back().now, early);
  EXPECT_LT(this->now(), late);
}

TYPED_TEST_P(ClockSuite, ReplacedAlarmDoesNotRingAfterItsSuccessor) {
  this->world_.alarm().set(this->now() + TimeDelta::Millis(20));
  this->world_.alarm().set(this->soon());
  ASSERT_TRUE(this->wait_for_ring());
  this->world_.run_to(this->now() + TimeDelta::Millis(40));
  EXPECT_EQ(this->rung(), 1u);
}

TYPED_TEST_P(ClockSuite, StaysSilentAfterClear) {
  this->world_.alarm().set(this->soon());
  this->world_.alarm().clear();
  this->world_.run_to(this->now() + TimeDelta::Millis(30));
  EXPECT_EQ(this->rung(), 0u);
}

TYPED_TEST_P(ClockSuite, RingsWhenSetAgainAfterClear) {
  this->world_.alarm().set(this->now() + TimeDelta::Minutes(10));
  this->world_.alarm().clear();
  this->world_.alarm().set(this->soon());
  EXPECT_TRUE(this->wait_for_ring());
}

TYPED_TEST_P(ClockSuite, RingsForTheSameTimeSetTwiceInTurn) {
  const Timestamp at = this->soon();
  this->world_.alarm().set(at);
  ASSERT_TRUE(this->wait_for_ring(1));
  this->world_.alarm().set(at);
  EXPECT_TRUE(this->wait_for_ring(2));
}

TYPED_TEST_P(ClockSuite, EndOfTimeNeverRings) {
  this->world_.alarm().set(Timestamp::FromNanos(std::numeric_limits<int64_t>::max()));
  this->world_.run_to(this->now() + TimeDelta::Millis(10));
  EXPECT_EQ(this->rung(), 0u);
}

TYPED_TEST_P(ClockSuite, RingsForTheBeginningOfTime) {
  this->world_.alarm().set(Timestamp::FromNanos(std::numeric_limits<int64_t>::min()));
  EXPECT_TRUE(this->wait_for_ring());
}

REGISTER_TYPED_TEST_SUITE_P(ClockSuite, MonotonicTimeIsAboveZero, CivilTimeIsAfterTheEpoch, MonotonicTimeNeverGoesBack,
                            ReachesAnyLaterTime, RingsAtItsTimeOrLater, RingsOnceForEachSet, RingsForATimeInThePast,
                            NeverRingsFromInsideSet, LaterTimeReplacesAnEarlierOne, EarlierTimeReplacesALaterOne,
                            ReplacedAlarmDoesNotRingAfterItsSuccessor, StaysSilentAfterClear,
                            RingsWhenSetAgainAfterClear, RingsForTheSameTimeSetTwiceInTurn, EndOfTimeNeverRings,
                            RingsForTheBeginningOfTime);

}  // namespace sw::conformance
