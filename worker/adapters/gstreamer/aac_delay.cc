#include "worker/adapters/gstreamer/aac_delay.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

namespace sw::adapters::gst {

namespace {

constexpr std::size_t kSignalFrames = 20 * 1024;
constexpr std::size_t kMarkFrames = 512;
// At different places within an encoded frame, and farther apart than any delay that is looked for.
constexpr std::array<std::size_t, 2> kMarks{3'000, 13'700};
constexpr std::size_t kMaxDelay = 4'096;
// Correlation of a mark with its coded self. Unrelated audio stays below 0.3.
constexpr double kLeastLikeness = 0.8;

unexpected<ports::CodecError> error(std::string text) {
  return tl::make_unexpected(ports::CodecError{std::move(text)});
}

// A sweep that fades in and out: it correlates with itself at no shift but zero, and every codec keeps it.
std::vector<float> make_mark() {
  constexpr double kFirst = 0.01, kLast = 0.15;  // of the sample rate
  std::vector<float> mark(kMarkFrames);
  for (std::size_t i = 0; i < kMarkFrames; ++i) {
    const double at = static_cast<double>(i) / kMarkFrames;
    const double turns = static_cast<double>(kMarkFrames) * at * (kFirst + (kLast - kFirst) * at / 2);
    const double window = std::pow(std::sin(std::numbers::pi * at), 2);
    mark[i] = static_cast<float>(0.5 * window * std::sin(2 * std::numbers::pi * turns));
  }
  return mark;
}

ports::Pcm make_signal(const AudioFormat& format, std::span<const float> mark) {
  const auto channels = static_cast<std::size_t>(format.channels);
  ports::Pcm pcm{.sample_rate = format.sample_rate,
                 .channels = format.channels,
                 .samples = std::vector<float>(kSignalFrames * channels, 0.0F)};
  for (const std::size_t start : kMarks) {
    for (std::size_t i = 0; i < mark.size() * channels; ++i) pcm.samples[start * channels + i] = mark[i / channels];
  }
  return pcm;
}

// The first channel of all that the units decode to.
expected<std::vector<float>, ports::CodecError> decode_all(ports::AudioDecoder& decoder,
                                                           std::span<const PayloadRef> units) {
  std::vector<float> samples;
  for (const PayloadRef& unit : units) {
    const auto pcm = decoder.decode(unit->bytes());
    if (!pcm) return unexpected(pcm.error());
    const auto channels = static_cast<std::size_t>(pcm->channels);
    for (std::size_t i = 0; i < pcm->samples.size(); i += channels) samples.push_back(pcm->samples[i]);
  }
  return samples;
}

// A plain loop over plain pointers: this is all of the cost, in builds without optimisation too.
double product(const float* a, const float* b, std::size_t count) {
  float sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += a[i] * b[i];
  return static_cast<double>(sum);
}

struct Found {
  std::size_t delay = 0;
  double likeness = 0;  // -1 to 1
};

// Where after `start` the mark is most like what is heard.
Found find_mark(std::span<const float> samples, std::size_t start, std::span<const float> mark) {
  Found best;
  const double mark_energy = product(mark.data(), mark.data(), mark.size());
  for (std::size_t delay = 0; delay <= kMaxDelay; ++delay) {
    if (start + delay + mark.size() > samples.size()) break;
    const float* heard = samples.data() + start + delay;
    const double common = product(heard, mark.data(), mark.size());
    // Far less than the mark's own energy is none of it, and spares the second product.
    if (common < mark_energy / 2) continue;
    const double likeness = common / std::sqrt(product(heard, heard, mark.size()) * mark_energy);
    if (likeness > best.likeness) best = {.delay = delay, .likeness = likeness};
  }
  return best;
}

}  // namespace

expected<int, ports::CodecError> measure_aac_delay(ports::AudioEncoder& encoder, ports::AudioDecoder& decoder) {
  const std::vector<float> mark = make_mark();
  auto units = encoder.encode(make_signal(encoder.format(), mark));
  if (!units) return unexpected(units.error());
  const auto samples = decode_all(decoder, *units);
  if (!samples) return unexpected(samples.error());
  const Found first = find_mark(*samples, kMarks[0], mark);
  const Found second = find_mark(*samples, kMarks[1], mark);
  if (std::min(first.likeness, second.likeness) < kLeastLikeness) return error("the encoder loses the marks in a test");
  if (first.delay != second.delay) {
    return error("the encoder's delay is not constant: " + std::to_string(first.delay) + " and " +
                 std::to_string(second.delay) + " samples");
  }
  return static_cast<int>(first.delay);
}

}  // namespace sw::adapters::gst
