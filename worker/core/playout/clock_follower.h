// The source's own clock, as seen in arrivals. A source whose clock runs 100 ppm fast or slow is off by 8.6 s a day;
// output paced by our clock alone would run dry, or pile up.
//
// Each access unit has an offset: its arrival minus its place on the media timeline. The network only ever adds to it,
// so the least offset of the last minute is that of the clocks. The correction is how much that has moved since the
// first release; it follows slowly within an epoch, and at once to a new one, whose place is taken from its arrival.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "worker/base/units.h"
#include "worker/core/rules.h"

namespace sw::core {

class ClockFollower {
 public:
  // A unit came. In the order of arrival.
  void on_unit(Timestamp arrival, MediaTime place);
  // A new epoch begins, before its first unit: offsets of the old one no longer count.
  void on_epoch(Timestamp arrival, MediaTime start);
  // The first release is decided: from now on corrections count from here.
  void start();

  // By how much output is to be later (above zero) or earlier than the clock at start() says. Zero before that.
  TimeDelta correction() const { return correction_; }

 private:
  struct Span {
    Timestamp began;
    int64_t least;  // offset, in nanoseconds
  };
  void end_span();
  int64_t least() const;

  std::deque<Span> spans_;  // oldest first, the last one still growing; at most kClockSpans + 1
  std::optional<int64_t> baseline_;
  TimeDelta correction_ = TimeDelta::Zero();
};

}  // namespace sw::core
