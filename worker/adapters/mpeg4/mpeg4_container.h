// The container of production, by boxes of our own: docs/adr/0005-own-mp4.md says why no library does it.
#pragma once

#include "worker/ports/container.h"

namespace sw::adapters {

// Has no state. What it writes depends on nothing but what it is given.
class Mpeg4Container final : public ports::Container {
 public:
  expected<std::string, ports::ContainerError> write_video(const VideoFormat& format,
                                                           std::span<const ports::VideoSample> samples) override;
  expected<std::string, ports::ContainerError> write_audio(const ports::AudioClip& clip) override;
  // The units share one copy of their bytes.
  expected<ports::AudioClip, ports::ContainerError> read_audio(std::string_view file) override;
};

}  // namespace sw::adapters
