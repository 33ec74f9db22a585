// What a segment of six seconds costs in the codec and the container, one call or loop each.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>

#include "contracts/base64.h"
#include "worker/adapters/gstreamer/audio_codec.h"
#include "worker/adapters/mpeg4/mpeg4_container.h"
#include "worker/engine/dubbing/reply.h"

namespace sw {
namespace {

constexpr int kRate = 48'000;
constexpr int kChannels = 2;
constexpr std::size_t kFrames = 6 * kRate;

template <class T, class E>
T must(expected<T, E> result) {
  if (!result) {
    std::fprintf(stderr, "%s\n", result.error().text.c_str());
    std::abort();
  }
  return std::move(*result);
}

// Three tones in each channel: not silence, and not simple.
ports::Pcm six_seconds(int rate = kRate, std::size_t frames = kFrames) {
  ports::Pcm pcm{.sample_rate = rate, .channels = kChannels, .samples = {}};
  for (std::size_t i = 0; i < frames; ++i) {
    const double at = 2 * std::numbers::pi * static_cast<double>(i) / rate;
    const double low = 0.2 * std::sin(at * 220) + 0.2 * std::sin(at * 1'234);
    pcm.samples.push_back(static_cast<float>(low + 0.1 * std::sin(at * 5'000)));
    pcm.samples.push_back(static_cast<float>(low + 0.1 * std::sin(at * 7'000)));
  }
  return pcm;
}

ports::AudioClip encoded(ports::AudioCodec& codec) {
  auto encoder = must(codec.encoder(kRate, kChannels, 128'000));
  ports::AudioClip clip{.format = encoder->format(), .units = must(encoder->encode(six_seconds()))};
  const auto rest = must(encoder->finish());
  clip.units.insert(clip.units.end(), rest.begin(), rest.end());
  clip.priming = encoder->delay();
  clip.samples = kFrames;
  return clip;
}

class TextPayload final : public Payload {
 public:
  explicit TextPayload(std::size_t size) : bytes_(size, 'v') {}
  std::size_t size() const override { return bytes_.size(); }
  std::span<const uint8_t> bytes() const override { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
};

// 2.5 Mb/s at 30 frames a second.
std::vector<ports::VideoSample> video() {
  std::vector<ports::VideoSample> samples;
  for (int64_t i = 0; i < 180; ++i) {
    const auto time = MediaTime::FromNanos(0) + TimeDelta::Ticks(i, 30);
    samples.push_back({.payload = std::make_shared<TextPayload>(10'400),
                       .pts = time + TimeDelta::Ticks(i % 3, 30),
                       .dts = time,
                       .duration = TimeDelta::Ticks(1, 30),
                       .keyframe = i % 60 == 0});
  }
  return samples;
}

void write_audio(benchmark::State& state) {
  adapters::GstAudioCodec codec;
  adapters::Mpeg4Container container;
  const auto clip = encoded(codec);
  for (auto _ : state) benchmark::DoNotOptimize(must(container.write_audio(clip)));
}

void read_audio(benchmark::State& state) {
  adapters::GstAudioCodec codec;
  adapters::Mpeg4Container container;
  const auto file = must(container.write_audio(encoded(codec)));
  for (auto _ : state) benchmark::DoNotOptimize(must(container.read_audio(file)));
}

void write_video(benchmark::State& state) {
  adapters::Mpeg4Container container;
  const VideoFormat format{
      .codec_data = {1, 66, 0, 30, 255, 225, 0}, .width = 1280, .height = 720, .reorder_frames = 2};
  const auto samples = video();
  for (auto _ : state) benchmark::DoNotOptimize(must(container.write_video(format, samples)));
}

void make_decoder(benchmark::State& state) {
  adapters::GstAudioCodec codec;
  const auto format = must(codec.encoder(kRate, kChannels, 128'000))->format();
  for (auto _ : state) benchmark::DoNotOptimize(must(codec.decoder(format)));
}

void decode(benchmark::State& state) {
  adapters::GstAudioCodec codec;
  const auto clip = encoded(codec);
  const auto decoder = must(codec.decoder(clip.format));
  for (auto _ : state) {
    for (const PayloadRef& unit : clip.units) benchmark::DoNotOptimize(must(decoder->decode(unit->bytes())));
  }
}

// A reply as the engine takes it, from base64 to samples at the output's rate: what stands between its arrival and the
// pair (p99 at most 20 ms).
void read_reply_at(benchmark::State& state, int rate) {
  adapters::GstAudioCodec codec;
  adapters::Mpeg4Container container;
  const contracts::AudioData data{.format = "m4a",
                                  .sample_rate_hz = kRate,
                                  .channels = kChannels,
                                  .duration_ms = 6'000,
                                  .data_base64 = contracts::base64_encode(must(container.write_audio(encoded(codec))))};
  const engine::WantedAudio wanted{.duration = TimeDelta::Seconds(6), .sample_rate = rate, .channels = kChannels};
  std::vector<double> times;
  for (auto _ : state) {
    const auto begin = std::chrono::steady_clock::now();
    const auto reply = engine::read_reply(data, wanted, container, codec);
    if (!reply) return state.SkipWithError(reply.error().c_str());
    benchmark::DoNotOptimize(reply->audio.body.samples.data());
    times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
  }
  std::ranges::sort(times);
  state.counters["p99_ms"] = times[times.size() * 99 / 100];
}

void read_reply(benchmark::State& state) { read_reply_at(state, kRate); }
void read_reply_of_another_rate(benchmark::State& state) { read_reply_at(state, 44'100); }

void encode(benchmark::State& state) {
  adapters::GstAudioCodec codec;
  const auto encoder = must(codec.encoder(kRate, kChannels, 128'000));
  const auto pcm = six_seconds();
  for (auto _ : state) benchmark::DoNotOptimize(must(encoder->encode(pcm)));
}

void convert_rate(benchmark::State& state) {
  adapters::GstAudioCodec codec;
  const auto pcm = six_seconds(44'100, 6 * 44'100);
  for (auto _ : state) benchmark::DoNotOptimize(must(codec.convert(pcm, kRate, kChannels, kFrames)));
}

void stretch_by_10_ms(benchmark::State& state) {
  adapters::GstAudioCodec codec;
  const auto pcm = six_seconds();
  for (auto _ : state) benchmark::DoNotOptimize(must(codec.convert(pcm, kRate, kChannels, kFrames + kRate / 100)));
}

BENCHMARK(write_audio)->Unit(benchmark::kMillisecond);
BENCHMARK(read_audio)->Unit(benchmark::kMillisecond);
BENCHMARK(write_video)->Unit(benchmark::kMillisecond);
BENCHMARK(make_decoder)->Unit(benchmark::kMillisecond);
BENCHMARK(decode)->Unit(benchmark::kMillisecond);
BENCHMARK(read_reply)->Unit(benchmark::kMillisecond)->MinTime(3);
BENCHMARK(read_reply_of_another_rate)->Unit(benchmark::kMillisecond)->MinTime(3);
BENCHMARK(encode)->Unit(benchmark::kMillisecond);
BENCHMARK(convert_rate)->Unit(benchmark::kMillisecond);
BENCHMARK(stretch_by_10_ms)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sw
