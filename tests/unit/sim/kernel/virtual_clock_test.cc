// The virtual clock and alarm, beyond what the conformance suite asks.
#include "sim/kernel/virtual_clock.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "sim/kernel/virtual_alarm.h"

namespace sw::sim {
namespace {

class RingTimes final : public ports::EventSink {
 public:
  explicit RingTimes(const Scheduler& scheduler) : scheduler_(scheduler) {}
  void post(ports::Event) override { times_.push_back(scheduler_.now()); }
  const std::vector<Timestamp>& times() const { return times_; }

 private:
  const Scheduler& scheduler_;
  std::vector<Timestamp> times_;
};

class VirtualAlarmTest : public ::testing::Test {
 protected:
  Scheduler scheduler_;
  RingTimes rings_{scheduler_};
  const Timestamp at_ = kSimulationStart + TimeDelta::Seconds(1);
};

TEST(VirtualClock, CivilTimeBeginsAtAFixedDateAndRunsAlong) {
  Scheduler scheduler;
  const VirtualClock clock(scheduler);
  EXPECT_EQ(clock.wall_now(), kSimulationDate);
  scheduler.run_until(kSimulationStart + TimeDelta::Seconds(5));
  EXPECT_EQ(clock.wall_now(), kSimulationDate + TimeDelta::Seconds(5));
}

TEST(VirtualClock, JumpOfCivilTimeLeavesMonotonicTimeAlone) {
  Scheduler scheduler;
  VirtualClock clock(scheduler);
  clock.jump_wall(-TimeDelta::Minutes(60));
  clock.jump_wall(TimeDelta::Seconds(1));
  EXPECT_EQ(clock.wall_now(), kSimulationDate - TimeDelta::Seconds(3599));
  EXPECT_EQ(clock.now(), kSimulationStart);
}

TEST_F(VirtualAlarmTest, RingsAtExactlyItsTimeByDefault) {
  VirtualAlarm alarm(scheduler_, rings_);
  alarm.set(at_);
  scheduler_.run_until(at_ + TimeDelta::Seconds(1));
  EXPECT_EQ(rings_.times(), std::vector{at_});
}

TEST_F(VirtualAlarmTest, SettingTheSameTimeAgainSchedulesNothing) {
  VirtualAlarm alarm(scheduler_, rings_);
  for (int i = 0; i < 100; ++i) alarm.set(at_);
  EXPECT_EQ(scheduler_.pending(), 1u);
  alarm.clear();
  EXPECT_EQ(scheduler_.pending(), 0u);
}

TEST_F(VirtualAlarmTest, LatenessStaysBelowItsMaximumAndVaries) {
  const TimeDelta max = TimeDelta::Millis(50);
  VirtualAlarm alarm(scheduler_, rings_, {.seed = 5, .max = max});
  std::set<TimeDelta> lateness;
  for (int i = 0; i < 100; ++i) {
    const Timestamp at = scheduler_.now() + TimeDelta::Seconds(1);
    alarm.set(at);
    scheduler_.run_until(at + max);
    ASSERT_EQ(rings_.times().size(), static_cast<std::size_t>(i + 1));
    lateness.insert(rings_.times().back() - at);
  }
  EXPECT_GE(*lateness.begin(), TimeDelta::Zero());
  EXPECT_LE(*lateness.rbegin(), max);
  EXPECT_GT(lateness.size(), 90u);
}

TEST_F(VirtualAlarmTest, DoesNotRingAfterItsEnd) {
  { VirtualAlarm(scheduler_, rings_).set(at_); }
  scheduler_.run_until(at_ + TimeDelta::Seconds(1));
  EXPECT_TRUE(rings_.times().empty());
}

}  // namespace
}  // namespace sw::sim
