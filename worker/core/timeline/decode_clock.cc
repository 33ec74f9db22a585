#include "worker/core/timeline/decode_clock.h"

#include <algorithm>

#include "worker/base/check.h"
#include "worker/core/rules.h"

namespace sw::core {

DecodeClock::DecodeClock(int reorder, TimeDelta frame_duration)
    : reorder_(static_cast<std::size_t>(std::clamp(reorder, 0, kMaxReorderFrames))),
      frame_duration_(frame_duration),
      missing_(reorder_) {
  SW_CHECK(frame_duration > TimeDelta::Zero());
  waiting_.reserve(kMaxReorderFrames + 1);
}

MediaTime DecodeClock::next(MediaTime pts) {
  const bool deeper = last_ && pts <= *last_ && reorder_ < kMaxReorderFrames;
  waiting_.insert(std::ranges::upper_bound(waiting_, pts), pts);
  MediaTime dts = waiting_.front();
  if (missing_ > 0) {
    dts = dts - frame_duration_ * static_cast<int64_t>(missing_);
    --missing_;
  } else {
    known_ = std::min(known_ + 1, 2);
    if (deeper) {
      ++reorder_;
    } else {
      waiting_.erase(waiting_.begin());
    }
  }
  if (last_ && dts <= *last_) dts = *last_ + TimeDelta::Nanos(1);
  last_ = dts;
  return dts;
}

}  // namespace sw::core
