// The clock of the machine and the alarm on the Asio loop.
#include "tests/conformance/ports/clock_suite.h"
#include "tests/conformance/ports/real_loop.h"
#include "worker/adapters/asio/asio_alarm.h"

namespace sw::conformance {
namespace {

class RealClock : public RealLoop {
 public:
  ports::Alarm& alarm() { return alarm_; }

 private:
  adapters::AsioAlarm alarm_{loop()};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Real, ClockSuite, RealClock);

TEST(AsioAlarm, MayEndBeforeItRings) {
  RealLoop world;
  {
    adapters::AsioAlarm alarm(world.loop());
    alarm.set(world.clock().now() - TimeDelta::Seconds(1));
  }
  world.run_to(world.clock().now() + TimeDelta::Millis(10));
  EXPECT_EQ(world.journal().count<ports::AlarmRang>(), 0u);
}

}  // namespace
}  // namespace sw::conformance
