#include "sim/media/toy_container.h"

#include <algorithm>
#include <utility>

#include "sim/media/byte_order.h"
#include "sim/media/toy_payload.h"

namespace sw::sim {
namespace {

using ports::AudioClip;
using ports::ContainerError;
using ports::VideoSample;

constexpr std::string_view kAudioMark = "toya";
constexpr std::string_view kVideoMark = "toyv";
constexpr std::size_t kMaxCodecData = 4096;
// Of one clip: more than the units that may be read can hold.
constexpr int64_t kMaxSamples = int64_t{1} << 40;

tl::unexpected<ContainerError> error(const char* text) { return unexpected(ContainerError{text}); }

void put_count(std::vector<uint8_t>& bytes, std::size_t count) { put_signed(bytes, static_cast<int64_t>(count)); }
void put_bytes(std::vector<uint8_t>& file, std::span<const uint8_t> bytes) {
  put_count(file, bytes.size());
  file.insert(file.end(), bytes.begin(), bytes.end());
}
void put_mark(std::vector<uint8_t>& file, std::string_view mark) { file.insert(file.end(), mark.begin(), mark.end()); }
std::string text_of(const std::vector<uint8_t>& bytes) { return {bytes.begin(), bytes.end()}; }

// A number from 0 to `most`.
std::optional<std::size_t> take_count(ByteReader& reader, std::size_t most) {
  const int64_t count = reader.take_signed();
  if (reader.failed() || count < 0 || static_cast<uint64_t>(count) > most) return std::nullopt;
  return static_cast<std::size_t>(count);
}
std::optional<std::vector<uint8_t>> take_block(ByteReader& reader, std::size_t most) {
  const auto count = take_count(reader, most);
  if (!count) return std::nullopt;
  const auto bytes = reader.take_bytes(*count);
  if (reader.failed()) return std::nullopt;
  return std::vector<uint8_t>(bytes.begin(), bytes.end());
}
bool takes_mark(ByteReader& reader, std::string_view mark) {
  return std::ranges::equal(reader.take_bytes(mark.size()), mark,
                            [](uint8_t byte, char c) { return byte == static_cast<uint8_t>(c); });
}
std::span<const uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

bool holds_its_samples(const AudioClip& clip) {
  if (clip.priming < 0 || clip.samples < 0 || clip.priming > kMaxSamples || clip.samples > kMaxSamples) return false;
  const auto held = static_cast<int64_t>(clip.units.size()) * clip.format.frame_samples;
  return clip.priming + clip.samples <= held;
}

const char* problem_of(const AudioClip& clip) {
  if (clip.units.empty()) return "no audio to write";
  if (clip.units.size() > ports::kMaxContainerUnits) return "too many units for one file";
  if (clip.format.codec_data.empty() || clip.format.codec_data.size() > kMaxCodecData) return "no AudioSpecificConfig";
  if (clip.format.sample_rate <= 0 || clip.format.channels <= 0 || clip.format.frame_samples <= 0) return "no format";
  if (!holds_its_samples(clip)) return "the units do not hold what they should";
  for (const PayloadRef& unit : clip.units) {
    if (!unit || unit->size() == 0) return "an empty unit";
  }
  return nullptr;
}

const char* problem_of(const VideoFormat& format, std::span<const VideoSample> samples) {
  if (samples.empty()) return "no video to write";
  if (format.codec_data.empty() || format.codec_data.size() > kMaxCodecData) return "no decoder configuration";
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (!samples[i].payload) return "a sample without bytes";
    if (i > 0 && samples[i].dts <= samples[i - 1].dts) return "decoding times that do not grow";
  }
  return nullptr;
}

}  // namespace

expected<std::string, ContainerError> ToyContainer::write_audio(const AudioClip& clip) {
  if (const char* problem = problem_of(clip)) return error(problem);
  std::vector<uint8_t> file;
  file.reserve(64 + clip.units.size() * (ToyPayload::kInlineBytes / 2));
  put_mark(file, kAudioMark);
  put_bytes(file, clip.format.codec_data);
  put(file, static_cast<uint32_t>(clip.format.sample_rate));
  put(file, static_cast<uint8_t>(clip.format.channels));
  put(file, static_cast<uint16_t>(clip.format.frame_samples));
  put_signed(file, clip.priming);
  put_signed(file, clip.samples);
  put_count(file, clip.units.size());
  for (const PayloadRef& unit : clip.units) put_bytes(file, unit->bytes());
  if (file.size() > ports::kMaxContainerBytes) return error("too many bytes for one file");
  return text_of(file);
}

