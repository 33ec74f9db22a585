// The output over RTMP: FlvEgress into rtmp2sink.
//
// rtmp2sink 1.22 connects once and reports a refusal, an unknown application, a name in use and a broken connection at
// once; it never connects again by itself. A peer that hangs is not reported: no deadline is kept here, progress()
// shows bytes that do not move.
#pragma once

#include <memory>

#include "worker/adapters/gstreamer/control_thread.h"
#include "worker/ports/event.h"
#include "worker/ports/media_pipeline.h"

namespace sw::adapters {

class RtmpOutput final : public ports::MediaOutput {
 public:
  // The sink outlives this. Loads the plugins, so that the first open() is quick.
  explicit RtmpOutput(ports::EventSink& events);
  // Closes, and waits at most gst::ControlThread::kStopLimit for the pipeline to be gone.
  ~RtmpOutput() override;

  // Formats without a usable codec_data give OutputFailed (negotiation, no connection made).
  void open(ports::PipelineRunId run, const Url& url, const VideoFormat& video, const AudioFormat& audio) override;
  void write(const ports::OutputUnit& unit) override;
  void advance(Track track, MediaTime until) override;
  void set_video_format(const VideoFormat& format) override;
  void end() override;
  // Returns at once; no event of the run is posted after it has. A later open() connects when this connection is gone,
  // so that a server does not take the new publisher for a second one.
  void close() override;
  ports::OutputProgress progress() const override;

 private:
  class Run;

  ports::EventSink& events_;
  std::shared_ptr<Run> run_;
  gst::ControlThread control_;  // last, so that its jobs are over before anything else goes
};

}  // namespace sw::adapters
