#include "worker/adapters/gstreamer/track_caps.h"

#include <gst/gst.h>

#include <optional>
#include <vector>

#include "worker/adapters/gstreamer/h264_configuration.h"
#include "worker/adapters/mpeg4/audio_specific_config.h"

namespace sw::adapters::gst {

namespace {

std::vector<uint8_t> codec_data_of(const GstStructure* structure) {
  const GValue* value = gst_structure_get_value(structure, "codec_data");
  if (!value || !GST_VALUE_HOLDS_BUFFER(value)) return {};
  GstBuffer* buffer = gst_value_get_buffer(value);
  std::vector<uint8_t> bytes(gst_buffer_get_size(buffer));
  gst_buffer_extract(buffer, 0, bytes.data(), bytes.size());
  return bytes;
}

int int_of(const GstStructure* structure, const char* field) {
  int value = 0;
  gst_structure_get_int(structure, field, &value);
  return value;
}

void set_codec_data(GstCaps* caps, const std::vector<uint8_t>& bytes) {
  GstBuffer* buffer = gst_buffer_new_memdup(bytes.data(), bytes.size());
  gst_caps_set_simple(caps, "codec_data", GST_TYPE_BUFFER, buffer, nullptr);
  gst_buffer_unref(buffer);
}

expected<Format, std::string> video_format_of(const GstStructure* structure) {
  VideoFormat format;
  format.codec_data = codec_data_of(structure);
  if (!is_avc_configuration(format.codec_data)) return unexpected(std::string("H.264 without parameter sets"));
  format.width = int_of(structure, "width");
  format.height = int_of(structure, "height");
  format.reorder_frames = reorder_frames_of(format.codec_data);
  return Format(std::move(format));
}

expected<Format, std::string> audio_format_of(const GstStructure* structure) {
  AudioFormat format;
  format.codec_data = codec_data_of(structure);
  const auto parameters = mpeg4::parse_audio_specific_config(format.codec_data);
  if (!parameters) return unexpected(std::string(parameters.error()));
  format.sample_rate = parameters->sample_rate;
  format.channels = parameters->channels > 0 ? parameters->channels : int_of(structure, "channels");
  format.frame_samples = parameters->frame_samples;
  return Format(std::move(format));
}

}  // namespace

CapsPtr ingest_caps(Track track) {
  if (track == Track::kVideo) {
    return CapsPtr(gst_caps_new_simple("video/x-h264", "stream-format", G_TYPE_STRING, "avc", "alignment",
                                       G_TYPE_STRING, "au", nullptr));
  }
  return CapsPtr(
      gst_caps_new_simple("audio/mpeg", "mpegversion", G_TYPE_INT, 4, "stream-format", G_TYPE_STRING, "raw", nullptr));
}

expected<Format, std::string> format_of(Track track, const Caps& caps) {
  const GstStructure* structure = gst_caps_get_structure(&caps, 0);
  return track == Track::kVideo ? video_format_of(structure) : audio_format_of(structure);
}

expected<CapsPtr, std::string> caps_of(const VideoFormat& format) {
  if (!is_avc_configuration(format.codec_data)) {
    return unexpected(std::string("video without an AVCDecoderConfigurationRecord cannot be published"));
  }
  CapsPtr caps = ingest_caps(Track::kVideo);
  set_codec_data(caps.get(), format.codec_data);
  if (format.width > 0 && format.height > 0) {
    gst_caps_set_simple(caps.get(), "width", G_TYPE_INT, format.width, "height", G_TYPE_INT, format.height, nullptr);
  }
  return caps;
}

expected<CapsPtr, std::string> caps_of(const AudioFormat& format) {
  if (const auto parameters = mpeg4::parse_audio_specific_config(format.codec_data); !parameters) {
    return unexpected("audio cannot be published: " + std::string(parameters.error()));
  }
  CapsPtr caps = ingest_caps(Track::kAudio);
  set_codec_data(caps.get(), format.codec_data);
  gst_caps_set_simple(caps.get(), "framed", G_TYPE_BOOLEAN, TRUE, "rate", G_TYPE_INT, format.sample_rate, "channels",
                      G_TYPE_INT, format.channels, nullptr);
  return caps;
}

}  // namespace sw::adapters::gst
