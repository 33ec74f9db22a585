#include "worker/adapters/gstreamer/aac_decoder.h"

#include <gst/gst.h>

#include <string>
#include <utility>

#include "worker/adapters/gstreamer/aac_silence.h"
#include "worker/adapters/gstreamer/gst_payload.h"
#include "worker/adapters/gstreamer/track_caps.h"
#include "worker/adapters/mpeg4/audio_specific_config.h"

namespace sw::adapters::gst {

namespace {

constexpr const char* kElement = "faad";
constexpr const char* kOutputCaps = "audio/x-raw,format=S16LE,layout=interleaved";
constexpr float kFullScale = 32768.0F;

unexpected<ports::CodecError> error(std::string text) {
  return tl::make_unexpected(ports::CodecError{std::move(text)});
}

// Adds the first `channels` of each frame of 16-bit samples.
void append(ports::Pcm& pcm, Buffer& buffer, std::size_t coded_channels) {
  GstMapInfo map;
  if (!gst_buffer_map(&buffer, &map, GST_MAP_READ)) return;
  const auto wanted = static_cast<std::size_t>(pcm.channels);
  const std::span<const int16_t> samples(reinterpret_cast<const int16_t*>(map.data), map.size / sizeof(int16_t));
  for (std::size_t at = 0; at + coded_channels <= samples.size(); at += coded_channels) {
    for (std::size_t channel = 0; channel < wanted; ++channel) {
      pcm.samples.push_back(static_cast<float>(samples[at + channel]) / kFullScale);
    }
  }
  gst_buffer_unmap(&buffer, &map);
}

expected<void, ports::CodecError> check(const AudioFormat& format) {
  const auto config = mpeg4::parse_audio_specific_config(format.codec_data);
  if (!config) return error("cannot decode this AudioSpecificConfig: " + std::string(config.error()));
  if (format.frame_samples < 1 || format.frame_samples > 4096) return error("cannot decode frames of this length");
  if (silent_raw_data_block(format.channels).empty()) {
    return error("cannot decode " + std::to_string(format.channels) + " channels");
  }
  return {};
}

}  // namespace

expected<std::unique_ptr<AacDecoder>, ports::CodecError> AacDecoder::make(const AudioFormat& format) {
  if (auto good = check(format); !good) return unexpected(good.error());
  // The element first: with it GStreamer is initialised, without which there are no caps.
  auto element = AacElement::make(kElement, kOutputCaps);
  if (!element) return error(element.error());
  auto caps = caps_of(format);
  if (!caps) return error(caps.error());
  // Errors are told by what comes out; the element's own count of them must not end the stream.
  g_object_set((*element)->element(), "max-errors", -1, nullptr);
  if (!(*element)->start(std::move(*caps))) return error("the decoder does not take this AudioSpecificConfig");
  const auto silence = silent_raw_data_block(format.channels);
  // libfaad gives nothing for its first unit, which lacks a predecessor: let that be silence.
  if (!(*element)->push(copied_buffer(silence))) return error("the decoder does not take this AudioSpecificConfig");
  return std::unique_ptr<AacDecoder>(new AacDecoder(format, std::move(*element), payload_of(copied_buffer(silence))));
}

AacDecoder::AacDecoder(const AudioFormat& format, std::unique_ptr<AacElement> element, PayloadRef silent_unit)
    : format_(format), element_(std::move(element)), silent_unit_(std::move(silent_unit)) {}

expected<int, ports::CodecError> AacDecoder::output_channels() const {
  if (element_->output_caps() == nullptr) return error("the access unit is damaged");
  const GstStructure* structure = gst_caps_get_structure(element_->output_caps(), 0);
  int rate = 0;
  int channels = 0;
  gst_structure_get_int(structure, "rate", &rate);
  gst_structure_get_int(structure, "channels", &channels);
  // libfaad gives mono as two equal channels, in case parametric stereo comes later.
  const bool doubled_mono = format_.channels == 1 && channels == 2;
  if (rate == format_.sample_rate && (channels == format_.channels || doubled_mono)) return channels;
  return error("the access unit decodes to " + std::to_string(channels) + " channels at " + std::to_string(rate) +
               " Hz, not to those of its format");
}

expected<ports::Pcm, ports::CodecError> AacDecoder::decode(std::span<const uint8_t> access_unit) {
  if (access_unit.empty()) return error("the access unit is empty");
  if (access_unit.size() > ports::kMaxAudioUnitBytes) return error("the access unit is too long for AAC");
  auto output = element_->push(copied_buffer(access_unit));
  if (!output || output->empty()) return error("the access unit is damaged");
  const auto coded_channels = output_channels();
  if (!coded_channels) return unexpected(coded_channels.error());
  ports::Pcm pcm{.sample_rate = format_.sample_rate, .channels = format_.channels, .samples = {}};
  pcm.samples.reserve(static_cast<std::size_t>(format_.frame_samples * format_.channels));
  for (const BufferPtr& buffer : *output) append(pcm, *buffer, static_cast<std::size_t>(*coded_channels));
  if (pcm.frames() != static_cast<std::size_t>(format_.frame_samples)) {
    return error("the access unit decodes to " + std::to_string(pcm.frames()) + " samples");
  }
  return pcm;
}

}  // namespace sw::adapters::gst
