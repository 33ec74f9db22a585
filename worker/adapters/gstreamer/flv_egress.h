// Two tracks to FLV: appsrc and appsrc into flvmux, in a bin whose pad "src" gives the tags. Timestamps are the units'
// own (the first DTS becomes 0): no clock is asked, a queue that runs empty changes nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "worker/adapters/gstreamer/gst_ptr.h"
#include "worker/base/expected.h"
#include "worker/ports/media_pipeline.h"

namespace sw::adapters::gst {

// Calls of one thread. All may come before the bin is running; what was written is kept.
class FlvEgress {
 public:
  virtual ~FlvEgress() = default;
  // The error is one line: a format that no player could use, or an element that is not installed.
  static expected<std::unique_ptr<FlvEgress>, std::string> create(const VideoFormat& video, const AudioFormat& audio);

  // The bin, owned by this and by whatever pipeline it was added to.
  virtual Element* bin() const = 0;
  // The payload is shared, not copied, up to the muxer. A unit without bytes is ignored: FLV gives it another meaning.
  virtual void write(const ports::OutputUnit& unit) = 0;
  // `track` has nothing before `until`: the muxer stops waiting for it up to there.
  virtual void advance(Track track, MediaTime until) = 0;
  // Units from the next one on have this format: a new AVC sequence header precedes it.
  virtual expected<void, std::string> set_video_format(const VideoFormat& format) = 0;
  // Nothing more comes: the muxer flushes and passes end of stream on.
  virtual void end() = 0;
  // Bytes in the queues that could go out now.
  virtual uint64_t pending_bytes() = 0;
};

}  // namespace sw::adapters::gst
