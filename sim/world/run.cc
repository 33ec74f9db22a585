#include "sim/world/run.h"

#include <utility>

#include "sim/kernel/event_queue.h"
#include "sim/kernel/seeded_random.h"
#include "sim/kernel/virtual_alarm.h"
#include "sim/kernel/virtual_clock.h"
#include "sim/media/toy_codec.h"
#include "sim/media/toy_container.h"
#include "sim/media/toy_dub.h"
#include "sim/services/sts_host.h"
#include "sim/world/fault_driver.h"
#include "sim/world/taps.h"
#include "worker/engine/worker.h"

namespace sw::sim {
namespace {

constexpr const char* kStreamId = "sim";
constexpr const char* kInputPath = "live/sim/in";
constexpr const char* kOutputPath = "live/sim/out";
constexpr const char* kService = "sts";

engine::WorkerSettings worker_settings(const WorkerPlan& plan) {
  const std::string scheme = plan.sts_tls ? "https" : "http";
  return {.stream_id = StreamId::parse(kStreamId).value(),
          .worker_id = WorkerId::parse("sim-worker").value(),
          .input_url = Url::parse(std::string("rtsp://mediamtx:8554/") + kInputPath).value(),
          .output_url = Url::parse(std::string("rtmp://mediamtx:1935/") + kOutputPath).value(),
          .sts_service_url = Url::parse(scheme + "://sts.test:8080").value(),
          .sts_mode = plan.sts_mode,
          .ready_timeout = plan.ready_timeout,
          .sts_timeout = plan.sts_timeout,
          .sts_max_inflight = plan.sts_max_inflight,
          .segment_duration = plan.segment_duration,
          .segment_retention = plan.segment_retention,
          .av_offset = plan.av_offset,
          .playout_delay = plan.playout_delay,
          .backpressure_pause_limit = plan.backpressure_pause_limit,
          .drain_timeout = plan.drain_timeout};
}

std::optional<std::string> dubbed(std::string_view file, const Dub& how) {
  auto result = dub(file, how);
  if (!result) return std::nullopt;
  return std::move(*result);
}

StsHost::Options sts_options(const Scenario& scenario) {
  const StsPlan& plan = scenario.sts;
  StsHost::Options options;
  options.address.name = kService;
  options.address.tls = scenario.worker.sts_tls;
  options.link = scenario.sts_link;
  options.script = plan.script;
  fakes::sts::StsSettings& settings = options.settings;
  settings.ping_interval = plan.ping_interval;
  settings.ping_timeout = plan.ping_timeout;
  settings.processing_delay = plan.processing_delay;
  settings.processing_jitter = plan.processing_jitter;
  settings.max_inflight = plan.max_inflight;
  settings.max_payload = plan.max_payload;
  settings.slot_release = plan.slot_release;
  settings.pressure = plan.pressure;
  settings.seed = keyed_draw(scenario.seed, "sts", 0, 0);
  const bool marked = plan.marks_audio;
  if (marked) settings.mark = [](std::string_view file) { return dubbed(file, {}); };
  settings.stretch = [marked](std::string_view file, TimeDelta by) {
    return dubbed(file, {.marked = marked, .extra_length = by});
  };
  return options;
}

MediaServerSettings media_settings(const MediaPlan& plan) {
  MediaServerSettings settings;
  settings.mediamtx = plan.mediamtx;
  return settings;
}

// Everything of one run, in the order in which it is to be taken down again.
class World {
 public:
  World(const Scenario& scenario, Observer* observer)
      : scenario_(scenario),
        scheduler_(scenario.timing.permutes_equal_times ? keyed_draw(scenario.seed, "order", 0, 0) | 1 : 0),
        stage_(scheduler_, observer),
        queue_(scheduler_, {keyed_draw(scenario.seed, "handling", 0, 0), scenario.timing.handling_time}),
        alarm_(scheduler_, queue_, {keyed_draw(scenario.seed, "alarm", 0, 0), scenario.timing.alarm_lateness}),
        random_(scenario.seed),
        network_(scheduler_, queue_, keyed_draw(scenario.seed, "network", 0, 0)),
        storage_(scheduler_, queue_,
                 {.seed = keyed_draw(scenario.seed, "storage", 0, 0),
                  .min_time = scenario.storage.min_time,
                  .max_time = scenario.storage.max_time}),
        codec_({.encoder_delay = scenario.media.encoder_delay}),
        media_(scheduler_, media_settings(scenario.media)),
        input_(scheduler_, media_, queue_,
               {.round_trip = scenario.media.input_round_trip,
                .jitter = scenario.media.input_jitter,
                .seed = keyed_draw(scenario.seed, "input", 0, 0),
                .batch = scenario.media.input_batch}),
        output_(scheduler_, media_, queue_,
                {.round_trip = scenario.media.output_round_trip,
                 .bytes_per_second = scenario.media.output_bytes_per_second}),
        sts_(scheduler_, network_, sts_options(scenario)),
        worker_(worker_settings(scenario.worker), {clock_, alarm_, tapped_input_, tapped_output_, network_, codec_,
                                                   container_, storage_, random_, telemetry_}) {
    network_.set_observer(&wire_tap_);
    storage_.set_observer(&disk_tap_);
    telemetry_.set_observer(&speech_tap_);
    for (const WorldFault& fault : scenario.faults) faults_.schedule(fault);
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  RunEnd run() {
    media_.publish(kInputPath, scenario_.source);
    queue_.set_handler([this](Timestamp now, ports::Event&& event) { hand(now, std::move(event)); });
    worker_.start(scheduler_.now());
    stop_if_over();
    if (!worker_.exit_code()) scheduler_.run_until(kSimulationStart + scenario_.limit);
    telemetry_.set_observer(nullptr);
    return {
        .ended = scheduler_.now(), .exit_code = worker_.exit_code(), .sts = sts_.statistics(), .metrics = telemetry_};
  }

 private:
  void hand(Timestamp now, ports::Event&& event) {
    stage_.tell(EventHanded{event});
    worker_.handle(now, std::move(event));
    stop_if_over();
  }
  void stop_if_over() {
    const auto code = worker_.exit_code();
    if (!code || told_) return;
    told_ = true;
    stage_.tell(WorkerExited{*code});
    scheduler_.stop();
  }

  const Scenario& scenario_;
  Scheduler scheduler_;
  Stage stage_;
  bool told_ = false;
  WireTap wire_tap_{stage_};
  DiskTap disk_tap_{stage_};
  SpeechTap speech_tap_{stage_};
  VirtualClock clock_{scheduler_};
  EventQueue queue_;
  VirtualAlarm alarm_;
  SeededRandom random_;
  RecordingTelemetry telemetry_;
  VirtualNetwork network_;
  VirtualStorage storage_;
  ToyCodec codec_;
  ToyContainer container_;
  MediaServer media_;
  SimMediaInput input_;
  SimMediaOutput output_;
  TappedInput tapped_input_{input_, stage_};
  TappedOutput tapped_output_{output_, stage_};
  StsHost sts_;
  engine::Worker worker_;
  FaultDriver faults_{{scheduler_, network_, kService, media_, kInputPath, kOutputPath, scenario_.source, input_,
                       output_, storage_, clock_, queue_, stage_}};
};

}  // namespace

RunEnd run_scenario(const Scenario& scenario, Observer* observer) { return World(scenario, observer).run(); }

}  // namespace sw::sim
