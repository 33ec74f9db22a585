// A client of the STS service, and a service that answers as the test says.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/core/sts/sts_rig.h"
#include "worker/core/sts_session/sts_client.h"

namespace sw::core {

class StsClientFixture : public testing::Test {
 protected:
  explicit StsClientFixture(std::size_t asked_limit = 3) : rig_(test_settings(), asked_limit, schedule_) {}

  void start(Timestamp now) {
    rig_.run(now, [&](StsEffects& effects) { rig_.machine.start(now, effects); });
  }
  void connected(Timestamp now) {
    rig_.run(now, [&](StsEffects& effects) { rig_.machine.on_connected(now, effects); });
  }
  void answer_ready(Timestamp now, int64_t limit = 3) {
    const StreamReady message{"live-1", "session", limit, {}};
    rig_.run(now, [&](StsEffects& effects) { rig_.machine.on_stream_ready(now, message, effects); });
  }
  void make_ready(Timestamp now, int64_t limit = 3) {
    connected(now);
    answer_ready(now, limit);
  }
  // Started, and ready at the start.
  void start_ready(int64_t limit = 3) {
    start(kStart);
    make_ready(kStart, limit);
  }
  void disconnect(Timestamp now) {
    rig_.run(now, [&](StsEffects& effects) { rig_.machine.on_connection_closed(now, effects); });
  }
  void complete(Timestamp now) {
    rig_.run(now, [&](StsEffects& effects) { rig_.machine.on_complete(now, {"live-1"}, effects); });
  }
  void lose_input(Timestamp now) {
    rig_.run(now, [&](StsEffects& effects) { rig_.machine.on_input_lost(now, effects); });
  }
  void return_input(Timestamp now) {
    rig_.run(now, [&](StsEffects& effects) { rig_.machine.on_input_returned(now, effects); });
  }
  void recycle(Timestamp now) {
    rig_.run(now, [&](StsEffects& effects) { rig_.machine.recycle(now, effects); });
  }
  template <class Effect>
  std::size_t count() const {
    return rig_.all<Effect>().size();
  }
  // Each from `first` on closes and times out, five in a row.
  void open_by_timeouts(uint64_t first) {
    for (uint64_t n = first; n < first + 5; ++n) {
      rig_.close(rig_.clock, closed_segment(n, rig_.clock));
      rig_.ring_until(rig_.clock + s(8));
    }
  }

  TestSchedule schedule_;
  StsRig<StsClient> rig_;
};

}  // namespace sw::core
