#include "worker/adapters/gstreamer/interleave_backlog.h"

#include <algorithm>

namespace sw::adapters::gst {

void InterleaveBacklog::write(Track track, MediaTime dts, uint64_t bytes) {
  Queue& queue = of(track);
  queue.units.push_back({dts, bytes});
  queue.bytes += bytes;
  advance(track, dts);
}

void InterleaveBacklog::advance(Track track, MediaTime until) {
  Queue& queue = of(track);
  queue.known_until = queue.known_until ? std::max(*queue.known_until, until) : until;
}

void InterleaveBacklog::set_queued(Track track, uint64_t bytes) {
  Queue& queue = of(track);
  while (!queue.units.empty() && queue.bytes > bytes) {
    queue.bytes -= queue.units.front().bytes;
    queue.units.pop_front();
  }
}

uint64_t InterleaveBacklog::sendable() const {
  uint64_t total = 0;
  for (std::size_t i = 0; i < queues_.size(); ++i) {
    const auto& other = queues_[1 - i];
    for (const Unit& unit : queues_[i].units) {
      if (!ended_ && (!other.known_until || unit.dts > *other.known_until)) break;
      total += unit.bytes;
    }
  }
  return total;
}

}  // namespace sw::adapters::gst
