#include "sim/media/toy_codec.h"

#include <algorithm>
#include <cmath>

#include "sim/media/toy_format.h"
#include "sim/media/toy_payload.h"
#include "sim/media/toy_unit.h"

namespace sw::sim {
namespace {

using ports::CodecError;
using ports::Pcm;

// Encoders code frames of this many samples.
constexpr std::size_t kUnitFrames = 1024;
// The most that convert() stretches or squeezes.
constexpr std::size_t kLargestRatio = 16;

std::size_t count_of(int channels) { return static_cast<std::size_t>(channels); }

bool says_aac(const AudioFormat& format) {
  if (format.codec_data.size() < 2) return false;
  const int object_type = format.codec_data[0] >> 3;  // ISO/IEC 14496-3 table 1.17: AAC-LC, SBR, PS
  return object_type == 2 || object_type == 5 || object_type == 29;
}

class ToyDecoder final : public ports::AudioDecoder {
 public:
  ToyDecoder(const AudioFormat& format, bool distorts)
      : rate_(format.sample_rate),
        channels_(format.channels),
        frames_(static_cast<std::size_t>(format.frame_samples)),
        distorts_(distorts) {}

  expected<Pcm, CodecError> decode(std::span<const uint8_t> access_unit) override {
    Pcm pcm{.sample_rate = rate_, .channels = channels_, .samples = std::vector<float>(frames_ * count_of(channels_))};
    if (access_unit.size() > ports::kMaxAudioUnitBytes || !unpack_unit(access_unit, count_of(channels_), pcm.samples)) {
      has_predecessor_ = false;
      return unexpected(CodecError{"not an access unit of this format"});
    }
    if (!has_predecessor_ && distorts_) {
      for (float& sample : pcm.samples) sample /= 2;
    }
    has_predecessor_ = true;
    return pcm;
  }

  PayloadRef silent_unit() const override {
    std::vector<uint8_t> unit;
    pack_silence(frames_, unit);
    return toy_payload(unit);
  }

 private:
  int rate_;
  int channels_;
  std::size_t frames_;
  bool distorts_;
  bool has_predecessor_ = false;
};

class ToyEncoder final : public ports::AudioEncoder {
 public:
  ToyEncoder(AudioFormat format, int delay) : format_(std::move(format)), delay_(delay) {
    block_.reserve(kUnitFrames * count_of(format_.channels));
  }

  const AudioFormat& format() const override { return format_; }
  int delay() const override { return delay_; }

  expected<std::vector<PayloadRef>, CodecError> encode(const Pcm& pcm) override {
    if (finished_) return unexpected(CodecError{"the encoder has finished"});
    if (pcm.sample_rate != format_.sample_rate || pcm.channels != format_.channels) {
      return unexpected(CodecError{"samples of another form"});
    }
    if (pcm.samples.size() % count_of(pcm.channels) != 0) return unexpected(CodecError{"half a frame of samples"});
    std::vector<PayloadRef> units;
    if (pcm.samples.empty()) return units;
    begin(units);
    add(pcm.samples, units);
    return units;
  }

  expected<std::vector<PayloadRef>, CodecError> finish() override {
    if (finished_) return unexpected(CodecError{"the encoder has finished"});
    finished_ = true;
    std::vector<PayloadRef> units;
    if (!block_.empty()) {
      block_.resize(block_size(), 0.0F);
      take_block(units);
    }
    return units;
  }

 private:
  std::size_t block_size() const { return kUnitFrames * count_of(format_.channels); }

  void begin(std::vector<PayloadRef>& units) {
    if (std::exchange(begun_, true)) return;
    add(std::vector<float>(static_cast<std::size_t>(delay_) * count_of(format_.channels), 0.0F), units);
  }
  void add(std::span<const float> samples, std::vector<PayloadRef>& units) {
    units.reserve(units.size() + samples.size() / block_size() + 1);
    while (!samples.empty()) {
      const std::size_t count = std::min(samples.size(), block_size() - block_.size());
      block_.insert(block_.end(), samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(count));
      samples = samples.subspan(count);
      if (block_.size() == block_size()) take_block(units);
    }
  }
  void take_block(std::vector<PayloadRef>& units) {
    unit_.clear();
    pack_unit(block_, count_of(format_.channels), unit_);
    units.push_back(toy_payload(unit_));
    block_.clear();
  }

