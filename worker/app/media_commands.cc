#include "worker/app/media_commands.h"

#include "fakes/live/rtsp_file_server.h"
#include "worker/app/worker_process.h"

namespace sw::app {

int run_with_media(const AppSettings& settings) { return run_worker(settings); }

int serve_rtsp_with_media(const FakeRtspCommand& command) {
  return fakes::run_rtsp_file_server(
      {.file = command.file, .host = command.host, .port = command.port, .path = command.path, .looped = command.loop});
}

}  // namespace sw::app
