#include "worker/core/av_sync/av_sync.h"

#include <algorithm>

namespace sw::core {

TimeDelta AvSync::correct(TimeDelta audio_shift, TimeDelta video_shift) {
  delta_ = audio_shift - video_shift;
  if (abs(delta_) >= kSlewStart) correcting_ = true;
  if (abs(delta_) < kSlewEnd) correcting_ = false;
  if (!correcting_) return TimeDelta::Zero();
  return std::clamp(-delta_, -kMaxSlewPerSegment, kMaxSlewPerSegment);
}

}  // namespace sw::core
