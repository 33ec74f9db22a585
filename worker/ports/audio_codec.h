// The audio codec: AAC to samples, samples to AAC, and M4A files. Synchronous and without threads: what goes in and
// what comes out depends on nothing else, so that the same calls give the same samples in every world.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "worker/base/expected.h"
#include "worker/base/media.h"

namespace sw::ports {

// Interleaved samples, -1 to 1.
struct Pcm {
  int sample_rate = 0;  // Hz
  int channels = 0;
  std::vector<float> samples;  // frames() * channels
  std::size_t frames() const { return channels == 0 ? 0 : samples.size() / static_cast<std::size_t>(channels); }
};

struct CodecError {
  std::string text;  // one line for the log
};

// Decodes one continuous stream. Not for sharing between threads.
class AudioDecoder {
 public:
  virtual ~AudioDecoder() = default;
  // Samples that come out before the first one that went into the encoder of a stream by `AudioCodec::encoder`:
  // measured, not assumed, since it differs between pairs of encoder and decoder. In frames.
  virtual int delay() const = 0;
  // Decodes one access unit; what comes out may lag. An error leaves the decoder usable for the next unit.
  virtual expected<Pcm, CodecError> decode(std::span<const uint8_t> access_unit) = 0;
};

// Encodes one continuous stream to AAC-LC in frames of 1024 samples. Not for sharing between threads.
class AudioEncoder {
 public:
  virtual ~AudioEncoder() = default;
  virtual const AudioFormat& format() const = 0;
  // The access units that are complete now. Frame n of the output decodes to samples from n * 1024 - delay on.
  virtual expected<std::vector<PayloadRef>, CodecError> encode(const Pcm& pcm) = 0;
  // Pads with silence and gives the rest; nothing may follow.
  virtual expected<std::vector<PayloadRef>, CodecError> finish() = 0;
};

// Ownership: the world owns it; it outlives the engine. Threads: the engine's only. Failure: a CodecError, for bad
// input as for a missing codec; never a crash.
class AudioCodec {
 public:
  virtual ~AudioCodec() = default;
  virtual expected<std::unique_ptr<AudioDecoder>, CodecError> decoder(const AudioFormat& format) = 0;
  virtual expected<std::unique_ptr<AudioEncoder>, CodecError> encoder(int sample_rate, int channels,
                                                                      int bits_per_second) = 0;
};

}  // namespace sw::ports
