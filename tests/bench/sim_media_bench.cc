// What a simulated stream costs without a worker: a source of 30 frames and 7.8 units of 8 kHz audio a second, read and
// published again. The argument is the input's batch in milliseconds.
#include <benchmark/benchmark.h>

#include <variant>

#include "sim/media/media_input.h"
#include "sim/media/media_output.h"
#include "sim/media/toy_format.h"

namespace sw::sim {
namespace {

class CountingObserver final : public OutputObserver {
 public:
  void on_open(Timestamp, ports::PipelineRunId, const VideoFormat&, const AudioFormat&) override {}
  void on_video_format(Timestamp, const VideoFormat&) override {}
  void on_unit(Timestamp, const ports::OutputUnit&) override { ++units; }
  void on_end(Timestamp, OutputEnd) override {}
  int64_t units = 0;
};

// Writes each unit as it comes.
class Passage final : public ports::EventSink {
 public:
  void post(ports::Event event) override {
    const auto* unit = std::get_if<ports::InputUnit>(&event);
    if (unit == nullptr || output == nullptr) return;
    const AccessUnit& access = unit->unit;
    output->write({access.track, access.payload, *access.pts, *access.pts, TimeDelta::Zero(), access.keyframe});
  }
  ports::MediaOutput* output = nullptr;
};

int64_t play(TimeDelta time, TimeDelta batch) {
  Scheduler scheduler;
  MediaServer server(scheduler);
  CountingObserver observer;
  Passage passage;
  SimMediaInput input(scheduler, server, passage, {.batch = batch});
  SimMediaOutput output(scheduler, server, passage, {}, &observer);
  passage.output = &output;
  server.publish("in", {.video = {.b_frames = 2}});
  input.open(ports::PipelineRunId(1), Url::parse("rtsp://mediamtx:8554/in").value(), TimeDelta::Zero());
  output.open(ports::PipelineRunId(1), Url::parse("rtmp://mediamtx:1935/out").value(), toy_video_format(320, 240, 1),
              toy_audio_format(8'000, 1));
  scheduler.run_until(scheduler.now() + time);
  return observer.units;
}

void BM_PlayAMinute(benchmark::State& state) {
  int64_t units = 0;
  for (auto _ : state) units += play(TimeDelta::Minutes(1), TimeDelta::Millis(state.range(0)));
  state.SetItemsProcessed(units);
}
BENCHMARK(BM_PlayAMinute)->Arg(0)->Arg(100)->Unit(benchmark::kMicrosecond);

void BM_PlayADay(benchmark::State& state) {
  int64_t units = 0;
  for (auto _ : state) units += play(TimeDelta::Minutes(24 * 60), TimeDelta::Millis(state.range(0)));
  state.SetItemsProcessed(units);
}
BENCHMARK(BM_PlayADay)->Arg(100)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sw::sim