  AudioFormat format_;
  int delay_;
  bool begun_ = false;
  bool finished_ = false;
  std::vector<float> block_;   // what does not fill a unit yet
  std::vector<uint8_t> unit_;  // kept for its memory
};

// One channel of a clip, in `frames` samples evenly over its length; beyond its last sample it goes on as it came.
void interpolate(const Pcm& pcm, std::size_t channel, std::size_t frames, std::vector<float>& samples) {
  const std::size_t channels = count_of(pcm.channels);
  const float* clip = pcm.samples.data() + channel;
  if (pcm.frames() == 1) return samples.assign(frames, clip[0]);
  const auto last = static_cast<int64_t>(pcm.frames()) - 2;
  const double step = static_cast<double>(pcm.frames()) / static_cast<double>(frames);
  samples.resize(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    const double position = static_cast<double>(static_cast<int64_t>(i)) * step;
    const int64_t before = std::min(static_cast<int64_t>(position), last);
    const double low = clip[static_cast<std::size_t>(before) * channels];
    const double high = clip[static_cast<std::size_t>(before + 1) * channels];
    samples[i] = static_cast<float>(low + (high - low) * (position - static_cast<double>(before)));
  }
}

bool is_convertible(const Pcm& pcm, int sample_rate, int channels, std::size_t frames) {
  if (pcm.channels < 1 || pcm.channels > 2 || channels < 1 || channels > 2) return false;
  if (pcm.sample_rate <= 0 || sample_rate <= 0) return false;
  if (pcm.samples.empty() || pcm.samples.size() % count_of(pcm.channels) != 0) return false;
  return frames > 0 && frames / kLargestRatio <= pcm.frames() && pcm.frames() / kLargestRatio <= frames &&
         frames <= pcm.frames() * kLargestRatio && pcm.frames() <= frames * kLargestRatio;
}

std::vector<float> average(std::span<const float> left, std::span<const float> right) {
  std::vector<float> mono(left.size());
  for (std::size_t i = 0; i < mono.size(); ++i) mono[i] = left[i] == right[i] ? left[i] : (left[i] + right[i]) / 2;
  return mono;
}
std::vector<float> interleave(std::span<const float> left, std::span<const float> right) {
  std::vector<float> stereo;
  stereo.reserve(2 * left.size());
  for (std::size_t i = 0; i < left.size(); ++i) stereo.insert(stereo.end(), {left[i], right[i]});
  return stereo;
}

}  // namespace

expected<std::unique_ptr<ports::AudioDecoder>, CodecError> ToyCodec::decoder(const AudioFormat& format) {
  if (!says_aac(format)) return unexpected(CodecError{"no AudioSpecificConfig of AAC"});
  if (!is_toy_form(format.sample_rate, format.channels, format.frame_samples)) {
    return unexpected(CodecError{"a format that this decoder does not know"});
  }
  return std::make_unique<ToyDecoder>(format, settings_.distorts_first_unit);
}

expected<std::unique_ptr<ports::AudioEncoder>, CodecError> ToyCodec::encoder(int sample_rate, int channels, int) {
  if (channels > 2 || !is_toy_form(sample_rate, channels, kUnitFrames)) {
    return unexpected(CodecError{"a format that this encoder does not know"});
  }
  return std::make_unique<ToyEncoder>(toy_audio_format(sample_rate, channels), settings_.encoder_delay);
}

expected<Pcm, CodecError> ToyCodec::convert(const Pcm& pcm, int sample_rate, int channels, std::size_t frames) {
  if (!is_convertible(pcm, sample_rate, channels, frames)) return unexpected(CodecError{"cannot be converted"});
  if (pcm.sample_rate == sample_rate && pcm.channels == channels && pcm.frames() == frames) return pcm;
  std::vector<float> left;
  interpolate(pcm, 0, frames, left);
  if (pcm.channels == 1 && channels == 1) return Pcm{sample_rate, channels, std::move(left)};
  if (pcm.channels == 1) return Pcm{sample_rate, channels, interleave(left, left)};
  std::vector<float> right;
  interpolate(pcm, 1, frames, right);
  return Pcm{sample_rate, channels, channels == 1 ? average(left, right) : interleave(left, right)};
}

}  // namespace sw::sim
