#include "worker/app/worker_process.h"

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "worker/adapters/asio/asio_alarm.h"
#include "worker/adapters/asio/asio_network.h"
#include "worker/adapters/asio/event_loop.h"
#include "worker/adapters/asio/http/status_server.h"
#include "worker/adapters/asio/signal_watch.h"
#include "worker/adapters/asio/system_clock.h"
#include "worker/adapters/asio/system_random.h"

#include "worker/adapters/filesystem/posix_storage.h"
#include "worker/adapters/gstreamer/audio_codec.h"
#include "worker/adapters/gstreamer/rtmp_output.h"
#include "worker/adapters/gstreamer/rtsp_input.h"
#include "worker/adapters/mpeg4/mpeg4_container.h"
#include "worker/adapters/prometheus/metrics.h"
#include "worker/app/telemetry_hub.h"
#include "worker/app/unused_storage.h"
#include "worker/core/supervisor/exit_code.h"
#include "worker/engine/log.h"
#include "worker/engine/worker.h"

namespace sw::app {
namespace {

constexpr int kBadSettings = static_cast<int>(core::ExitCode::kBadSettings);

int refuse_to_start(const std::string& why) {
  std::fprintf(stderr, "stream-worker: %s\n", why.c_str());
  return kBadSettings;
}

using OpenedStorage = expected<std::unique_ptr<ports::Storage>, std::string>;

OpenedStorage open_storage(const AppSettings& settings, ports::EventSink& events) {
  if (settings.worker.sts_mode == engine::StsMode::kPassthrough) return std::make_unique<UnusedStorage>(events);
  return adapters::PosixStorage::open(settings.worker.segment_dir, events);
}

// Everything of the real world, in the order in which it is to be taken down again.
struct RealWorld {
  RealWorld(const AppSettings& settings, const adapters::StructuredLog& log)
      : metrics(settings.worker.stream_id), telemetry(clock, log, metrics), storage(open_storage(settings, loop)) {}

  ports::World ports() {
    return {clock, alarm, input, output, network, codec, container, **storage, random, telemetry};
  }

  adapters::SystemClock clock;
  adapters::Metrics metrics;
  TelemetryHub telemetry;
  adapters::EventLoop loop{clock};
  adapters::SignalWatch signals{loop};
  adapters::AsioAlarm alarm{loop};
  adapters::AsioNetwork network{loop};
  adapters::SystemRandom random;
  adapters::GstAudioCodec codec;
  adapters::Mpeg4Container container;
  OpenedStorage storage;
  adapters::RtspInput input{clock, loop};
  adapters::RtmpOutput output{loop};
};

}  // namespace

int run_worker(const AppSettings& settings) {
  const auto log = adapters::StructuredLog::open(settings.log);
  if (!log) return refuse_to_start(log.error());
  RealWorld world(settings, *log);
  if (!world.storage) return refuse_to_start("segments cannot be stored: " + world.storage.error());
  const auto status = adapters::StatusServer::listen(
      world.loop, settings.metrics_host, settings.metrics_port,
      {.metrics = [&] { return world.metrics.text(); }, .ready = [&] { return world.telemetry.ready(); }});
  if (!status) {
    return refuse_to_start("metrics cannot listen on " + settings.metrics_host + " port " +
                           std::to_string(settings.metrics_port) + ": " + status.error());
  }
  engine::Log(world.telemetry, "http")
      .info("metrics listening", {{"host", settings.metrics_host}, {"port", static_cast<int64_t>((*status)->port())}});

  engine::Worker worker(settings.worker, world.ports());
  worker.start(world.clock.now());
  world.loop.run([&](Timestamp now, ports::Event&& event) {
    worker.handle(now, std::move(event));
    if (worker.exit_code()) world.loop.stop();
  });
  return worker.exit_code().value();
}

}  // namespace sw::app
