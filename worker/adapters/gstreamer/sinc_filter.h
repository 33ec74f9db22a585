// Band-limited interpolation: a clip of so many samples as one of another length. A sinc under a window in 256 phases,
// between which the coefficients are interpolated (J. O. Smith, "Digital audio resampling").
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace sw::adapters::gst {

class SincFilter {
 public:
  // For clips of `from` samples that shall have `to`; neither is 0.
  SincFilter(std::size_t from, std::size_t to);

  // Frame n of the result is the clip at the position n * from / to. Interleaved samples of one channel or two, `from`
  // frames of them. Beyond its ends the clip is taken to go on as it came (a half-turn about the end), which keeps its
  // level and its slope.
  std::vector<float> apply(std::span<const float> samples, int channels) const;

 private:
  template <std::size_t kChannels>
  std::vector<float> apply_to(std::span<const float> samples) const;
  // One channel of `kChannels`, with what is taken to be before and after it.
  template <std::size_t kChannels>
  std::vector<float> extended(std::span<const float> samples, std::size_t channel) const;
  // Between two samples, rest / to_ after the one that lies in the middle of the taps_ that are heard.
  template <std::size_t kChannels>
  std::array<float, kChannels> frame_at(const std::array<const float*, kChannels>& heard, std::size_t rest) const;

  std::size_t from_;
  std::size_t to_;
  std::size_t reach_;                // how many samples before and after a position it needs
  std::size_t taps_;                 // 2 * reach_, a multiple of the vector's width
  std::vector<float> coefficients_;  // one row of taps_ for each phase, and one for the phase after the last
};

}  // namespace sw::adapters::gst
