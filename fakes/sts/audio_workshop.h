// Changes M4A audio for the fake STS: marks it with a quiet tone, so that a dub can be told from the original, or makes
// it longer or shorter. What it gives back has exactly the samples that it says.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "worker/base/units.h"
#include "worker/ports/audio_codec.h"
#include "worker/ports/container.h"

namespace sw::fakes::sts {

// The mark: audible to whoever listens for it, too quiet to be taken for the source's own sound.
inline constexpr double kMarkHz = 3'000;
inline constexpr double kMarkAmplitude = 0.02;  // of full scale
// Of what is encoded again.
inline constexpr int kWorkshopBitsPerSecond = 128'000;

class AudioWorkshop {
 public:
  // Both outlive it.
  AudioWorkshop(ports::AudioCodec& codec, ports::Container& container);

  // The same audio with the mark in all channels; none where it cannot be read, decoded or written.
  std::optional<std::string> mark(std::string_view m4a) const;
  // The same audio with silence behind it, or cut; none also where nothing would be left.
  std::optional<std::string> stretch(std::string_view m4a, TimeDelta by) const;

 private:
  std::optional<Pcm> unpack(std::string_view m4a) const;
  std::optional<std::string> pack(const Pcm& pcm) const;

  ports::AudioCodec& codec_;
  ports::Container& container_;
};

}  // namespace sw::fakes::sts
