// The commands that need GStreamer. A build with -DSTREAM_WORKER_MEDIA=OFF has them too: they say so and fail.
#pragma once

#include "worker/app/command_line.h"
#include "worker/app/settings.h"

namespace sw::app {

// `run`: the process's exit code.
int run_with_media(const AppSettings& settings);
// `fake rtsp`: the process's exit code.
int serve_rtsp_with_media(const FakeRtspCommand& command);

}  // namespace sw::app
