// The input over RTSP: rtspsrc over TCP, each track through an IngestBranch.
//
// What GStreamer 1.22 does, passed on as it is: DTS absent on all video, a server that vanishes is InputWarned then
// InputEnded, a server that hangs is silence. No deadline is kept here; a peer that never answers gives no event.
#pragma once

#include <memory>

#include "worker/adapters/gstreamer/control_thread.h"
#include "worker/ports/clock.h"
#include "worker/ports/event.h"
#include "worker/ports/media_pipeline.h"

namespace sw::adapters {

class RtspInput final : public ports::MediaInput {
 public:
  // Clock and sink outlive this. Loads the plugins, so that the first open() is quick.
  RtspInput(const ports::Clock& clock, ports::EventSink& events);
  // Closes, and waits at most gst::ControlThread::kStopLimit for the pipeline to be gone.
  ~RtspInput() override;

  void open(ports::PipelineRunId run, const Url& url, TimeDelta latency) override;
  // Returns at once; no event of the run is posted after it has. The pipeline is taken down by a thread of its own.
  void close() override;

 private:
  class Run;

  const ports::Clock& clock_;
  ports::EventSink& events_;
  std::shared_ptr<Run> run_;
  gst::ControlThread control_;  // last, so that its jobs are over before anything else goes
};

}  // namespace sw::adapters
