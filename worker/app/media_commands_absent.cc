// What stands in for media_commands.cc in a build without GStreamer.
#include <cstdio>

#include "worker/app/media_commands.h"
#include "worker/core/supervisor/exit_code.h"

namespace sw::app {
namespace {

int refuse(const char* command) {
  std::fprintf(stderr, "stream-worker: this build has no media support (STREAM_WORKER_MEDIA=OFF): %s\n", command);
  return static_cast<int>(core::ExitCode::kBadSettings);
}

}  // namespace

int run_with_media(const AppSettings&) { return refuse("run"); }
int serve_rtsp_with_media(const FakeRtspCommand&) { return refuse("fake rtsp"); }
void let_change_audio(fakes::sts::StsSettings&, bool) {}

}  // namespace sw::app
