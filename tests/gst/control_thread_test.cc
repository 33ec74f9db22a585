// The thread that changes pipelines' states.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  std::future<void> released = release.get_future();
  ControlThread control;
  control.post([&] { released.wait(); });
  control.post([] {});
  release.set_value();  // reached, though the first job waits for it
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
  auto release = std::make_shared<std::promise<void>>();
  {
    ControlThread(milliseconds(10)).post([release] { release->get_future().wait(); });
  }
  release->set_value();  // reached, though the job still waits for it
}

}  // namespace
}  // namespace sw::tests
