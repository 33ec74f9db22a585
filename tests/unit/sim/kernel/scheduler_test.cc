// The scheduling contract, promise by promise (see sim/kernel/scheduler.h).
#include "sim/kernel/scheduler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace sw::sim {
namespace {

constexpr Timestamp at_second(int64_t s) { return kSimulationStart + TimeDelta::Seconds(s); }

// Schedules `count` events for one instant, runs them and gives their numbers in the order in which they ran.
std::vector<int> order_of_one_instant(uint64_t order_seed, int count) {
  Scheduler scheduler(order_seed);
  std::vector<int> order;
  for (int i = 0; i < count; ++i) scheduler.at(at_second(1), [&order, i] { order.push_back(i); });
  scheduler.run_until(at_second(1));
  return order;
}

std::vector<int> counted_to(int count) {
  std::vector<int> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(i);
  return numbers;
}

// ---- 1. Time never goes back and moves only by running events.

TEST(Scheduler, StandsStillWhileNothingRuns) {
  Scheduler scheduler;
  scheduler.at(at_second(5), [] {});
  EXPECT_EQ(scheduler.now(), kSimulationStart);
}

TEST(Scheduler, JumpsToTheInstantOfTheEventThatRuns) {
  Scheduler scheduler;
  Timestamp seen = kSimulationStart;
  scheduler.at(at_second(86'400), [&] { seen = scheduler.now(); });
  EXPECT_TRUE(scheduler.step());
  EXPECT_EQ(seen, at_second(86'400));
  EXPECT_EQ(scheduler.now(), at_second(86'400));
}

TEST(Scheduler, NeverGoesBack) {
  Scheduler scheduler(7);
  Timestamp last = scheduler.now();
  for (int64_t i = 0; i < 1'000; ++i) {
    scheduler.at(at_second(i * 7919 % 101), [&] {
      EXPECT_GE(scheduler.now(), last);
      last = scheduler.now();
      if (scheduler.pending() > 500) scheduler.at(at_second(3), [] {});
    });
  }
  while (scheduler.step()) {
  }
  EXPECT_EQ(last, at_second(100));
}

TEST(Scheduler, RunUntilAPastInstantMovesNothing) {
  Scheduler scheduler;
  scheduler.run_until(at_second(5));
  scheduler.run_until(at_second(2));
  EXPECT_EQ(scheduler.now(), at_second(5));
}

TEST(Scheduler, RunUntilReachesTheEndWhereNothingIsDue) {
  Scheduler scheduler;
  bool ran = false;
  scheduler.at(at_second(6), [&] { ran = true; });
  scheduler.run_until(at_second(5));
  EXPECT_EQ(scheduler.now(), at_second(5));
  EXPECT_FALSE(ran);
  scheduler.run_until(at_second(6));
  EXPECT_TRUE(ran);
}

TEST(Scheduler, StopEndsTheRunBehindTheRunningEvent) {
  Scheduler scheduler;
  int ran = 0;
  for (int64_t s = 1; s <= 3; ++s) {
    scheduler.at(at_second(s), [&] {
      ++ran;
      scheduler.stop();
    });
  }
  scheduler.run_until(at_second(9));
  EXPECT_EQ(ran, 1);
  EXPECT_EQ(scheduler.now(), at_second(1));
  scheduler.run_until(at_second(9));
  EXPECT_EQ(ran, 2);
}

// ---- 2. Order.

TEST(Scheduler, RunsInTheOrderOfInstants) {
  Scheduler scheduler;
  std::vector<int64_t> order;
  for (const int64_t s : {5, 1, 4, 2, 3}) scheduler.at(at_second(s), [&order, s] { order.push_back(s); });
  scheduler.run_until(at_second(9));
  EXPECT_EQ(order, (std::vector<int64_t>{1, 2, 3, 4, 5}));
}

TEST(Scheduler, EventsOfOneInstantKeepTheOrderOfSchedulingWithoutASeed) {
  EXPECT_EQ(order_of_one_instant(0, 100), counted_to(100));
}

TEST(Scheduler, SeedPermutesTheEventsOfOneInstant) {
  auto order = order_of_one_instant(1, 100);
  EXPECT_NE(order, counted_to(100));
  EXPECT_NE(order, order_of_one_instant(2, 100));
  std::ranges::sort(order);
  EXPECT_EQ(order, counted_to(100));
}

TEST(Scheduler, SameSeedGivesTheSameOrder) { EXPECT_EQ(order_of_one_instant(1, 100), order_of_one_instant(1, 100)); }

TEST(Scheduler, SeedLeavesTheOrderOfInstantsAlone) {
  Scheduler scheduler(99);
  std::vector<int64_t> order;
  for (int64_t ns = 99; ns >= 0; --ns) {
    scheduler.after(TimeDelta::Nanos(ns), [&order, ns] { order.push_back(ns); });
  }
  scheduler.run_until(at_second(1));
  EXPECT_TRUE(std::ranges::is_sorted(order));
}

// ---- 3. The past.

TEST(Scheduler, EventForThePastRunsAtThePresentInstant) {
  Scheduler scheduler;
  scheduler.run_until(at_second(5));
  Timestamp seen = kSimulationStart;
  scheduler.at(at_second(1), [&] { seen = scheduler.now(); });
  scheduler.step();
  EXPECT_EQ(seen, at_second(5));
}

TEST(Scheduler, EventForThePastDoesNotRunInsideTheCall) {
  Scheduler scheduler;
  bool ran = false;
  scheduler.at(Timestamp::FromNanos(std::numeric_limits<int64_t>::min()), [&] { ran = true; });
  EXPECT_FALSE(ran);
  scheduler.step();
  EXPECT_TRUE(ran);
}

// ---- 4. Cancelling.

TEST(Scheduler, CancelledEventDoesNotRun) {
  Scheduler scheduler;
  bool ran = false;
  scheduler.cancel(scheduler.at(at_second(1), [&] { ran = true; }));
  EXPECT_EQ(scheduler.pending(), 0u);
  EXPECT_FALSE(scheduler.step());
  EXPECT_FALSE(ran);
  EXPECT_EQ(scheduler.now(), kSimulationStart);
}

TEST(Scheduler, CancellingTwiceOrAfterTheRunLeavesLaterEventsAlone) {
  Scheduler scheduler;
  bool ran = false;
  const EventHandle first = scheduler.at(at_second(1), [] {});
  scheduler.run_until(at_second(1));
  scheduler.at(at_second(2), [&] { ran = true; });  // takes the place of the first
  scheduler.cancel(first);
  scheduler.cancel(first);
  EXPECT_EQ(scheduler.pending(), 1u);
  scheduler.run_until(at_second(2));
  EXPECT_TRUE(ran);
}

TEST(Scheduler, CancellingADefaultHandleDoesNothing) {
  Scheduler scheduler;
  scheduler.at(at_second(1), [] {});
  scheduler.cancel(EventHandle{});
  EXPECT_EQ(scheduler.pending(), 1u);
}

TEST(Scheduler, EventMayCancelItselfAndItsNeighbour) {
  Scheduler scheduler;
  int ran = 0;
  EventHandle self;
  EventHandle neighbour;
  self = scheduler.at(at_second(1), [&] {
    ++ran;
    scheduler.cancel(self);
    scheduler.cancel(neighbour);
  });
  neighbour = scheduler.at(at_second(1), [&] { ++ran; });
  scheduler.run_until(at_second(2));
  EXPECT_EQ(ran, 1);
  EXPECT_EQ(scheduler.pending(), 0u);
}

TEST(Scheduler, CancelledEventDoesNotHoldUpRunUntil) {
  Scheduler scheduler;
  scheduler.cancel(scheduler.at(at_second(1), [] {}));
  bool ran = false;
  scheduler.at(at_second(9), [&] { ran = true; });
  scheduler.run_until(at_second(5));
  EXPECT_FALSE(ran);
  EXPECT_EQ(scheduler.now(), at_second(5));
}

TEST(Scheduler, CancelledEventsDoNotPileUp) {
  Scheduler scheduler;
  for (int64_t i = 0; i < 100'000; ++i) {
    scheduler.cancel(scheduler.at(at_second(1'000 + i), [] {}));
    ASSERT_LE(scheduler.held(), kFewEvents + 1);
  }
}

TEST(Scheduler, ForgettingCancelledEventsKeepsTheOrderOfTheRest) {
  std::vector<int> order;
  Scheduler scheduler;
  std::vector<EventHandle> handles;
  for (int i = 0; i < 2'000; ++i)
    handles.push_back(scheduler.at(at_second(i % 7), [&order, i] { order.push_back(i); }));
  for (std::size_t i = 0; i < handles.size(); ++i) {
    if (i % 10 != 0) scheduler.cancel(handles[i]);
  }
  EXPECT_LE(scheduler.held(), std::max<std::size_t>(kFewEvents + 1, 2 * scheduler.pending()));
  scheduler.run_until(at_second(9));
  ASSERT_EQ(order.size(), 200u);
  EXPECT_TRUE(std::ranges::is_sorted(order, {}, [](int i) { return std::pair(i % 7, i); }));
}

// ---- 5. The start.

TEST(Scheduler, StartsAboveZero) {
  EXPECT_EQ(Scheduler().now(), kSimulationStart);
  EXPECT_GT(kSimulationStart, Timestamp::FromNanos(0));
}

TEST(Scheduler, CountsWhatItRan) {
  Scheduler scheduler;
  for (int i = 0; i < 10; ++i) scheduler.after(TimeDelta::Millis(i), [] {});
  scheduler.cancel(scheduler.after(TimeDelta::Millis(3), [] {}));
  scheduler.run_until(at_second(1));
  EXPECT_EQ(scheduler.events_run(), 10u);
}

}  // namespace
}  // namespace sw::sim
