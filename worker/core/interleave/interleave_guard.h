// Keeps a muxer from waiting for ever: a muxer writes tracks interleaved, so when one falls silent the other stands
// still. A track is absent when it is more than kInterleaveLimit behind the other, in media time, and what the other
// has written since waits for longer than that, by the clock: one that only comes later, as a source's video may come
// seconds behind its sound, or both do in a burst, is worth waiting for, up to kMaxInterleave.
//
// An absent track is given up to where it is half of kInterleaveLimit behind, one that has fallen too far behind to
// where it is that much nearer; what it brings for the time that was given up comes too late and is dropped.
#pragma once

#include <array>
#include <cstddef>
#include <limits>
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
  void start(MediaTime start) { tracks_.fill(State(start)); }
  // The first time of the track that was not given up: a unit below it comes too late.
  MediaTime earliest(Track track) const { return of(track).given_up_until; }
  // A unit at `dts` was written. The gap that follows for the other track, if it is not to be waited for any more.
  std::optional<Gap> on_written(Timestamp now, Track track, MediaTime dts);

 private:
  struct State {
    explicit State(MediaTime start) : head(start) {}
    MediaTime head;
    std::optional<Timestamp> waits_since;  // written first of what is ahead of the other track, since that last wrote
    MediaTime given_up_until = MediaTime::FromNanos(std::numeric_limits<int64_t>::min());
  };
  State& of(Track track) { return tracks_[static_cast<std::size_t>(track)]; }
  const State& of(Track track) const { return tracks_[static_cast<std::size_t>(track)]; }

  std::array<State, 2> tracks_{State(MediaTime::FromNanos(0)), State(MediaTime::FromNanos(0))};  // by track
};

}  // namespace sw::core
