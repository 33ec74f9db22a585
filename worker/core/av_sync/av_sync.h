// Keeps audio and video of the output together (FR-017 to FR-020; design §4, "A/V sync").
//
// The delta is signed: how much later than the source the audio is published, minus the same of the video. Video is
// never touched, so the delta is corrected by making a segment's audio a little longer or shorter, spread over the
// whole segment by resampling: a slew, never a jump.
#pragma once

#include "worker/base/units.h"

namespace sw::core {

// Correction starts when |delta| reaches this …
inline constexpr TimeDelta kSlewStart = TimeDelta::Millis(15);
// … and ends when it is below this.
inline constexpr TimeDelta kSlewEnd = TimeDelta::Millis(5);
// At most this much per segment.
inline constexpr TimeDelta kMaxSlewPerSegment = TimeDelta::Millis(10);

class AvSync {
 public:
  // The shifts of the next segment as it would be published without a correction: output position minus source position
  // of its first audio sample and of its first video unit. Returns by how much the segment's audio is to be longer
  // (above zero) or shorter (below), at most kMaxSlewPerSegment; audio that is late is made shorter.
  TimeDelta correct(TimeDelta audio_shift, TimeDelta video_shift);

  // The delta as last told: worker_av_sync_delta_ms.
  TimeDelta delta() const { return delta_; }
  bool correcting() const { return correcting_; }

 private:
  TimeDelta delta_ = TimeDelta::Zero();
  bool correcting_ = false;
};

}  // namespace sw::core
