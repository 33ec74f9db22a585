#include "sim/kernel/event_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace sw::sim {
namespace {

class EventQueueTest : public ::testing::Test {
 protected:
  struct Handed {
    Timestamp now;
    int number;
  };

  void take_from(EventQueue& queue) {
    queue.set_handler([this](Timestamp now, ports::Event&& event) {
      handed_.push_back({now, std::get<ports::StopRequested>(event).signal});
    });
  }
  std::vector<int> numbers() const {
    std::vector<int> found;
    for (const auto& one : handed_) found.push_back(one.number);
    return found;
  }

  Scheduler scheduler_;
  std::vector<Handed> handed_;
};

TEST_F(EventQueueTest, HandsOverAtTheInstantOfPosting) {
  EventQueue queue(scheduler_);
  take_from(queue);
  const Timestamp posted = kSimulationStart + TimeDelta::Millis(7);
  scheduler_.at(posted, [&] { queue.post(ports::StopRequested{1}); });
  scheduler_.run_until(posted + TimeDelta::Seconds(1));
  ASSERT_EQ(handed_.size(), 1u);
  EXPECT_EQ(handed_[0].now, posted);
}

TEST_F(EventQueueTest, CostsNothingWhileNothingIsPosted) {
  EventQueue queue(scheduler_);
  take_from(queue);
  EXPECT_EQ(scheduler_.pending(), 0u);
}

TEST_F(EventQueueTest, KeepsTheOrderOfPostingUnderAnyOrderSeed) {
  Scheduler scheduler(12345);
  EventQueue queue(scheduler);
  take_from(queue);
  for (int i = 0; i < 50; ++i) queue.post(ports::StopRequested{i});
  scheduler.run_until(kSimulationStart);
  ASSERT_EQ(handed_.size(), 50u);
  EXPECT_TRUE(std::ranges::is_sorted(numbers()));
}

TEST_F(EventQueueTest, KeepsEventsUntilThereIsAHandler) {
  EventQueue queue(scheduler_);
  queue.post(ports::StopRequested{1});
  scheduler_.run_until(kSimulationStart + TimeDelta::Seconds(1));
  EXPECT_EQ(queue.waiting(), 1u);
  take_from(queue);
  scheduler_.run_until(kSimulationStart + TimeDelta::Seconds(1));
  EXPECT_EQ(numbers(), (std::vector{1}));
}

TEST_F(EventQueueTest, HandlerThatTakesTimeDelaysTheNextEventByAtMostThat) {
  const TimeDelta max = TimeDelta::Millis(20);
  EventQueue queue(scheduler_, {.seed = 3, .max = max});
  take_from(queue);
  for (int i = 0; i < 100; ++i) queue.post(ports::StopRequested{i});
  scheduler_.run_until(kSimulationStart + TimeDelta::Minutes(1));
  ASSERT_EQ(handed_.size(), 100u);
  EXPECT_EQ(handed_[0].now, kSimulationStart);
  for (std::size_t i = 1; i < handed_.size(); ++i) {
    EXPECT_GE(handed_[i].now, handed_[i - 1].now);
    EXPECT_LE(handed_[i].now - handed_[i - 1].now, max);
  }
  EXPECT_GT(handed_.back().now - kSimulationStart, max);
}

TEST_F(EventQueueTest, HandlerThatTakesTimeIsBusyForEventsThatComeLater) {
  EventQueue queue(scheduler_, {.seed = 3, .max = TimeDelta::Seconds(10)});
  take_from(queue);
  queue.post(ports::StopRequested{1});
  scheduler_.run_until(kSimulationStart);
  const Timestamp posted = kSimulationStart + TimeDelta::Nanos(1);
  scheduler_.at(posted, [&] { queue.post(ports::StopRequested{2}); });
  scheduler_.run_until(kSimulationStart + TimeDelta::Minutes(1));
  ASSERT_EQ(handed_.size(), 2u);
  EXPECT_GT(handed_[1].now, posted);
}

TEST_F(EventQueueTest, EndsQuietlyWithEventsWaiting) {
  {
    EventQueue queue(scheduler_);
    take_from(queue);
    queue.post(ports::StopRequested{1});
  }
  scheduler_.run_until(kSimulationStart + TimeDelta::Seconds(1));
  EXPECT_TRUE(handed_.empty());
}

}  // namespace
}  // namespace sw::sim
