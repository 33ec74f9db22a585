// The whole worker in a dubbing mode between a virtual source, a virtual service and a virtual server, in virtual time.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/kernel/event_queue.h"
#include "sim/kernel/recording_telemetry.h"
#include "sim/kernel/seeded_random.h"
#include "sim/kernel/virtual_alarm.h"
#include "sim/kernel/virtual_clock.h"
#include "sim/media/pipeline.h"
#include "sim/media/tags.h"
#include "sim/media/toy_codec.h"
#include "sim/media/toy_container.h"
#include "sim/storage/virtual_storage.h"
#include "tests/unit/engine/dubbing/sts_peer.h"
#include "worker/engine/worker.h"

namespace sw::engine {

constexpr TimeDelta sec(int64_t n) { return TimeDelta::Seconds(n); }
constexpr TimeDelta ms(int64_t n) { return TimeDelta::Millis(n); }

inline constexpr TimeDelta kSourceStart = ms(200);

// A source whose first frame and first sample are both sent when the worker is listening already: sample n of audio is
// at n / rate on the worker's timeline.
inline sim::SourcePlan plan(TimeDelta length) {
  sim::SourcePlan plan;
  plan.video.gop = 30;
  plan.video.start = kSourceStart;
  plan.audio->sample_rate = 16'000;
  plan.audio->start = kSourceStart;
  plan.length = length + kSourceStart;
  return plan;
}

struct DubbingOptions {
  StsMode mode = StsMode::kEnabled;
  sim::SourcePlan source = plan(sec(20));
  std::function<void(WorkerSettings&)> settings = [](WorkerSettings&) {};
  TimeDelta alarm_lateness = TimeDelta::Zero();
  ports::AudioCodec* codec = nullptr;  // none: virtual audio
};

// What viewers got.
struct Published final : sim::OutputObserver {
  void on_open(Timestamp at, ports::PipelineRunId, const VideoFormat&, const AudioFormat& format) override {
    opened.push_back(at);
    audio_format = format;
  }
  void on_video_format(Timestamp, const VideoFormat& format) override { formats.push_back(format); }
  void on_unit(Timestamp at, const ports::OutputUnit& unit) override {
    (unit.track == Track::kVideo ? video : audio).emplace_back(at, unit);
  }
  void on_end(Timestamp, sim::OutputEnd end) override { ends.push_back(end); }

  using Units = std::vector<std::pair<Timestamp, ports::OutputUnit>>;
  // The numbers of the source's video units in the order in which they came, filler's repetitions among them.
  std::vector<uint64_t> video_numbers() const {
    std::vector<uint64_t> numbers;
    for (const auto& [at, unit] : video) {
      numbers.push_back(sim::unit_number(Track::kVideo, unit.payload->bytes()).value());
    }
    return numbers;
  }
  // All audio decoded: the sample at media time `start` (as published, 6 s late) is the first.
  Pcm decoded() const {
    Pcm all{.sample_rate = audio_format.sample_rate, .channels = audio_format.channels, .samples = {}};
    auto decoder = sim::ToyCodec({.distorts_first_unit = false}).decoder(audio_format).value();
    for (const auto& [at, unit] : audio) {
      const Pcm pcm = decoder->decode(unit.payload->bytes()).value();
      all.samples.insert(all.samples.end(), pcm.samples.begin(), pcm.samples.end());
    }
    return all;
  }
  // Of the first channel at that time of the worker's timeline; 0 where nothing was published.
  float sample_at(const Pcm& pcm, TimeDelta media) const {
    const TimeDelta into = MediaTime::FromSeconds(6) + media - audio.front().second.pts;
    const int64_t index = (into.nanos() * pcm.sample_rate + 500'000'000) / 1'000'000'000 * pcm.channels;
    if (index < 0 || index >= static_cast<int64_t>(pcm.samples.size())) return 0;
    return pcm.samples[static_cast<std::size_t>(index)];
  }
  // Where the audio has a hole or an overlap of more than a rounding.
  int audio_breaks() const {
    int breaks = 0;
    for (std::size_t i = 1; i < audio.size(); ++i) {
      const TimeDelta step = audio[i].second.pts - audio[i - 1].second.pts;
      if (abs(step - TimeDelta::Ticks(audio_format.frame_samples, audio_format.sample_rate)) > TimeDelta::Nanos(1))
        ++breaks;
    }
    return breaks;
  }

