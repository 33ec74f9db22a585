#include "worker/adapters/mpeg4/sample_entry.h"

#include "worker/adapters/mpeg4/audio_specific_config.h"
#include "worker/adapters/mpeg4/box_reader.h"
#include "worker/adapters/mpeg4/box_writer.h"

namespace sw::adapters::mpeg4 {

namespace {

constexpr int kMax16 = 0xffff;
// A profile and level, flags and counts (ISO/IEC 14496-15 §5.3.3.1).
constexpr std::size_t kLeastAvcRecord = 7;
// Descriptor tags (ISO/IEC 14496-1 §7.2.2.1).
constexpr uint8_t kElementaryStream = 3, kDecoderConfig = 4, kDecoderSpecific = 5, kSyncLayer = 6;
// objectTypeIndication (14496-1 §7.2.6.6.2): MPEG-4 audio, and the three AAC profiles of MPEG-2.
constexpr uint8_t kMpeg4Audio = 0x40, kMpeg2AacFirst = 0x66, kMpeg2AacLast = 0x68;
constexpr uint8_t kAudioStream = 0x15;
// Before the size of a descriptor needs a second byte; no AudioSpecificConfig of ours comes near.
constexpr std::size_t kMaxAudioConfig = 64;

unexpected<std::string_view> refused(std::string_view why) { return tl::make_unexpected(why); }

// SampleEntry (14496-12 §8.5.2.2): reserved bytes and the number of the data reference.
void write_sample_entry_head(BoxWriter& out) {
  out.zeros(6);
  out.u16(1);
}

void write_elementary_stream(BoxWriter& out, std::span<const uint8_t> config) {
  out.u8(kElementaryStream);
  out.u8(3 + 2 + 13 + 2 + config.size() + 3);
  out.zeros(3);  // ES_ID, and no optional part
  out.u8(kDecoderConfig);
  out.u8(13 + 2 + config.size());
  out.u8(kMpeg4Audio);
  out.u8(kAudioStream);
  out.zeros(3 + 4 + 4);  // buffer and bit rates: not stated
  out.u8(kDecoderSpecific);
  out.u8(config.size());
  out.bytes(config);
  out.u8(kSyncLayer);
  out.u8(1);
  out.u8(2);  // as MP4 has it (14496-14 §3.1.2)
}

// The content of the next descriptor, when it has this tag.
std::optional<std::span<const uint8_t>> read_descriptor(ByteReader& reader, uint8_t tag) {
  if (reader.u8() != tag) return std::nullopt;
  std::size_t size = 0;
  for (int i = 0; i < 4; ++i) {
    const uint8_t byte = reader.u8();
    size = size << 7 | (byte & 0x7fU);
    if ((byte & 0x80U) == 0) break;
  }
  const auto content = reader.take(size);
  if (reader.exhausted()) return std::nullopt;
  return content;
}

// ES_Descriptor (14496-1 §7.2.6.5) as far as what follows its optional part.
std::optional<std::span<const uint8_t>> read_decoder_config(std::span<const uint8_t> esds) {
  ByteReader reader(esds);
  read_full_box_header(reader);
  const auto stream = read_descriptor(reader, kElementaryStream);
  if (!stream) return std::nullopt;
  ByteReader inner(*stream);
  inner.skip(2);
  const uint8_t flags = inner.u8();
  if (flags & 0x80U) inner.skip(2);           // dependsOn_ES_ID
  if (flags & 0x40U) inner.skip(inner.u8());  // URL
  if (flags & 0x20U) inner.skip(2);           // OCR_ES_Id
  return read_descriptor(inner, kDecoderConfig);
}

// QuickTime's entries (version 1) have four numbers more, and what describes the stream in a box 'wave'.
std::optional<std::span<const uint8_t>> find_elementary_stream(std::span<const uint8_t> boxes, uint16_t version) {
  constexpr std::size_t kQuickTimeNumbers = 16;
  if (version != 1) return find_box(boxes, box_type("esds"));
  if (boxes.size() < kQuickTimeNumbers) return std::nullopt;
  const auto extended = boxes.subspan(kQuickTimeNumbers);
  const auto wave = find_box(extended, box_type("wave"));
  return find_box(wave.value_or(extended), box_type("esds"));
}

// SBR without a word of it in the AudioSpecificConfig shows only in that the track has twice its rate (14496-3
// §1.6.6.3).
void apply_implicit_sbr(AacParameters& parameters, uint32_t entry_rate) {
  constexpr int kHighestCoreRate = 24'000;
  const bool doubled = entry_rate == 2 * static_cast<uint32_t>(parameters.sample_rate);
  if (!doubled || parameters.sample_rate > kHighestCoreRate || parameters.frame_samples > 1024) return;
  parameters.sample_rate *= 2;
  parameters.frame_samples *= 2;
}

}  // namespace

expected<std::string, std::string_view> avc_sample_entry(const VideoFormat& format) {
  if (format.codec_data.size() < kLeastAvcRecord || format.codec_data[0] != 1) {
    return refused("the video has no AVCDecoderConfigurationRecord");
  }
  if (format.width < 0 || format.width > kMax16 || format.height < 0 || format.height > kMax16) {
    return refused("the picture's size is not possible");
  }
  BoxWriter out;
  out.box("avc1", [&] {
    write_sample_entry_head(out);
    out.zeros(16);
    out.u16(static_cast<uint64_t>(format.width));
    out.u16(static_cast<uint64_t>(format.height));
    out.u32(0x0048'0000);  // 72 dpi, as everybody's
    out.u32(0x0048'0000);
    out.zeros(4);
    out.u16(1);     // frames in a sample
    out.zeros(32);  // compressor's name
    out.u16(0x18);  // depth: colour
    out.u16(0xffff);
    out.box("avcC", [&] { out.bytes(format.codec_data); });
  });
  return out.take();
}

expected<std::string, std::string_view> aac_sample_entry(const AudioFormat& format) {
  if (format.codec_data.empty() || format.codec_data.size() > kMaxAudioConfig) {
    return refused("the audio has no AudioSpecificConfig of a possible length");
  }
  if (format.channels < 0 || format.channels > kMax16) return refused("the number of channels is not possible");
  BoxWriter out;
  out.box("mp4a", [&] {
    write_sample_entry_head(out);
    out.zeros(8);
    out.u16(static_cast<uint64_t>(format.channels));
    out.u16(16);  // bits in a sample
    out.zeros(4);
    // 16.16; a rate that does not fit is left to the AudioSpecificConfig.
    out.u32(format.sample_rate <= kMax16 ? static_cast<uint64_t>(format.sample_rate) << 16 : 0);
    out.full_box("esds", 0, 0, [&] { write_elementary_stream(out, format.codec_data); });
  });
  return out.take();
}

expected<AudioFormat, std::string_view> read_aac_sample_entry(std::span<const uint8_t> content) {
  ByteReader reader(content);
  reader.skip(8);
  const uint16_t version = reader.u16();
  reader.skip(14);
  const uint32_t entry_rate = reader.u32() >> 16;
  const auto esds = find_elementary_stream(reader.rest(), version);
  if (!esds) return refused("the audio track does not say how it is coded");
  const auto decoder = read_decoder_config(*esds);
  if (!decoder) return refused("the audio track's decoder configuration is damaged");
  ByteReader inner(*decoder);
  const uint8_t object_type = inner.u8();
  if (object_type != kMpeg4Audio && (object_type < kMpeg2AacFirst || object_type > kMpeg2AacLast)) {
    return refused("the audio track is not AAC");
  }
  inner.skip(12);
  const auto config = read_descriptor(inner, kDecoderSpecific);
  if (!config) return refused("the audio track has no AudioSpecificConfig");
  auto parameters = parse_audio_specific_config(*config);
  if (!parameters) return refused(parameters.error());
  if (parameters->channels <= 0) return refused("the audio track does not say how many channels it has");
  apply_implicit_sbr(*parameters, entry_rate);
  return AudioFormat{.codec_data = std::vector<uint8_t>(config->begin(), config->end()),
                     .sample_rate = parameters->sample_rate,
                     .channels = parameters->channels,
                     .frame_samples = parameters->frame_samples};
}

}  // namespace sw::adapters::mpeg4
