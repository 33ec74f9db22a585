// Decoded audio as a value.
#pragma once

#include <cstddef>
#include <vector>

namespace sw {

// Interleaved samples, -1 to 1.
struct Pcm {
  int sample_rate = 0;  // Hz
  int channels = 0;
  std::vector<float> samples;  // frames() * channels
  std::size_t frames() const { return channels == 0 ? 0 : samples.size() / static_cast<std::size_t>(channels); }
  bool has_form_of(const Pcm& other) const { return sample_rate == other.sample_rate && channels == other.channels; }
};

}  // namespace sw
