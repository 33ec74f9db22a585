#include "worker/app/media_commands.h"

#include <memory>

#include "fakes/live/rtsp_file_server.h"
#include "fakes/sts/audio_workshop.h"
#include "worker/adapters/gstreamer/audio_codec.h"
#include "worker/adapters/mpeg4/mpeg4_container.h"
#include "worker/app/worker_process.h"

namespace sw::app {
namespace {

struct Workshop {
  adapters::GstAudioCodec codec;
  adapters::Mpeg4Container container;
  fakes::sts::AudioWorkshop workshop{codec, container};
};

}  // namespace

int run_with_media(const AppSettings& settings) { return run_worker(settings); }

int serve_rtsp_with_media(const FakeRtspCommand& command) {
  return fakes::run_rtsp_file_server(
      {.file = command.file, .host = command.host, .port = command.port, .path = command.path, .looped = command.loop});
}

void let_change_audio(fakes::sts::StsSettings& settings, bool marked) {
  const auto shop = std::make_shared<Workshop>();
  settings.stretch = [shop](std::string_view m4a, TimeDelta by) { return shop->workshop.stretch(m4a, by); };
  if (marked) settings.mark = [shop](std::string_view m4a) { return shop->workshop.mark(m4a); };
}

}  // namespace sw::app
