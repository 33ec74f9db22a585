#include "worker/adapters/gstreamer/sinc_filter.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "worker/base/check.h"

namespace sw::adapters::gst {

namespace {

constexpr std::size_t kPhases = 256;
// Zero crossings of the sinc on either side. With the window below the transition from all to nothing (-100 dB) takes
// 6.5 kHz of 48 kHz; the band ends there, so that nothing folds back.
constexpr double kCrossings = 24;
constexpr double kBand = 0.9;
constexpr double kWindowShape = 10;

// Four floats at a time: what every x86-64 and AArch64 has, added up in the same order everywhere.
using Lanes = float __attribute__((vector_size(16)));
constexpr std::size_t kLanes = 4;

Lanes load(const float* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

// The modified Bessel function of the first kind, by its series.
double bessel(double at) {
  double sum = 1;
  double term = 1;
  for (double n = 1; term > sum * 1e-10; ++n) {
    term *= at * at / (4 * n * n);
    sum += term;
  }
  return sum;
}

// Kaiser's window over -1 to 1, but for its scale.
double window(double at) { return std::abs(at) >= 1 ? 0 : bessel(kWindowShape * std::sqrt(1 - at * at)); }

double sinc(double at) { return at == 0 ? 1 : std::sin(std::numbers::pi * at) / (std::numbers::pi * at); }

}  // namespace

SincFilter::SincFilter(std::size_t from, std::size_t to) : from_(from), to_(to) {
  // Fewer samples hold a narrower band, which takes a longer filter.
  const double narrower = std::min(1.0, static_cast<double>(to) / static_cast<double>(from));
  const auto needed = static_cast<std::size_t>(std::ceil(kCrossings / narrower));
  reach_ = (needed + kLanes - 1) / kLanes * kLanes;
  taps_ = 2 * reach_;
  coefficients_.resize((kPhases + 1) * taps_);
  std::vector<double> row(taps_);
  for (std::size_t phase = 0; phase <= kPhases; ++phase) {
    const double position = static_cast<double>(phase) / kPhases + static_cast<double>(reach_ - 1);
    double sum = 0;
    for (std::size_t tap = 0; tap < taps_; ++tap) {
      const double distance = (static_cast<double>(tap) - position) * narrower;
      sum += row[tap] = sinc(distance * kBand) * window(distance / kCrossings);
    }
    // Each row passes a constant as it is.
    float* coefficients = coefficients_.data() + phase * taps_;
    for (std::size_t tap = 0; tap < taps_; ++tap) coefficients[tap] = static_cast<float>(row[tap] / sum);
  }
}

template <std::size_t kChannels>
std::vector<float> SincFilter::extended(std::span<const float> samples, std::size_t channel) const {
  std::vector<float> all(from_ + taps_);
  float* clip = all.data() + reach_;
  const std::size_t last = from_ - 1;
  for (std::size_t i = 0; i < from_; ++i) clip[i] = samples[i * kChannels + channel];
  for (std::size_t i = 1; i <= reach_; ++i) {
    const std::size_t inside = std::min(i, last);
    all[reach_ - i] = 2 * clip[0] - clip[inside];
    clip[last + i] = 2 * clip[last] - clip[last - inside];
  }
  return all;
}

template <std::size_t kChannels>
std::array<float, kChannels> SincFilter::frame_at(const std::array<const float*, kChannels>& heard,
                                                  std::size_t rest) const {
  const double phase = static_cast<double>(rest) * kPhases / static_cast<double>(to_);
  const auto row = static_cast<std::size_t>(phase);
  const float* before = coefficients_.data() + row * taps_;
  const float* after = before + taps_;
  const auto between = static_cast<float>(phase - static_cast<double>(row));
  std::array<Lanes, kChannels> sums{};
  for (std::size_t tap = 0; tap < taps_; tap += kLanes) {
    const Lanes early = load(before + tap);
    const Lanes coefficients = early + (load(after + tap) - early) * between;
    for (std::size_t channel = 0; channel < kChannels; ++channel) {
      sums[channel] += load(heard[channel] + tap) * coefficients;
    }
  }
  std::array<float, kChannels> frame{};
  for (std::size_t channel = 0; channel < kChannels; ++channel) {
    const Lanes& sum = sums[channel];
    frame[channel] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
  }
  return frame;
}

template <std::size_t kChannels>
std::vector<float> SincFilter::apply_to(std::span<const float> samples) const {
  std::array<std::vector<float>, kChannels> input;
  std::array<const float*, kChannels> heard{};
  for (std::size_t channel = 0; channel < kChannels; ++channel) {
    input[channel] = extended<kChannels>(samples, channel);
    heard[channel] = input[channel].data() + 1;
  }
  std::vector<float> output(to_ * kChannels);
  auto out = output.begin();
  std::size_t rest = 0;  // The position is what was passed, and rest / to_.
  for (std::size_t i = 0; i < to_; ++i) {
    const auto frame = frame_at<kChannels>(heard, rest);
    out = std::copy(frame.begin(), frame.end(), out);
    rest += from_ % to_;
    const std::size_t passed = from_ / to_ + (rest >= to_ ? 1 : 0);
    if (rest >= to_) rest -= to_;
    for (const float*& from : heard) from += passed;
  }
  return output;
}

std::vector<float> SincFilter::apply(std::span<const float> samples, int channels) const {
  SW_CHECK(channels == 1 || channels == 2);
  SW_CHECK(samples.size() >= from_ * static_cast<std::size_t>(channels));
  return channels == 1 ? apply_to<1>(samples) : apply_to<2>(samples);
}

}  // namespace sw::adapters::gst
