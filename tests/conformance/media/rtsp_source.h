// A real RTSP server of known media, in this process, on a thread of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tests/conformance/media/media_world.h"

namespace sw::conformance {

class RtspSource {
 public:
  // Serves `media` at /in with this habit; nothing at any other path.
  RtspSource(const KnownMedia& media, SourceHabit habit);
  // Dies if it has not yet.
  ~RtspSource();
  RtspSource(const RtspSource&) = delete;
  RtspSource& operator=(const RtspSource&) = delete;

  uint16_t port() const;
  // Stops listening and breaks every connection, as the end of its process would.
  void die();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sw::conformance
