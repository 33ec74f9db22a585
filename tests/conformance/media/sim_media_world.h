// The world of the simulated pipeline: a virtual media server, virtual time.
#pragma once

#include <optional>

#include "sim/media/pipeline.h"
#include "tests/conformance/media/media_world.h"
#include "tests/conformance/ports/sim_loop.h"

namespace sw::conformance {

class SimMediaWorld : public SimLoop, private sim::OutputObserver {
 public:
  // `batch`: of the input.
  explicit SimMediaWorld(TimeDelta batch = TimeDelta::Millis(100));

  ports::MediaInput& input() { return pipeline_.input; }
  ports::MediaOutput& output() { return pipeline_.output; }
  const KnownMedia& media() const;

  Url serve(SourceHabit habit);
  Url refusing_source() { return url("rtsp://mediamtx:1/in"); }
  Url unknown_source() { return url("rtsp://mediamtx:8554/nowhere"); }
  Url babbling_source() { return url("rtsp://mediamtx:554/in"); }
  void kill_source() { pipeline_.server.kill(); }

  Url target() { return url("rtmp://mediamtx:1935/live/out"); }
  Url refusing_target() { return url("rtmp://mediamtx:1/live/out"); }
  Url unknown_target() { return url("rtmp://mediamtx:1935/nowhere/out"); }
  Url occupied_target();
  Publication published() { return published_; }
  void kill_target() { pipeline_.server.kill(); }
  void stall_target() { pipeline_.output.wedge(true); }
  void resume_target() { pipeline_.output.wedge(false); }

 private:
  static Url url(const char* text) { return Url::parse(text).value(); }
  void on_open(Timestamp at, ports::PipelineRunId run, const VideoFormat& video, const AudioFormat& audio) override;
  void on_video_format(Timestamp at, const VideoFormat& format) override;
  void on_unit(Timestamp at, const ports::OutputUnit& unit) override;
  void on_end(Timestamp, sim::OutputEnd) override {}

  sim::Pipeline pipeline_;
  Publication published_;
  std::optional<MediaTime> origin_;  // of the publication's times
};

// One event for each unit.
class ExactSimMediaWorld : public SimMediaWorld {
 public:
  ExactSimMediaWorld() : SimMediaWorld(TimeDelta::Zero()) {}
};

}  // namespace sw::conformance