  std::vector<Timestamp> opened;
  std::vector<VideoFormat> formats;
  AudioFormat audio_format;
  Units video, audio;
  std::vector<sim::OutputEnd> ends;
};

class DubbingWorld {
 public:
  explicit DubbingWorld(DubbingOptions options = {})
      : options_(std::move(options)),
        alarm(scheduler, queue, {.seed = 1, .max = options_.alarm_lateness}),
        worker(settings(),
               {clock, alarm, media.input, media.output, network, options_.codec != nullptr ? *options_.codec : codec,
                container, storage, random, telemetry}) {
    telemetry.keep_log(10'000);
    queue.set_handler([this](Timestamp now, ports::Event&& event) {
      worker.handle(now, std::move(event));
      stop_if_over();
    });
  }
  DubbingWorld(const DubbingWorld&) = delete;
  DubbingWorld& operator=(const DubbingWorld&) = delete;

  // Runs until then, or until the worker has ended.
  void run_to(TimeDelta since_start) {
    if (!std::exchange(started_, true)) {
      media.server.publish("live/test/in", options_.source);
      worker.start(scheduler.now());
    }
    if (!worker.exit_code()) scheduler.run_until(at(since_start));
  }
  // To its end; none: it has none within an hour.
  std::optional<int> run() {
    run_to(TimeDelta::Minutes(60));
    return worker.exit_code();
  }
  void stop(int signal) { queue.post(ports::StopRequested{signal}); }

  static Timestamp at(TimeDelta since_start) { return sim::kSimulationStart + since_start; }
  TimeDelta now() const { return scheduler.now() - sim::kSimulationStart; }
  uint64_t count(ports::Counter counter, std::string_view label = {}) const { return telemetry.value(counter, label); }
  uint64_t fell_back(std::string_view reason) const { return count(ports::Counter::kFallbackReasons, reason); }
  uint64_t applied() const { return count(ports::Counter::kFragmentsApplied); }
  // Log lines that have this in them.
  int64_t logged(const std::string& text) const {
    return std::ranges::count_if(telemetry.kept_log(),
                                 [&](const std::string& line) { return line.find(text) != std::string::npos; });
  }
  // The file's content; none where there is no such file.
  std::optional<std::string> file(const std::string& name) const {
    const auto found = storage.files().find("test/" + name);
    if (found == storage.files().end()) return std::nullopt;
    return found->second.content;
  }
  // Who speaks at these times of the worker's timeline: 's' source, 'd' dubbed, '.' silence, '?' anything else.
  std::string voices(const std::vector<TimeDelta>& times) const {
    const Pcm pcm = out.decoded();
    std::string voices;
    for (const TimeDelta time : times) {
      const float sample = out.sample_at(pcm, time);
      const auto tag = sim::read_tag(sample);
      voices += sample == 0 ? '.' : !tag ? '?' : tag->voice == sim::Voice::kSource ? 's' : 'd';
    }
    return voices;
  }

 private:
  WorkerSettings settings() const {
    WorkerSettings settings{.stream_id = StreamId::parse("test").value(),
                            .worker_id = WorkerId::parse("worker").value(),
                            .input_url = Url::parse("rtsp://mediamtx:8554/live/test/in").value(),
                            .output_url = Url::parse("rtmp://mediamtx:1935/live/test/out").value(),
                            .sts_service_url = Url::parse("http://sts.test:8080").value(),
                            .sts_mode = options_.mode};
    options_.settings(settings);
    return settings;
  }
  void stop_if_over() {
    if (worker.exit_code()) scheduler.stop();
  }

  DubbingOptions options_;
  bool started_ = false;

 public:
  Published out;
  sim::Scheduler scheduler{1};
  sim::EventQueue queue{scheduler};
  sim::VirtualClock clock{scheduler};
  sim::VirtualAlarm alarm;
  sim::SeededRandom random{1};
  sim::RecordingTelemetry telemetry;
  sim::VirtualNetwork network{scheduler, queue, 1};
  sim::VirtualStorage storage{scheduler, queue, {.keep_content = true}};
  sim::ToyCodec codec;
  sim::ToyContainer container;
  sim::Pipeline media{scheduler, queue, {}, &out};
  StsPeer peer{scheduler, network};
  Worker worker;
};

}  // namespace sw::engine
