#include "worker/core/playout/clock_follower.h"

#include <algorithm>

namespace sw::core {
namespace {

int64_t offset_of(Timestamp arrival, MediaTime place) { return arrival.nanos() - place.nanos(); }

}  // namespace

void ClockFollower::on_unit(Timestamp arrival, MediaTime place) {
  const int64_t offset = offset_of(arrival, place);
  if (!spans_.empty() && arrival - spans_.back().began >= kClockSpan) end_span();
  if (spans_.empty() || arrival - spans_.back().began >= kClockSpan) {
    spans_.push_back({arrival, offset});
    return;
  }
  spans_.back().least = std::min(spans_.back().least, offset);
}

void ClockFollower::on_epoch(Timestamp arrival, MediaTime start) {
  const int64_t offset = offset_of(arrival, start);
  spans_ = {{arrival, offset}};
  if (baseline_) correction_ = TimeDelta::Nanos(offset - *baseline_);
}

void ClockFollower::start() {
  if (!spans_.empty()) baseline_ = least();
}

void ClockFollower::end_span() {
  if (baseline_) {
    const TimeDelta error = TimeDelta::Nanos(least() - *baseline_) - correction_;
    if (abs(error) >= kClockDeadBand) correction_ += std::clamp(error, -kMaxClockStep, kMaxClockStep);
  }
  if (spans_.size() == kClockSpans) spans_.pop_front();
}

int64_t ClockFollower::least() const { return std::ranges::min_element(spans_, {}, &Span::least)->least; }

}  // namespace sw::core
