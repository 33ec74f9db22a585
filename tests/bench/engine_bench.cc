// What the engine costs per access unit: from the event to the call of the output port, with a world that does nothing.
#include <benchmark/benchmark.h>

#include <array>

#include "tests/unit/engine/recording_world.h"
#include "worker/engine/worker.h"

namespace sw::engine {
namespace {

constexpr Timestamp kStart = Timestamp::FromSeconds(1000);

WorkerSettings settings() {
  return {.stream_id = StreamId::parse("bench").value(),
          .worker_id = WorkerId::parse("bench").value(),
          .input_url = Url::parse("rtsp://127.0.0.1:8554/live/bench/in").value(),
          .output_url = Url::parse("rtmp://127.0.0.1:1935/live/bench/out").value(),
          .sts_service_url = Url::parse("http://127.0.0.1:8080").value(),
          .sts_mode = StsMode::kPassthrough};
}

// A worker with its output open, fed with 30 video frames (two B-frames between references) and 46.875 AAC frames a
// second of media.
class RunningStream {
 public:
  RunningStream() {
    worker_.start(kStart);
    const VideoFormat video{.codec_data = {1}, .width = 1280, .height = 720, .reorder_frames = 2};
    const AudioFormat audio{.codec_data = {2}, .sample_rate = 48000, .channels = 2, .frame_samples = 1024};
    worker_.handle(kStart, ports::InputFormat{world_.input.run, video});
    worker_.handle(kStart, ports::InputFormat{world_.input.run, audio});
  }

  void feed_video() {
    static constexpr std::array<int64_t, 4> kDisplayOrder{0, 3, 1, 2};
    const int64_t frame = video_frames_ / 4 * 4 + kDisplayOrder[static_cast<std::size_t>(video_frames_ % 4)];
    feed(Track::kVideo, TimeDelta::Ticks(frame, 30), TimeDelta::Ticks(video_frames_, 30), video_frames_ == 0);
    ++video_frames_;
  }
  void feed_audio() {
    const TimeDelta at = TimeDelta::Ticks(audio_frames_++ * 1024, 48000);
    feed(Track::kAudio, at, at, true);
  }

 private:
  void feed(Track track, TimeDelta pts, TimeDelta arrival, bool keyframe) {
    world_.output.written.clear();
    worker_.handle(kStart + arrival, ports::InputUnit{world_.input.run, AccessUnit{.track = track,
                                                                                   .payload = nullptr,
                                                                                   .pts = MediaTime::FromNanos(0) + pts,
                                                                                   .dts = std::nullopt,
                                                                                   .keyframe = keyframe,
                                                                                   .arrival = kStart + arrival}});
  }
  RecordingWorld world_;
  Worker worker_{settings(), world_.world()};
  int64_t video_frames_ = 0;
  int64_t audio_frames_ = 0;
};

void BM_PassthroughVideoUnit(benchmark::State& state) {
  RunningStream stream;
  for (auto _ : state) stream.feed_video();
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_PassthroughVideoUnit);

void BM_PassthroughAudioUnit(benchmark::State& state) {
  RunningStream stream;
  stream.feed_video();
  for (auto _ : state) stream.feed_audio();
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_PassthroughAudioUnit);

}  // namespace
}  // namespace sw::engine
