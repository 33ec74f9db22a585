#include "worker/core/interleave/interleave_guard.h"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace sw::core {
namespace {

std::size_t index_of(Track track) { return static_cast<std::size_t>(track); }
Track other_than(Track track) { return track == Track::kVideo ? Track::kAudio : Track::kVideo; }

}  // namespace

std::optional<InterleaveGuard::Gap> InterleaveGuard::on_written(Track track, MediaTime dts) {
  MediaTime& head = heads_[index_of(track)];
  head = std::max(head, dts);
  const Track other = other_than(track);
  MediaTime& other_head = heads_[index_of(other)];
  if (head - other_head <= kInterleaveLimit) return std::nullopt;
  other_head = head - kInterleaveLimit / 2;
  given_up_[index_of(other)] = other_head;
  return Gap{other, other_head};
}

MediaTime InterleaveGuard::given_up_until(Track track) const {
  return given_up_[index_of(track)].value_or(MediaTime::FromNanos(std::numeric_limits<int64_t>::min()));
}

}  // namespace sw::core
