#include "worker/adapters/gstreamer/aac_encoder.h"

#include <gst/gst.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "worker/adapters/gstreamer/gst_payload.h"
#include "worker/adapters/gstreamer/track_caps.h"

namespace sw::adapters::gst {

namespace {

constexpr const char* kElement = "voaacenc";
constexpr const char* kOutputCaps = "audio/mpeg,mpegversion=4,stream-format=raw";
constexpr float kFullScale = 32768.0F;
// No encoder trails by more; a limit for the padding at the end.
constexpr int64_t kMaxTrailingUnits = 8;
// libvo-aacenc writes past its tables for a hard signal with less than about one bit for each sample, and falls back
// to a rate of its own choice above its maximum.
constexpr double kMinBitsPerSample = 1.3;
constexpr int kMaxBitsPerSample = 6;
constexpr int kMaxBitsPerChannel = 160'000;

unexpected<ports::CodecError> error(std::string text) {
  return tl::make_unexpected(ports::CodecError{std::move(text)});
}

int16_t to_int16(float sample) {
  if (!(sample > -1.0F)) return std::isnan(sample) ? int16_t{0} : int16_t{-32768};
  return static_cast<int16_t>(std::min(std::lrint(sample * kFullScale), 32767L));
}

CapsPtr input_caps(int sample_rate, int channels) {
  GstCaps* caps =
      gst_caps_new_simple("audio/x-raw", "format", G_TYPE_STRING, "S16LE", "layout", G_TYPE_STRING, "interleaved",
                          "rate", G_TYPE_INT, sample_rate, "channels", G_TYPE_INT, channels, nullptr);
  if (channels == 2) gst_caps_set_simple(caps, "channel-mask", GST_TYPE_BITMASK, guint64{3}, nullptr);
  return CapsPtr(caps);
}

int nearest_bit_rate(int wish, int sample_rate, int channels) {
  const int least = static_cast<int>(kMinBitsPerSample * sample_rate) * channels;
  const int most = std::min(kMaxBitsPerSample * sample_rate, kMaxBitsPerChannel) * channels;
  return std::clamp(wish, least, most);
}

// ISO/IEC 14496-3 table 1.18, samplingFrequencyIndex.
constexpr std::array<int, 12> kSampleRates{96000, 88200, 64000, 48000, 44100, 32000,
                                           24000, 22050, 16000, 12000, 11025, 8000};

// AAC-LC in frames of 1024 (AudioSpecificConfig, ISO/IEC 14496-3 §1.6.2.1). The encoder tells its own only with the
// first access unit, which is compared with this.
std::optional<AudioFormat> make_format(int sample_rate, int channels) {
  constexpr unsigned kLowComplexity = 2;
  const auto* index = std::ranges::find(kSampleRates, sample_rate);
  if (index == kSampleRates.end() || channels < 1 || channels > 2) return std::nullopt;
  const unsigned bits = kLowComplexity << 11 | static_cast<unsigned>(index - kSampleRates.begin()) << 7 |
                        static_cast<unsigned>(channels) << 3;
  return AudioFormat{.codec_data = {static_cast<uint8_t>(bits >> 8), static_cast<uint8_t>(bits & 0xff)},
                     .sample_rate = sample_rate,
                     .channels = channels,
                     .frame_samples = kEncodedFrameSamples};
}

}  // namespace

expected<std::unique_ptr<AacEncoder>, ports::CodecError> AacEncoder::make(int sample_rate, int channels,
                                                                          int bits_per_second, int delay) {
  const std::string what = std::to_string(channels) + " channels at " + std::to_string(sample_rate) + " Hz";
  auto format = make_format(sample_rate, channels);
  if (!format) return error("cannot encode " + what);
  auto element = AacElement::make(kElement, kOutputCaps);
  if (!element) return error(element.error());
  const int bit_rate = nearest_bit_rate(bits_per_second, sample_rate, channels);
  g_object_set((*element)->element(), "bitrate", bit_rate, nullptr);
  if (!(*element)->start(input_caps(sample_rate, channels))) return error("cannot encode " + what);
  return std::unique_ptr<AacEncoder>(new AacEncoder(*std::move(format), std::move(*element), delay));
}

AacEncoder::AacEncoder(AudioFormat format, std::unique_ptr<AacElement> element, int delay)
    : format_(std::move(format)), element_(std::move(element)), delay_(delay) {}

bool AacEncoder::has_promised_format() const {
  if (element_->output_caps() == nullptr) return true;  // Nothing came out yet.
  const auto told = format_of(Track::kAudio, *element_->output_caps());
  return told && *told == Format(format_);
}

bool AacEncoder::encode_waiting(std::vector<PayloadRef>& units) {
  const std::span<const int16_t> waiting(waiting_);
  std::size_t at = 0;
  for (; at + frame_size() <= waiting.size(); at += frame_size()) {
    const auto bytes = std::as_bytes(waiting.subspan(at, frame_size()));
    auto output = element_->push(copied_buffer({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}));
    if (!output || !has_promised_format()) return false;
    for (BufferPtr& unit : *output) units.push_back(payload_of(std::move(unit)));
    units_out_ += static_cast<int64_t>(output->size());
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(at));
  return true;
}

expected<std::vector<PayloadRef>, ports::CodecError> AacEncoder::encode(const ports::Pcm& pcm) {
  if (pcm.sample_rate != format_.sample_rate || pcm.channels != format_.channels) {
    return error("the samples to encode are of another rate or channel count");
  }
  const std::size_t count = pcm.frames() * static_cast<std::size_t>(pcm.channels);
  std::ranges::transform(std::span(pcm.samples).first(count), std::back_inserter(waiting_), to_int16);
  samples_in_ += static_cast<int64_t>(pcm.frames());
  std::vector<PayloadRef> units;
  if (!encode_waiting(units)) return error("the encoder gave up");
  return units;
}

expected<std::vector<PayloadRef>, ports::CodecError> AacEncoder::finish() {
  if (samples_in_ == 0) return std::vector<PayloadRef>();
  const int64_t needed = (samples_in_ + delay_ + kEncodedFrameSamples - 1) / kEncodedFrameSamples;
  std::vector<PayloadRef> units;
  for (int64_t extra = 0; units_out_ < needed; ++extra) {
    if (extra > kMaxTrailingUnits) return error("the encoder does not give its last frames");
    waiting_.resize(frame_size(), 0);
    if (!encode_waiting(units)) return error("the encoder gave up");
  }
  return units;
}

}  // namespace sw::adapters::gst
