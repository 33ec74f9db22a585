// Samples to AAC-LC by libvo-aacenc. Against libavcodec's encoder, the other one in Debian's main archive, it takes a
// quarter of the time, a fifth of the memory, and keeps more of the signal at the same rate.
#pragma once

#include <memory>

#include "worker/adapters/gstreamer/aac_element.h"
#include "worker/ports/audio_codec.h"

namespace sw::adapters::gst {

// The one frame length of AAC-LC that libvo-aacenc makes.
inline constexpr int kEncodedFrameSamples = 1024;

class AacEncoder final : public ports::AudioEncoder {
 public:
  // `delay` as measured by measure_aac_delay(), or 0 for measuring it.
  static expected<std::unique_ptr<AacEncoder>, ports::CodecError> make(int sample_rate, int channels,
                                                                       int bits_per_second, int delay);

  const AudioFormat& format() const override { return format_; }
  int delay() const override { return delay_; }
  expected<std::vector<PayloadRef>, ports::CodecError> encode(const ports::Pcm& pcm) override;
  expected<std::vector<PayloadRef>, ports::CodecError> finish() override;

 private:
  AacEncoder(AudioFormat format, std::unique_ptr<AacElement> element, int delay);
  // Encodes the whole frames of what waits, and adds what comes out to `units`. False when the encoder gave up.
  bool encode_waiting(std::vector<PayloadRef>& units);
  bool has_promised_format() const;
  std::size_t frame_size() const { return static_cast<std::size_t>(format_.channels) * kEncodedFrameSamples; }

  const AudioFormat format_;
  const std::unique_ptr<AacElement> element_;
  const int delay_;
  std::vector<int16_t> waiting_;  // interleaved; less than a frame between calls
  int64_t samples_in_ = 0;        // per channel, without padding
  int64_t units_out_ = 0;
};

}  // namespace sw::adapters::gst
