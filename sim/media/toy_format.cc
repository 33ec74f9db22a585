#include "sim/media/toy_format.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "sim/media/toy_unit.h"
#include "worker/base/check.h"

namespace sw::sim {
namespace {

// The rates that AAC knows an index for (ISO/IEC 14496-3 table 1.18), within 8000 to 96000 Hz.
constexpr std::array<int, 12> kRates{96'000, 88'200, 64'000, 48'000, 44'100, 32'000,
                                     24'000, 22'050, 16'000, 12'000, 11'025, 8'000};
constexpr uint32_t kExplicitRate = 15;
constexpr uint32_t kAacLc = 2;
constexpr uint32_t kSbr = 5;

class BitWriter {
 public:
  void put(uint32_t value, int bits) {
    for (int bit = bits - 1; bit >= 0; --bit) {
      if (used_++ % 8 == 0) bytes_.push_back(0);
      bytes_.back() = static_cast<uint8_t>(bytes_.back() | ((value >> bit & 1) << (7 - (used_ - 1) % 8)));
    }
  }
  void put_rate(int rate) {
    const auto found = std::ranges::find(kRates, rate);
    if (found != kRates.end()) return put(static_cast<uint32_t>(found - kRates.begin()), 4);
    put(kExplicitRate, 4);
    put(static_cast<uint32_t>(rate), 24);
  }
  std::vector<uint8_t> bytes() && { return std::move(bytes_); }

 private:
  std::vector<uint8_t> bytes_;
  std::size_t used_ = 0;
};

}  // namespace

bool is_toy_form(int sample_rate, int channels, int frame_samples) {
  if (channels < 1 || channels > static_cast<int>(kMaxToyChannels)) return false;
  if (frame_samples != 1024 && frame_samples != 960 && frame_samples != 2048) return false;
  return std::ranges::find(kRates, sample_rate) != kRates.end();
}

// ISO/IEC 14496-3 §1.6.2.1 and §4.4.1.
AudioFormat toy_audio_format(int sample_rate, int channels, int frame_samples) {
  SW_CHECK(is_toy_form(sample_rate, channels, frame_samples));
  const bool doubled = frame_samples == 2048;
  BitWriter config;
  config.put(doubled ? kSbr : kAacLc, 5);
  config.put_rate(doubled ? sample_rate / 2 : sample_rate);
  config.put(static_cast<uint32_t>(channels), 4);
  if (doubled) {
    config.put_rate(sample_rate);
    config.put(kAacLc, 5);
  }
  config.put(frame_samples == 960 ? 1 : 0, 1);  // frameLengthFlag
  config.put(0, 2);                             // dependsOnCoreCoder, extensionFlag
  return {.codec_data = std::move(config).bytes(),
          .sample_rate = sample_rate,
          .channels = channels,
          .frame_samples = frame_samples};
}

// ISO/IEC 14496-15 §5.3.3.1: one SPS and one PPS, whose insides are ours.
VideoFormat toy_video_format(int width, int height, int reorder_frames, uint8_t variant) {
  const std::array<uint8_t, 8> sps{0x67,
                                   77,
                                   0,
                                   31,
                                   variant,
                                   static_cast<uint8_t>(width / 16),
                                   static_cast<uint8_t>(height / 16),
                                   static_cast<uint8_t>(reorder_frames)};
  const std::array<uint8_t, 2> pps{0x68, 0xee};
  VideoFormat format{
      .codec_data = {1, 77, 0, 31, 0xff, 0xe1}, .width = width, .height = height, .reorder_frames = reorder_frames};
  const auto append = [&](std::span<const uint8_t> unit) {
    format.codec_data.push_back(0);
    format.codec_data.push_back(static_cast<uint8_t>(unit.size()));
    format.codec_data.insert(format.codec_data.end(), unit.begin(), unit.end());
  };
  append(sps);
  format.codec_data.push_back(1);
  append(pps);
  return format;
}

}  // namespace sw::sim
