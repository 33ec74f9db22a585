// A codec that is none: units of 16-bit samples behind a mark, trailing by a delay of its own choice. The suite must
// hold for whatever is simple and exact, not just for AAC.
#include <cmath>
#include <deque>

#include "tests/conformance/media/audio_codec_suite.h"

namespace sw::conformance {
namespace {

constexpr uint8_t kMark = 'T';
constexpr int kToyDelay = 2'112;

class ToyUnit final : public Payload {
 public:
  explicit ToyUnit(std::vector<uint8_t> bytes) : bytes_(std::move(bytes)) {}
  std::size_t size() const override { return bytes_.size(); }
  std::span<const uint8_t> bytes() const override { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
};

std::size_t values_in_unit(const AudioFormat& format) {
  return kUnitFrames * static_cast<std::size_t>(format.channels);
}

PayloadRef pack(std::span<const float> samples) {
  std::vector<uint8_t> bytes{kMark};
  for (const float sample : samples) {
    const auto value = static_cast<int16_t>(std::lrint(sample * 32'767));
    bytes.push_back(static_cast<uint8_t>(value & 0xff));
    bytes.push_back(static_cast<uint8_t>(value >> 8 & 0xff));
  }
  return std::make_shared<ToyUnit>(std::move(bytes));
}

class ToyDecoder final : public ports::AudioDecoder {
 public:
  explicit ToyDecoder(AudioFormat format) : format_(std::move(format)) {}
  expected<ports::Pcm, ports::CodecError> decode(std::span<const uint8_t> unit) override {
    if (unit.size() != 1 + 2 * values_in_unit(format_) || unit[0] != kMark) {
      return unexpected(ports::CodecError{"no toy"});
    }
    ports::Pcm pcm{.sample_rate = format_.sample_rate, .channels = format_.channels, .samples = {}};
    for (std::size_t i = 1; i < unit.size(); i += 2) {
      pcm.samples.push_back(static_cast<float>(static_cast<int16_t>(unit[i] | unit[i + 1] << 8)) / 32'767);
    }
    return pcm;
  }
  PayloadRef silent_unit() const override { return pack(std::vector<float>(values_in_unit(format_), 0.0F)); }

 private:
  AudioFormat format_;
};

class ToyEncoder final : public ports::AudioEncoder {
 public:
  explicit ToyEncoder(AudioFormat format)
      : format_(std::move(format)), waiting_(static_cast<std::size_t>(kToyDelay * format_.channels), 0.0F) {}
  const AudioFormat& format() const override { return format_; }
  int delay() const override { return kToyDelay; }
  expected<std::vector<PayloadRef>, ports::CodecError> encode(const ports::Pcm& pcm) override {
    if (pcm.sample_rate != format_.sample_rate || pcm.channels != format_.channels) {
      return unexpected(ports::CodecError{"another form"});
    }
    given_ = given_ || pcm.frames() > 0;
    waiting_.insert(waiting_.end(), pcm.samples.begin(), pcm.samples.end());
    return take();
  }
  expected<std::vector<PayloadRef>, ports::CodecError> finish() override {
    const std::size_t left = given_ ? waiting_.size() % values_in_unit(format_) : 0;
    if (left > 0) waiting_.resize(waiting_.size() + values_in_unit(format_) - left, 0.0F);
    if (!given_) return std::vector<PayloadRef>();
    return take();
  }

 private:
  std::vector<PayloadRef> take() {
    std::vector<PayloadRef> units;
    for (; waiting_.size() >= values_in_unit(format_);) {
      const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(values_in_unit(format_));
      units.push_back(pack(std::vector<float>(waiting_.begin(), end)));
      waiting_.erase(waiting_.begin(), end);
    }
    return units;
  }
  AudioFormat format_;
  std::deque<float> waiting_;
  bool given_ = false;
};

class ToyCodec final : public ports::AudioCodec {
 public:
  expected<std::unique_ptr<ports::AudioDecoder>, ports::CodecError> decoder(const AudioFormat& format) override {
    if (format.codec_data.size() != 2) return unexpected(ports::CodecError{"no AudioSpecificConfig"});
    return std::make_unique<ToyDecoder>(format);
  }
  expected<std::unique_ptr<ports::AudioEncoder>, ports::CodecError> encoder(int rate, int channels, int) override {
    if ((rate != 48'000 && rate != 44'100) || channels < 1 || channels > 2) {
      return unexpected(ports::CodecError{"no such toy"});
    }
    const unsigned bits = 2u << 11 | (rate == 48'000 ? 3u : 4u) << 7 | static_cast<unsigned>(channels) << 3;
    return std::make_unique<ToyEncoder>(
        AudioFormat{.codec_data = {static_cast<uint8_t>(bits >> 8), static_cast<uint8_t>(bits & 0xff)},
                    .sample_rate = rate,
                    .channels = channels,
                    .frame_samples = 1024});
  }
};

class ToyWorld {
 public:
  static constexpr double kLeastSnrDb = 80;
  static constexpr float kLargestError = 0.0001F;
  static constexpr float kLargestExtraStep = 0.0001F;
  ports::AudioCodec& codec() { return codec_; }

 private:
  ToyCodec codec_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Toy, AudioCodecSuite, ToyWorld);

}  // namespace
}  // namespace sw::conformance
