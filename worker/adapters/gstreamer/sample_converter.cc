#include "worker/adapters/gstreamer/sample_converter.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "worker/adapters/gstreamer/sinc_filter.h"

namespace sw::adapters::gst {

namespace {

constexpr std::size_t kMaxRatio = 16;

unexpected<ports::CodecError> error(std::string text) {
  return tl::make_unexpected(ports::CodecError{std::move(text)});
}

bool has_convertible_channels(int channels) { return channels == 1 || channels == 2; }

expected<void, ports::CodecError> check(const ports::Pcm& pcm, int sample_rate, int channels, std::size_t frames) {
  if (pcm.frames() == 0) return error("there are no samples to convert");
  if (!has_convertible_channels(pcm.channels) || !has_convertible_channels(channels)) {
    return error("cannot convert " + std::to_string(pcm.channels) + " channels to " + std::to_string(channels));
  }
  if (pcm.sample_rate <= 0 || sample_rate <= 0) return error("cannot convert samples without a rate");
  if (frames > kMaxRatio * pcm.frames() || pcm.frames() > kMaxRatio * frames) {
    return error("cannot convert " + std::to_string(pcm.frames()) + " samples to " + std::to_string(frames));
  }
  return {};
}

std::vector<float> averaged(std::span<const float> stereo) {
  std::vector<float> mono;
  mono.reserve(stereo.size() / 2);
  for (std::size_t i = 0; i + 1 < stereo.size(); i += 2) mono.push_back((stereo[i] + stereo[i + 1]) / 2);
  return mono;
}

std::vector<float> doubled(std::span<const float> mono) {
  std::vector<float> stereo;
  stereo.reserve(mono.size() * 2);
  for (const float sample : mono) stereo.insert(stereo.end(), {sample, sample});
  return stereo;
}

}  // namespace

expected<ports::Pcm, ports::CodecError> convert_samples(const ports::Pcm& pcm, int sample_rate, int channels,
                                                        std::size_t frames) {
  if (auto good = check(pcm, sample_rate, channels, frames); !good) return unexpected(good.error());
  ports::Pcm result{.sample_rate = sample_rate, .channels = channels, .samples = {}};
  // The filter takes most of the time: stereo is averaged before it, mono is doubled after it.
  std::span<const float> samples(pcm.samples);
  std::vector<float> mono;
  if (pcm.channels > channels) samples = mono = averaged(samples);
  if (pcm.frames() != frames) {
    result.samples = SincFilter(pcm.frames(), frames).apply(samples, std::min(pcm.channels, channels));
  } else {
    result.samples.assign(samples.begin(), samples.end());
  }
  if (pcm.channels < channels) result.samples = doubled(result.samples);
  return result;
}

}  // namespace sw::adapters::gst
