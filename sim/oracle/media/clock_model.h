// By how much the source's clock has run away from ours, as its arrivals tell (design §4, "Playout": "following the
// source's own clock as seen in arrivals"; docs/adr). Each unit has an offset, its arrival minus its place. The least
// of the last minute is the clocks'; each 6 s the correction follows it by at most 3 ms, and not at all by less than 1
// ms. A new epoch's place is taken from its arrival, so it is followed at once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>

#include "sim/oracle/media/numbers.h"
#include "worker/base/units.h"

namespace sw::sim {

class ClockModel {
 public:
  void on_unit(Timestamp arrival, MediaTime place) {
    const int64_t offset = arrival.nanos() - place.nanos();
    if (!spans_.empty() && arrival < spans_.back().began + numbers::kClockSpan) {
      spans_.back().least = std::min(spans_.back().least, offset);
      return;
    }
    if (!spans_.empty()) follow();
    spans_.push_back({arrival, offset});
  }
  void on_epoch(Timestamp arrival, MediaTime start) {
    const int64_t offset = arrival.nanos() - start.nanos();
    if (!spans_.empty()) just_begun_ = Begun{offset, least()};
    spans_ = {{arrival, offset}};
    if (baseline_) correction_ = TimeDelta::Nanos(offset - *baseline_);
  }
  // Something else happens now.
  void begin_event() { just_begun_.reset(); }
  // The first release is decided: from now on it counts. `before`: by an epoch that ends as the new one begins.
  void start(bool before) {
    if (spans_.empty()) return;
    baseline_ = !just_begun_ ? least() : before ? just_begun_->least_before : just_begun_->offset;
    if (before && just_begun_) correction_ = TimeDelta::Nanos(just_begun_->offset - *baseline_);
  }
  TimeDelta correction() const { return correction_; }

 private:
  struct Span {
    Timestamp began;
    int64_t least;
  };
  struct Begun {
    int64_t offset;
    int64_t least_before;
  };
  void follow() {
    if (baseline_) {
      const TimeDelta off = TimeDelta::Nanos(least() - *baseline_) - correction_;
      if (abs(off) >= numbers::kClockDead) correction_ += std::clamp(off, -numbers::kClockStep, numbers::kClockStep);
    }
    if (spans_.size() == numbers::kClockSpans) spans_.pop_front();
  }
  int64_t least() const { return std::ranges::min_element(spans_, {}, &Span::least)->least; }

  std::deque<Span> spans_;
  std::optional<Begun> just_begun_;  // an epoch, by what is happening
  std::optional<int64_t> baseline_;
  TimeDelta correction_ = TimeDelta::Zero();
};

}  // namespace sw::sim
