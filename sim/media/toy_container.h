// The container of virtual media: an arm of ports::Container whose files are a fraction of an MP4's size. Audio comes
// back exactly as it was written; of video, times, sizes, keyframes and a hash of the bytes are kept, which is all that
// an oracle asks of a segment's file.
//
//   "toya"  codec_data  rate (32)  channels (8)  frame samples (16)  priming  samples  units: count, then each one's
//   bytes "toyv"  codec_data  width (32)  height (32)  times and sizes of each sample  hash (64)
// Bytes are preceded by their number; what is not given a width is of variable length (byte_order.h).
#pragma once

#include <optional>

#include "worker/ports/container.h"

namespace sw::sim {

class ToyContainer final : public ports::Container {
 public:
  expected<std::string, ports::ContainerError> write_video(const VideoFormat& format,
                                                           std::span<const ports::VideoSample> samples) override;
  expected<std::string, ports::ContainerError> write_audio(const ports::AudioClip& clip) override;
  expected<ports::AudioClip, ports::ContainerError> read_audio(std::string_view file) override;
};

// What a video file says of one access unit; its times begin at zero with the earliest PTS.
struct ToyVideoSample {
  std::size_t size;
  MediaTime pts;
  MediaTime dts;
  TimeDelta duration;
  bool keyframe;
};
struct ToyVideoFile {
  std::vector<uint8_t> codec_data;
  int width;
  int height;
  std::vector<ToyVideoSample> samples;
  uint64_t hash;  // of all bytes in order, as of hash_of()
};
// What write_video() wrote; none for anything else.
std::optional<ToyVideoFile> read_toy_video(std::string_view file);
// Of the payloads' bytes, one after the other.
uint64_t hash_of(std::span<const ports::VideoSample> samples);

}  // namespace sw::sim
