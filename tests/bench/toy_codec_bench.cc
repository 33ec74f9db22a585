// What virtual audio costs: a minute of it through decoder and encoder, which the simulator does for every minute that
// it plays. Real pairs cost a thousand times as much.
#include <benchmark/benchmark.h>

#include "sim/media/tags.h"
#include "sim/media/toy_codec.h"
#include "sim/media/toy_format.h"
#include "sim/media/toy_unit.h"

namespace sw::sim {
namespace {

constexpr int64_t kSeconds = 60;

std::vector<std::vector<uint8_t>> minute_of_units(int sample_rate) {
  std::vector<std::vector<uint8_t>> units(static_cast<std::size_t>(kSeconds * sample_rate / 1024));
  for (std::size_t i = 0; i < units.size(); ++i) pack_tags(i * 1024, 1024, i, units[i]);
  return units;
}

// Arguments: sample rate, channels.
void BM_DecodeAndEncodeAMinute(benchmark::State& state) {
  const auto sample_rate = static_cast<int>(state.range(0));
  const auto channels = static_cast<int>(state.range(1));
  const auto units = minute_of_units(sample_rate);
  ToyCodec codec;
  for (auto _ : state) {
    const auto decoder = codec.decoder(toy_audio_format(sample_rate, channels)).value();
    const auto encoder = codec.encoder(sample_rate, channels, 0).value();
    for (const auto& unit : units) benchmark::DoNotOptimize(encoder->encode(decoder->decode(unit).value()));
  }
  state.SetItemsProcessed(state.iterations() * kSeconds * sample_rate * channels);
}
BENCHMARK(BM_DecodeAndEncodeAMinute)
    ->Args({8'000, 1})
    ->Args({8'000, 2})
    ->Args({48'000, 1})
    ->Args({48'000, 2})
    ->Unit(benchmark::kMicrosecond);

// What resampling makes of tags: ramps that are not exact.
void BM_EncodeAResampledMinute(benchmark::State& state) {
  const auto sample_rate = static_cast<int>(state.range(0));
  ToyCodec codec;
  ports::Pcm pcm{.sample_rate = sample_rate, .channels = 1, .samples = {}};
  for (int64_t i = 0; i < kSeconds * sample_rate; ++i) pcm.samples.push_back(source_tag(static_cast<uint64_t>(i)));
  const ports::Pcm stretched = codec.convert(pcm, sample_rate, 1, pcm.frames() + 400).value();
  for (auto _ : state) {
    benchmark::DoNotOptimize(codec.encoder(sample_rate, 1, 0).value()->encode(stretched));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(stretched.frames()));
}
BENCHMARK(BM_EncodeAResampledMinute)->Arg(8'000)->Arg(48'000)->Unit(benchmark::kMicrosecond);

void BM_ConvertAMinute(benchmark::State& state) {
  ToyCodec codec;
  const ports::Pcm pcm{.sample_rate = 8'000, .channels = 1, .samples = std::vector<float>(kSeconds * 8'000, 0.25F)};
  for (auto _ : state) benchmark::DoNotOptimize(codec.convert(pcm, 8'000, 1, pcm.frames() + 400));
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(pcm.frames()));
}
BENCHMARK(BM_ConvertAMinute)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace sw::sim
