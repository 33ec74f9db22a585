// Tagged samples, and files of them.
#pragma once

#include <string>
#include <vector>

#include "sim/media/tags.h"
#include "sim/media/toy_container.h"
#include "sim/media/toy_format.h"
#include "sim/media/toy_payload.h"
#include "sim/media/toy_unit.h"
#include "worker/ports/audio_codec.h"

namespace sw::sim {

inline ports::Pcm tagged(int sample_rate, int channels, uint64_t first, std::size_t frames) {
  ports::Pcm pcm{.sample_rate = sample_rate, .channels = channels, .samples = {}};
  for (std::size_t i = 0; i < frames; ++i) {
    for (int channel = 0; channel < channels; ++channel) pcm.samples.push_back(source_tag(first + i));
  }
  return pcm;
}

inline PayloadRef tagged_unit(uint64_t first, std::size_t frames = 1024, uint64_t number = 0) {
  std::vector<uint8_t> unit;
  pack_tags(first, frames, number, unit);
  return toy_payload(unit);
}

// Units of the source's tags from `first` on; the first `priming` samples are not the clip's.
inline ports::AudioClip tagged_clip(uint64_t first, std::size_t units, int64_t priming = 0, int sample_rate = 8'000,
                                    int channels = 1) {
  ports::AudioClip clip{.format = toy_audio_format(sample_rate, channels), .units = {}};
  for (std::size_t i = 0; i < units; ++i) clip.units.push_back(tagged_unit(first + i * 1024));
  clip.priming = priming;
  clip.samples = static_cast<int64_t>(units) * 1024 - priming;
  return clip;
}
inline std::string tagged_file(const ports::AudioClip& clip) { return ToyContainer().write_audio(clip).value(); }

}  // namespace sw::sim
