#include "worker/adapters/gstreamer/audio_codec.h"

#include "worker/adapters/gstreamer/aac_decoder.h"
#include "worker/adapters/gstreamer/aac_delay.h"
#include "worker/adapters/gstreamer/aac_encoder.h"
#include "worker/adapters/gstreamer/sample_converter.h"

namespace sw::adapters {

expected<std::unique_ptr<ports::AudioDecoder>, ports::CodecError> GstAudioCodec::decoder(const AudioFormat& format) {
  return gst::AacDecoder::make(format);
}

expected<std::unique_ptr<ports::AudioEncoder>, ports::CodecError> GstAudioCodec::encoder(int sample_rate, int channels,
                                                                                         int bits_per_second) {
  const auto delay = delay_of(sample_rate, channels, bits_per_second);
  if (!delay) return unexpected(delay.error());
  return gst::AacEncoder::make(sample_rate, channels, bits_per_second, *delay);
}

expected<ports::Pcm, ports::CodecError> GstAudioCodec::convert(const ports::Pcm& pcm, int sample_rate, int channels,
                                                               std::size_t frames) {
  return gst::convert_samples(pcm, sample_rate, channels, frames);
}

expected<int, ports::CodecError> GstAudioCodec::delay_of(int sample_rate, int channels, int bits_per_second) {
  const std::pair key(sample_rate, channels);
  if (const auto known = delays_.find(key); known != delays_.end()) return known->second;
  const auto encoder = gst::AacEncoder::make(sample_rate, channels, bits_per_second, 0);
  if (!encoder) return unexpected(encoder.error());
  const auto decoder = gst::AacDecoder::make((*encoder)->format());
  if (!decoder) return unexpected(decoder.error());
  const auto delay = gst::measure_aac_delay(**encoder, **decoder);
  if (delay) delays_.emplace(key, *delay);
  return delay;
}

}  // namespace sw::adapters
