// The audio codec of virtual media: an arm of ports::AudioCodec that is exact where AAC is not, and trails, lacks its
// first unit's predecessor and refuses bad bytes as AAC does. Units are those of toy_unit.h; a minute of 8 kHz tags
// passes through it in a fraction of a millisecond.
#pragma once

#include "worker/ports/audio_codec.h"

namespace sw::sim {

struct ToyCodecSettings {
  // How many samples an encoder trails. Real pairs of encoder and decoder: 1024, 1600, 2112.
  int encoder_delay = 1024;
  // The unit that a decoder gets first, and that after a damaged one, come out at half their values: what AAC does to a
  // unit whose predecessor is unknown, in a form that tags.h tells apart. Silence stays silence.
  bool distorts_first_unit = true;
};

class ToyCodec final : public ports::AudioCodec {
 public:
  explicit ToyCodec(ToyCodecSettings settings = {}) : settings_(settings) {}
  // Forms as of is_toy_form(); the AudioSpecificConfig must be there and say AAC.
  expected<std::unique_ptr<ports::AudioDecoder>, ports::CodecError> decoder(const AudioFormat& format) override;
  // The bit rate is of no interest.
  expected<std::unique_ptr<ports::AudioEncoder>, ports::CodecError> encoder(int sample_rate, int channels,
                                                                            int bits_per_second) override;
  // By linear interpolation: a ramp stays a ramp.
  expected<ports::Pcm, ports::CodecError> convert(const ports::Pcm& pcm, int sample_rate, int channels,
                                                  std::size_t frames) override;

 private:
  ToyCodecSettings settings_;
};

}  // namespace sw::sim
