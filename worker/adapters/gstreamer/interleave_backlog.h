// Which of the bytes that wait in front of a muxer could go out now. A muxer takes the unit with the lowest DTS of all
// tracks, so what lies beyond the last word of another track has to wait for it, and is nobody's fault.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "worker/base/media.h"
#include "worker/base/units.h"

namespace sw::adapters::gst {

// Calls of one thread.
class InterleaveBacklog {
 public:
  // A unit was queued.
  void write(Track track, MediaTime dts, uint64_t bytes);
  // The track has nothing before `until`.
  void advance(Track track, MediaTime until);
  // No track gets anything more.
  void end() { ended_ = true; }
  // The track's queue holds this many bytes now; it gives up its oldest first.
  void set_queued(Track track, uint64_t bytes);

  // The bytes that wait although no track needs to be waited for.
  uint64_t sendable() const;

 private:
  struct Unit {
    MediaTime dts;
    uint64_t bytes;
  };
  struct Queue {
    std::deque<Unit> units;
    uint64_t bytes = 0;
    std::optional<MediaTime> known_until;  // nothing earlier will come
  };
  Queue& of(Track track) { return queues_[static_cast<std::size_t>(track)]; }

  std::array<Queue, 2> queues_;
  bool ended_ = false;
};

}  // namespace sw::adapters::gst
