// The thread that changes pipelines' states.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <mutex>
#include <vector>

#include "worker/adapters/gstreamer/control_thread.h"

namespace sw::tests {
namespace {

using adapters::gst::ControlThread;
using std::chrono::milliseconds;
using testing::ElementsAre;

TEST(ControlThreadTest, CarriesOutJobsInOrder) {
  std::vector<int> order;
  {
    ControlThread control;
    for (int i = 0; i < 3; ++i) control.post([&order, i] { order.push_back(i); });
  }
  EXPECT_THAT(order, ElementsAre(0, 1, 2));
}

TEST(ControlThreadTest, DelayedJobComesAfterThoseDueBefore) {
  std::vector<int> order;
  std::promise<void> done;
  ControlThread control;
  control.post_after(milliseconds(20), [&] {
    order.push_back(2);
    done.set_value();
  });
  control.post([&] { order.push_back(1); });
  done.get_future().wait();
  EXPECT_THAT(order, ElementsAre(1, 2));
}

TEST(ControlThreadTest, PostReturnsWhileAJobRuns) {
  std::promise<void> release;
  std::promise<void> done;
  std::atomic<bool> second_ran = false;
  ControlThread control;
  control.post([released = release.get_future().share()] { released.wait(); });
  control.post([&] {
    second_ran = true;
    done.set_value();
  });
  EXPECT_FALSE(second_ran);
  release.set_value();
  done.get_future().wait();
  EXPECT_TRUE(second_ran);
}

TEST(ControlThreadTest, EndDoesNotWaitForDelayedJobs) {
  bool ran = false;
  {
    ControlThread().post_after(std::chrono::hours(1), [&] { ran = true; });
  }
  EXPECT_FALSE(ran);
}

TEST(ControlThreadTest, EndReleasesWhatDelayedJobsHold) {
  auto held = std::make_shared<int>(1);
  {
    ControlThread().post_after(std::chrono::hours(1), [held] {});
  }
  EXPECT_EQ(held.use_count(), 1);
}

// The job outlives the test's frame, so what it waits for is shared.
TEST(ControlThreadTest, EndGivesUpOnAJobThatHangs) {
  struct Hang {
    std::promise<void> release;
    std::promise<void> over;
  };
  const auto hang = std::make_shared<Hang>();
  auto over = hang->over.get_future();
  {
    ControlThread(milliseconds(10)).post([hang] {
      hang->release.get_future().wait();
      hang->over.set_value();
    });
  }
  EXPECT_EQ(over.wait_for(milliseconds(0)), std::future_status::timeout);
  hang->release.set_value();
  over.wait();
}

}  // namespace
}  // namespace sw::tests
