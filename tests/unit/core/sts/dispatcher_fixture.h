// A dispatcher whose first session is ready at the start.
#pragma once

#include <gtest/gtest.h>

#include "tests/unit/core/sts/sts_rig.h"

namespace sw::core {

inline constexpr auto kFailed = ResultStatus::kFailed;

class DispatcherFixture : public testing::Test {
 protected:
  explicit DispatcherFixture(std::size_t limit = 3, const DispatchSettings& settings = test_settings())
      : rig_(settings, schedule_) {
    session_ready(kStart, limit);
  }

  void session_ready(Timestamp now, std::size_t limit = 3) {
    rig_.run(now, [&](StsEffects& effects) { rig_.machine.on_session_ready(now, limit, effects); });
  }
  void session_over(Timestamp now) {
    rig_.run(now, [&](StsEffects& effects) { rig_.machine.on_session_over(now, effects); });
  }
  // Segments from `first` on close and fail at once, all at `now`.
  void fail(Timestamp now, uint64_t first, uint64_t times) {
    for (uint64_t n = first; n < first + times; ++n) {
      rig_.close(now, closed_segment(n, now));
      rig_.answer(now, n, kFailed);
    }
  }

  TestSchedule schedule_;
  StsRig<Dispatcher> rig_;
};

}  // namespace sw::core
