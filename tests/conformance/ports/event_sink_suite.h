// The event sink and the loop behind it. World: LoopWorld alone.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "tests/conformance/ports/loop_world.h"

namespace sw::conformance {

template <LoopWorld World>
class EventSinkSuite : public ::testing::Test {
 protected:
  void post(int number) { world_.sink().post(ports::StopRequested{number}); }

  bool wait_for(std::size_t count) {
    return world_.run_until([=, this] { return world_.journal().arrivals().size() >= count; });
  }

  std::vector<int> numbers() {
    std::vector<int> found;
    for (const auto* event : world_.journal().template all<ports::StopRequested>()) found.push_back(event->signal);
    return found;
  }

  World world_;
};
TYPED_TEST_SUITE_P(EventSinkSuite);

TYPED_TEST_P(EventSinkSuite, CarriesEventsInTheOrderOfPosting) {
  std::vector<int> posted;
  for (int i = 0; i < 1'000; ++i) {
    posted.push_back(i);
    this->post(i);
  }
  ASSERT_TRUE(this->wait_for(posted.size()));
  EXPECT_EQ(this->numbers(), posted);
}

TYPED_TEST_P(EventSinkSuite, HandsNothingOverFromInsidePost) {
  this->post(1);
  EXPECT_TRUE(this->world_.journal().arrivals().empty());
}

TYPED_TEST_P(EventSinkSuite, EventPostedWhileOneIsHandledComesAfterThoseThatWait) {
  this->world_.when_event([this](const ports::Event& event) {
    if (std::get<ports::StopRequested>(event).signal == 1) this->post(3);
  });
  this->post(1);
  this->post(2);
  ASSERT_TRUE(this->wait_for(3));
  EXPECT_EQ(this->numbers(), (std::vector{1, 2, 3}));
}

TYPED_TEST_P(EventSinkSuite, HandsOverAtTheTimeOfTheTurn) {
  this->world_.run_to(this->world_.clock().now() + TimeDelta::Millis(1));
  const Timestamp before = this->world_.clock().now();
  for (int i = 0; i < 10; ++i) this->post(i);
  ASSERT_TRUE(this->wait_for(10));
  Timestamp last = before;
  for (const auto& arrival : this->world_.journal().arrivals()) {
    EXPECT_GE(arrival.now, last);
    last = arrival.now;
  }
  EXPECT_LE(last, this->world_.clock().now());
}

TYPED_TEST_P(EventSinkSuite, EventsLeftOverByOneRunComeInTheNext) {
  for (int i = 0; i < 3; ++i) this->post(i);
  ASSERT_TRUE(this->wait_for(1));
  ASSERT_TRUE(this->wait_for(3));
  EXPECT_EQ(this->numbers(), (std::vector{0, 1, 2}));
}

REGISTER_TYPED_TEST_SUITE_P(EventSinkSuite, CarriesEventsInTheOrderOfPosting, HandsNothingOverFromInsidePost,
                            EventPostedWhileOneIsHandledComesAfterThoseThatWait, HandsOverAtTheTimeOfTheTurn,
                            EventsLeftOverByOneRunComeInTheNext);

}  // namespace sw::conformance
