// The world of the GStreamer adapters: a real RTSP server, a real RTMP server, real time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "tests/conformance/media/media_world.h"
#include "tests/conformance/media/nginx_sink.h"
#include "tests/conformance/media/rtsp_source.h"
#include "tests/conformance/ports/real_loop.h"
#include "worker/adapters/gstreamer/rtmp_output.h"
#include "worker/adapters/gstreamer/rtsp_input.h"

namespace sw::conformance {

class RealMediaWorld : public RealLoop {
 public:
  RealMediaWorld();
  ~RealMediaWorld();

  ports::MediaInput& input() { return input_; }
  ports::MediaOutput& output() { return output_; }
  const KnownMedia& media() const;

  Url serve(SourceHabit habit);
  Url refusing_source() { return Url::parse("rtsp://127.0.0.1:1/in").value(); }
  Url unknown_source();
  Url babbling_source();
  void kill_source() { source_->die(); }

  Url target() { return target_url("live/out"); }
  Url refusing_target() { return Url::parse("rtmp://127.0.0.1:1/live/out").value(); }
  Url unknown_target() { return target_url("nowhere/out"); }
  Url occupied_target();
  Publication published();
  void kill_target() { server().kill(); }
  void stall_target() { server().stall(); }
  void resume_target() { server().resume(); }

 private:
  class Babbler;
  // Started by whoever needs it first: most tests need one of the servers.
  NginxSink& server();
  Url target_url(const std::string& path);

  std::unique_ptr<RtspSource> source_;
  std::unique_ptr<Babbler> babbler_;
  std::optional<NginxSink> server_;
  adapters::RtspInput input_{clock(), sink()};
  adapters::RtmpOutput output_{sink()};
  // Publishes what occupies a name; its events are nobody's.
  std::unique_ptr<adapters::RtmpOutput> occupant_;
};

}  // namespace sw::conformance
