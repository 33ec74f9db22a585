// The media pipeline: a live input and a published output.
//
// Both are driven by the engine and answer with events (see event.h), each carrying the RunId that the engine gave
// at open(). An event of an earlier run may still be in the queue after close(); whoever reads it compares the id.
// Ownership: the world owns both; they outlive the engine. Threads: calls come from the engine's thread only, events
// may be posted from any. No call blocks on the network.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "worker/base/ids.h"
#include "worker/base/media.h"
#include "worker/base/url.h"

namespace sw::ports {

using PipelineRunId = NumberId<struct PipelineRunIdKind>;

// ---- Input events, in the order in which one run produces them.

// The session description is known: one entry per media section, with its RTP encoding name in upper case ("H264",
// "MPEG4-GENERIC"). Decides on its own whether there is an audio track.
struct InputDescribed {
  PipelineRunId run;
  struct Media {
    std::string kind;  // "video", "audio" or whatever the SDP says
    std::string encoding;
  };
  std::vector<Media> media;
};
// A track's format is known, or has changed. Comes before the first access unit that has it.
struct InputFormat {
  PipelineRunId run;
  Format format;
};
struct InputUnit {
  PipelineRunId run;
  AccessUnit unit;
};
// Something went wrong but the pipeline goes on. A server that vanishes is a warning followed by InputEnded.
struct InputWarned {
  PipelineRunId run;
  std::string text;
};
// No more media will come: the source's end, or, after a warning, its loss.
struct InputEnded {
  PipelineRunId run;
};

// How a failing pipeline failed: the error_type label of worker_gst_bus_errors_total.
enum class PipelineErrorType : uint8_t { kPipeline, kElement, kStream, kNegotiation };
// What a failing input means to whoever decides about retries.
enum class InputFailure : uint8_t { kRefused, kNotFound, kUnsupported, kBroken };

// The run is over; nothing follows. kRefused: no connection, or the peer's answer makes no sense. kNotFound: the
// server has no such path (RTSP 404). kUnsupported: media of a kind that cannot be carried. kBroken: anything else.
struct InputFailed {
  PipelineRunId run;
  PipelineErrorType type;
  InputFailure failure;
  std::string text;  // one line, no credentials
};

class MediaInput {
 public:
  virtual ~MediaInput() = default;
  // Starts pulling `url`. Not while another run is open. `latency` is the jitter allowance of the receiver.
  virtual void open(PipelineRunId run, const Url& url, TimeDelta latency) = 0;
  // Stops; events of the run cease soon. Closing what is closed does nothing.
  virtual void close() = 0;
};

// ---- Output events.

// The peer accepted the publication and media is going out.
struct OutputStarted {
  PipelineRunId run;
};
// Everything written before end() has been handed to the network; the publication was taken down.
struct OutputDrained {
  PipelineRunId run;
};
// The run is over: refused, closed by the peer, or failed; nothing follows.
struct OutputFailed {
  PipelineRunId run;
  PipelineErrorType type;
  bool connection;   // true: the peer refused or closed; false: the pipeline itself failed
  std::string text;  // one line, no credentials
};

// One access unit on its way out; dts is at most pts, and grows within a track.
struct OutputUnit {
  Track track;
  PayloadRef payload;
  MediaTime pts;
  MediaTime dts;
  TimeDelta duration;
  bool keyframe;
};

struct OutputProgress {
  uint64_t bytes_sent = 0;  // ever handed to the network in this run, protocol overhead included
  // Bytes that could go out now but have not: 0 while one track waits for the other to be interleaved.
  uint64_t bytes_pending = 0;
};

class MediaOutput {
 public:
  virtual ~MediaOutput() = default;
  // Starts publishing to `url`. Not while another run is open.
  virtual void open(PipelineRunId run, const Url& url, const VideoFormat& video, const AudioFormat& audio) = 0;
  // Queues one unit. The queue has no limit of its own: the engine watches progress() and gives up.
  virtual void write(const OutputUnit& unit) = 0;
  // `track` has nothing before `until`: the output no longer waits for it to interleave what the other track has up to
  // there. May come before the track's first unit; its later units have a dts of at least `until`.
  virtual void advance(Track track, MediaTime until) = 0;
  // Video from the next unit on, a keyframe, has this format; the publication goes on, and a player is told in the
  // stream. OutputFailed (negotiation) where the format is unusable.
  virtual void set_video_format(const VideoFormat& format) = 0;
  // Nothing more will be written: flush, then OutputDrained.
  virtual void end() = 0;
  // Stops at once; what is queued is lost. Closing what is closed does nothing.
  virtual void close() = 0;
  virtual OutputProgress progress() const = 0;
};

}  // namespace sw::ports
