#include "worker/engine/dubbing/mix_down.h"

#include <array>
#include <cstddef>
#include <numbers>
#include <string_view>

namespace sw::engine {
namespace {

constexpr std::size_t kStereo = 2;
// By the number of channels. Left and right themselves, the centre, what is behind the listener, what is at the sides,
// and low frequencies, which small loudspeakers lack.
constexpr std::array<std::string_view, 9> kLayouts{"", "", "", "LRC", "LRCB", "LRClr", "LRC.lr", "LRC.lrB", "LRC.lrlr"};

struct Weights {
  double left;
  double right;
};
Weights weights_of(char channel) {
  constexpr double kSide = 1 / std::numbers::sqrt2;
  switch (channel) {
    case 'L':
      return {1, 0};
    case 'R':
      return {0, 1};
    case 'C':
      return {kSide, kSide};
    case 'B':
      return {0.5, 0.5};
    case 'l':
      return {kSide, 0};
    case 'r':
      return {0, kSide};
    default:
      return {0, 0};
  }
}

}  // namespace

Pcm mix_down(Pcm pcm) {
  const auto channels = static_cast<std::size_t>(pcm.channels);
  if (channels <= kStereo) return pcm;
  const std::string_view layout = channels < kLayouts.size() ? kLayouts[channels] : "LR";
  Weights sum{0, 0};
  for (const char channel : layout) {
    sum.left += weights_of(channel).left;
    sum.right += weights_of(channel).right;
  }
  Pcm stereo{.sample_rate = pcm.sample_rate, .channels = static_cast<int>(kStereo), .samples = {}};
  stereo.samples.reserve(pcm.frames() * kStereo);
  for (std::size_t frame = 0; frame < pcm.frames(); ++frame) {
    Weights mixed{0, 0};
    for (std::size_t i = 0; i < layout.size(); ++i) {
      const double sample = pcm.samples[frame * channels + i];
      mixed.left += weights_of(layout[i]).left * sample;
      mixed.right += weights_of(layout[i]).right * sample;
    }
    stereo.samples.push_back(static_cast<float>(mixed.left / sum.left));
    stereo.samples.push_back(static_cast<float>(mixed.right / sum.right));
  }
  return stereo;
}

}  // namespace sw::engine
