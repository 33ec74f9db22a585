// Keeps a muxer from waiting for ever: a muxer writes tracks interleaved, so when one falls silent the other stands
// still. A track that is more than kInterleaveLimit behind the other is given up to where it is half that much behind;
// what it brings for the time that was given up comes too late and is dropped.
#pragma once

#include <array>
#include <optional>

#include "worker/base/media.h"
#include "worker/base/units.h"
#include "worker/core/rules.h"

namespace sw::core {

class InterleaveGuard {
 public:
  // `track` brings nothing before `until`.
  struct Gap {
    Track track;
    MediaTime until;
  };

  // A new output: both tracks begin at `start`.
  void start(MediaTime start) {
    heads_ = {start, start};
    given_up_ = {};
  }
  // Whether a unit at `dts` still has its place, or comes for a time that was given up.
  bool in_time(Track track, MediaTime dts) const { return dts >= given_up_until(track); }
  // The first time of the track that was not given up.
  MediaTime earliest(Track track) const { return given_up_until(track); }
  // A unit at `dts` was written. The gap that follows for the other track, if it is too far behind now.
  std::optional<Gap> on_written(Track track, MediaTime dts);

 private:
  MediaTime given_up_until(Track track) const;

  std::array<MediaTime, 2> heads_{MediaTime::FromNanos(0), MediaTime::FromNanos(0)};  // by track
  std::array<std::optional<MediaTime>, 2> given_up_;                                  // by track
};

}  // namespace sw::core
