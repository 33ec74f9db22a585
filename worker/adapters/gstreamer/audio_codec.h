// The audio codec of production: GStreamer's AAC elements, used without a pipeline. Nothing is loaded before the first
// decoder or encoder is made.
#pragma once

#include <map>
#include <memory>
#include <utility>

#include "worker/ports/audio_codec.h"

namespace sw::adapters {

class GstAudioCodec final : public ports::AudioCodec {
 public:
  expected<std::unique_ptr<ports::AudioDecoder>, ports::CodecError> decoder(const AudioFormat& format) override;
  // The first encoder of a rate and channel count takes some milliseconds more: its delay is measured.
  expected<std::unique_ptr<ports::AudioEncoder>, ports::CodecError> encoder(int sample_rate, int channels,
                                                                            int bits_per_second) override;
  expected<ports::Pcm, ports::CodecError> convert(const ports::Pcm& pcm, int sample_rate, int channels,
                                                  std::size_t frames) override;

 private:
  expected<int, ports::CodecError> delay_of(int sample_rate, int channels, int bits_per_second);

  // As measured, by sample rate and channels: at most two for each of the rates that can be encoded.
  std::map<std::pair<int, int>, int> delays_;
};

}  // namespace sw::adapters
