// Sees the publication as its peer does: for oracles and recordings. Nothing is decided here.
#pragma once

#include <cstdint>

#include "worker/ports/media_pipeline.h"

namespace sw::sim {

enum class OutputEnd : uint8_t {
  kDrained,  // taken down after everything was out
  kClosed,   // by the worker's close()
  kFailed,   // by the peer, or a fault
};

class OutputObserver {
 public:
  virtual ~OutputObserver() = default;
  // The peer accepted a publication.
  virtual void on_open(Timestamp at, ports::PipelineRunId run, const VideoFormat& video, const AudioFormat& audio) = 0;
  // Announced in the stream, ahead of the unit that has it.
  virtual void on_video_format(Timestamp at, const VideoFormat& format) = 0;
  // A unit that the network has taken, in the stream's order. `at`: when the peer has all of it; on a slow link this is
  // ahead of the present.
  virtual void on_unit(Timestamp at, const ports::OutputUnit& unit) = 0;
  // Only after on_open().
  virtual void on_end(Timestamp at, OutputEnd end) = 0;
};

}  // namespace sw::sim
