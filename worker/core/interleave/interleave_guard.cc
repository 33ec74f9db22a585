#include "worker/core/interleave/interleave_guard.h"

#include <algorithm>

namespace sw::core {

std::optional<InterleaveGuard::Gap> InterleaveGuard::on_written(Timestamp now, Track track, MediaTime dts) {
  const Track other_track = track == Track::kVideo ? Track::kAudio : Track::kVideo;
  State& written = of(track);
  State& other = of(other_track);
  other.waits_since.reset();
  written.head = std::max(written.head, dts);
  if (written.head <= other.head) return std::nullopt;
  if (!written.waits_since) written.waits_since = now;

  const bool absent = now - *written.waits_since >= kInterleaveLimit;
  const TimeDelta allowed = absent ? kInterleaveLimit : kMaxInterleave;
  if (written.head - other.head <= allowed) return std::nullopt;
  other.head = written.head - (allowed - kInterleaveLimit / 2);
  other.given_up_until = other.head;
  return Gap{other_track, other.head};
}

}  // namespace sw::core
