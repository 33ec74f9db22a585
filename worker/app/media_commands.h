// The commands that need GStreamer. A build with -DSTREAM_WORKER_MEDIA=OFF has them too: they say so and fail.
#pragma once

#include "fakes/sts/settings.h"
#include "worker/app/command_line.h"
#include "worker/app/settings.h"

namespace sw::app {

// `run`: the process's exit code.
int run_with_media(const AppSettings& settings);
// `fake rtsp`: the process's exit code.
int serve_rtsp_with_media(const FakeRtspCommand& command);
// For `fake sts`: audio of another length where a script wants it, and marked if `marked`. Without a codec `settings`
// stay as they are.
void let_change_audio(fakes::sts::StsSettings& settings, bool marked);

}  // namespace sw::app
