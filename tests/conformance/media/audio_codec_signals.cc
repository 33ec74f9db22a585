#include "tests/conformance/media/audio_codec_signals.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace sw::conformance {
namespace {

constexpr double kTones[] = {440, 660};

std::size_t channels_of(const ports::Pcm& pcm) { return static_cast<std::size_t>(pcm.channels); }

}  // namespace

ports::Pcm sine(int sample_rate, int channels, std::size_t frames) {
  return stretched_sine(sample_rate, channels, frames, frames);
}

ports::Pcm stretched_sine(int sample_rate, int channels, std::size_t frames, std::size_t to) {
  ports::Pcm pcm{.sample_rate = sample_rate, .channels = channels, .samples = {}};
  for (std::size_t i = 0; i < to; ++i) {
    const double position = static_cast<double>(i * frames) / static_cast<double>(to);
    for (std::size_t channel = 0; channel < channels_of(pcm); ++channel) {
      const double phase = 2 * std::numbers::pi * kTones[channel] * position / sample_rate;
      pcm.samples.push_back(static_cast<float>(kSineAmplitude * std::sin(phase)));
    }
  }
  return pcm;
}

float largest_step(int sample_rate, int channels) {
  const double highest = kTones[channels - 1];
  return static_cast<float>(kSineAmplitude * 2 * std::sin(std::numbers::pi * highest / sample_rate));
}

ports::Pcm cut(const ports::Pcm& pcm, std::size_t first, std::size_t count) {
  const std::size_t from = std::min(first, pcm.frames());
  const std::size_t to = from + std::min(count, pcm.frames() - from);
  const auto begin = pcm.samples.begin();
  return {.sample_rate = pcm.sample_rate,
          .channels = pcm.channels,
          .samples = std::vector<float>(begin + static_cast<std::ptrdiff_t>(from * channels_of(pcm)),
                                        begin + static_cast<std::ptrdiff_t>(to * channels_of(pcm)))};
}

ports::Pcm middle(const ports::Pcm& pcm) {
  constexpr std::size_t kEdge = 2 * 1024;
  return pcm.frames() < 2 * kEdge ? cut(pcm, 0, 0) : cut(pcm, kEdge, pcm.frames() - 2 * kEdge);
}

std::vector<PayloadRef> encode_all(ports::AudioEncoder& encoder, const ports::Pcm& pcm, std::size_t piece) {
  std::vector<PayloadRef> units;
  for (std::size_t at = 0; at < pcm.frames(); at += piece) {
    auto some = encoder.encode(cut(pcm, at, piece));
    if (!some) return {};
    units.insert(units.end(), some->begin(), some->end());
  }
  auto rest = encoder.finish();
  if (!rest) return {};
  units.insert(units.end(), rest->begin(), rest->end());
  return units;
}

ports::Pcm decode_all(ports::AudioDecoder& decoder, std::span<const PayloadRef> units) {
  ports::Pcm all;
  for (const PayloadRef& unit : units) {
    const auto pcm = decoder.decode(unit->bytes());
    if (!pcm) continue;
    all.sample_rate = pcm->sample_rate;
    all.channels = pcm->channels;
    all.samples.insert(all.samples.end(), pcm->samples.begin(), pcm->samples.end());
  }
  return all;
}

double signal_to_noise_db(const ports::Pcm& wanted, const ports::Pcm& got) {
  double signal = 0;
  double noise = 1e-12;
  for (std::size_t i = 0; i < std::min(wanted.samples.size(), got.samples.size()); ++i) {
    signal += std::pow(wanted.samples[i], 2);
    noise += std::pow(wanted.samples[i] - got.samples[i], 2);
  }
  return 10 * std::log10(signal / noise);
}

float largest_error(const ports::Pcm& wanted, const ports::Pcm& got) {
  float largest = 0;
  for (std::size_t i = 0; i < std::min(wanted.samples.size(), got.samples.size()); ++i) {
    largest = std::max(largest, std::abs(wanted.samples[i] - got.samples[i]));
  }
  return largest;
}

float largest_step(const ports::Pcm& pcm) {
  float largest = 0;
  const std::size_t channels = channels_of(pcm);
  for (std::size_t i = channels; i < pcm.samples.size(); ++i) {
    largest = std::max(largest, std::abs(pcm.samples[i] - pcm.samples[i - channels]));
  }
  return largest;
}

std::vector<std::vector<uint8_t>> bytes_of(std::span<const PayloadRef> units) {
  std::vector<std::vector<uint8_t>> all;
  for (const PayloadRef& unit : units) all.emplace_back(unit->bytes().begin(), unit->bytes().end());
  return all;
}

double amplitude(const Pcm& pcm, double frequency) {
  std::complex<double> sum = 0;
  for (std::size_t frame = 0; frame < pcm.frames(); ++frame) {
    const double angle = 2 * std::numbers::pi * frequency * static_cast<double>(frame) / pcm.sample_rate;
    sum += std::polar<double>(pcm.samples[frame * static_cast<std::size_t>(pcm.channels)], -angle);
  }
  return 2 * std::abs(sum) / static_cast<double>(pcm.frames());
}

}  // namespace sw::conformance