expected<AudioClip, ContainerError> ToyContainer::read_audio(std::string_view file) {
  if (file.size() > ports::kMaxContainerBytes) return error("too many bytes in one file");
  ByteReader reader(bytes_of(file));
  if (!takes_mark(reader, kAudioMark)) return error("not an audio file");
  AudioClip clip;
  auto codec_data = take_block(reader, kMaxCodecData);
  if (!codec_data) return error("no AudioSpecificConfig");
  clip.format.codec_data = std::move(*codec_data);
  clip.format.sample_rate = static_cast<int>(std::min<uint32_t>(reader.take<uint32_t>(), 1'000'000));
  clip.format.channels = reader.take<uint8_t>();
  clip.format.frame_samples = reader.take<uint16_t>();
  clip.priming = reader.take_signed();
  clip.samples = reader.take_signed();
  const auto count = take_count(reader, ports::kMaxContainerUnits);
  if (!count) return error("an impossible number of units");
  for (std::size_t i = 0; i < *count; ++i) {
    const auto size = take_count(reader, reader.left());
    if (!size) return error("the file is cut off");
    clip.units.push_back(toy_payload(reader.take_bytes(*size)));
  }
  if (reader.failed() || reader.left() != 0) return error("more or less than a file");
  if (const char* problem = problem_of(clip)) return error(problem);
  return clip;
}

expected<std::string, ContainerError> ToyContainer::write_video(const VideoFormat& format,
                                                                std::span<const VideoSample> samples) {
  if (const char* problem = problem_of(format, samples)) return error(problem);
  const MediaTime origin = std::ranges::min(samples, {}, &VideoSample::pts).pts;
  std::vector<uint8_t> file;
  file.reserve(64 + samples.size() * 16);
  put_mark(file, kVideoMark);
  put_bytes(file, format.codec_data);
  put(file, static_cast<uint32_t>(format.width));
  put(file, static_cast<uint32_t>(format.height));
  put_count(file, samples.size());
  MediaTime last_dts = origin;
  for (const VideoSample& sample : samples) {
    put_count(file, sample.payload->size() * 2 + (sample.keyframe ? 1 : 0));
    put_signed(file, (sample.dts - last_dts).nanos());
    put_signed(file, (sample.pts - sample.dts).nanos());
    put_signed(file, sample.duration.nanos());
    last_dts = sample.dts;
  }
  put(file, hash_of(samples));
  return text_of(file);
}

std::optional<ToyVideoFile> read_toy_video(std::string_view text) {
  ByteReader reader(bytes_of(text));
  if (!takes_mark(reader, kVideoMark)) return std::nullopt;
  auto codec_data = take_block(reader, kMaxCodecData);
  if (!codec_data) return std::nullopt;
  ToyVideoFile file{.codec_data = std::move(*codec_data), .width = 0, .height = 0, .samples = {}, .hash = 0};
  file.width = static_cast<int>(reader.take<uint32_t>());
  file.height = static_cast<int>(reader.take<uint32_t>());
  const auto count = take_count(reader, reader.left());
  if (!count) return std::nullopt;
  MediaTime dts = MediaTime::FromNanos(0);
  for (std::size_t i = 0; i < *count && !reader.failed(); ++i) {
    const auto size_and_key = static_cast<uint64_t>(reader.take_signed());
    dts += TimeDelta::Nanos(reader.take_signed());
    const MediaTime pts = dts + TimeDelta::Nanos(reader.take_signed());
    const TimeDelta duration = TimeDelta::Nanos(reader.take_signed());
    file.samples.push_back({static_cast<std::size_t>(size_and_key / 2), pts, dts, duration, size_and_key % 2 == 1});
  }
  file.hash = reader.take<uint64_t>();
  if (reader.failed() || reader.left() != 0) return std::nullopt;
  return file;
}

// FNV-1a, eight bytes at a time where there are as many.
uint64_t hash_of(std::span<const VideoSample> samples) {
  constexpr uint64_t kPrime = 0x100000001b3;
  uint64_t hash = 0xcbf29ce484222325;
  for (const VideoSample& sample : samples) {
    ByteReader bytes(sample.payload->bytes());
    while (bytes.left() >= 8) hash = (hash ^ bytes.take<uint64_t>()) * kPrime;
    while (bytes.left() > 0) hash = (hash ^ bytes.take<uint8_t>()) * kPrime;
  }
  return hash;
}

}  // namespace sw::sim
