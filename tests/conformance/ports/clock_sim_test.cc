// The virtual clock and alarm: exact, and with timers that are late.
#include "sim/kernel/virtual_alarm.h"
#include "tests/conformance/ports/clock_suite.h"
#include "tests/conformance/ports/sim_loop.h"

namespace sw::conformance {
namespace {

class SimClock : public SimLoop {
 public:
  ports::Alarm& alarm() { return alarm_; }

 private:
  sim::VirtualAlarm alarm_{scheduler(), sink()};
};

// As late as the suite's waits still allow: its alarms are 10 ms apart at least.
class LateSimClock : public SimLoop {
 public:
  ports::Alarm& alarm() { return alarm_; }

 private:
  sim::VirtualAlarm alarm_{scheduler(), sink(), {.seed = 1, .max = TimeDelta::Millis(10)}};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sim, ClockSuite, SimClock);
INSTANTIATE_TYPED_TEST_SUITE_P(LateSim, ClockSuite, LateSimClock);

}  // namespace
}  // namespace sw::conformance
