// The audio codec: AAC to samples and samples to AAC. Synchronous and without threads: what goes in and what comes out
// depends on nothing else, so that the same calls give the same samples in every world.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "worker/base/expected.h"
#include "worker/base/media.h"
#include "worker/base/pcm.h"

namespace sw::ports {

using sw::Pcm;

struct CodecError {
  std::string text;  // one line for the log
};

// At most this many bytes in an access unit; a longer one is refused. AAC itself allows 768 for each of up to 8
// channels (ISO/IEC 14496-3 §4.5.3.1).
inline constexpr std::size_t kMaxAudioUnitBytes = 8192;

// Decodes one continuous stream. Not for sharing between threads. Making one is cheap: a reply has its own.
class AudioDecoder {
 public:
  virtual ~AudioDecoder() = default;
  // Decodes the next access unit into exactly `frame_samples` frames at the format's rate and channels; the first of
  // them is presented at the unit's PTS. Channels stand in the order front left, front right, front centre, low
  // frequencies, back left, back right, then others; of those that a layout lacks the next ones move up. Nothing lags
  // and nothing is left at the end. The first unit of all comes out faded in, since half of its samples' energy is in a
  // predecessor that the decoder has not seen: begin one unit early where that matters. An error costs this unit and
  // the overlap of the next; whoever calls fills its place.
  virtual expected<Pcm, CodecError> decode(std::span<const uint8_t> access_unit) = 0;
  // An access unit of the stream's own format that decodes to silence, for a hole in a stream that is not re-encoded.
  virtual PayloadRef silent_unit() const = 0;
};

// Encodes one continuous stream to AAC-LC in frames of 1024 samples. Not for sharing between threads.
class AudioEncoder {
 public:
  virtual ~AudioEncoder() = default;
  virtual const AudioFormat& format() const = 0;
  // By how many samples the encoder trails: access unit n decodes to the samples from n * 1024 - delay() on, counted
  // from the first that went in, so its PTS is that sample's. Measured, not assumed: encoders differ.
  virtual int delay() const = 0;
  // The access units that are complete now, for a piece of any length. An error for samples of another rate or channel
  // count; the encoder goes on as if they had not come.
  virtual expected<std::vector<PayloadRef>, CodecError> encode(const Pcm& pcm) = 0;
  // Pads with silence until every sample that went in can be decoded, and gives the rest; nothing may follow.
  virtual expected<std::vector<PayloadRef>, CodecError> finish() = 0;
};

// Ownership: the world owns it; it outlives the engine and all that it made. Threads: the engine's only. Failure: a
// CodecError, for bad input as for a missing codec; never a crash.
class AudioCodec {
 public:
  virtual ~AudioCodec() = default;
  virtual expected<std::unique_ptr<AudioDecoder>, CodecError> decoder(const AudioFormat& format) = 0;
  // At most 2 channels. `bits_per_second` is a wish: the nearest that the codec can do is taken.
  virtual expected<std::unique_ptr<AudioEncoder>, CodecError> encoder(int sample_rate, int channels,
                                                                      int bits_per_second) = 0;
  // A whole clip at another rate and channel count, in exactly `frames` frames: where their number is not what the two
  // rates make of it, the clip is stretched or squeezed evenly. 1 or 2 channels on either side: mono is doubled, stereo
  // is averaged. An empty clip, other channel counts and a ratio beyond 1:16 or 16:1 are errors. What is already of
  // that form comes back as it is.
  virtual expected<Pcm, CodecError> convert(const Pcm& pcm, int sample_rate, int channels, std::size_t frames) = 0;
};

}  // namespace sw::ports
