#include "worker/adapters/mpeg4/audio_specific_config.h"

#include <array>
#include <cstddef>

namespace sw::adapters::mpeg4 {

namespace {

// ISO/IEC 14496-3 table 1.18; index 15 means that 24 bits with the rate follow.
constexpr std::array<int, 13> kSampleRates{96000, 88200, 64000, 48000, 44100, 32000, 24000,
                                           22050, 16000, 12000, 11025, 8000,  7350};
constexpr unsigned kExplicitRate = 15;
// ISO/IEC 14496-3 table 1.19, channelConfiguration; 0 means a program config element, -1 reserved.
constexpr std::array<int, 16> kChannels{0, 1, 2, 3, 4, 5, 6, 8, -1, -1, -1, 7, 8, -1, 8, -1};
// ISO/IEC 14496-3 table 1.17, audioObjectType.
constexpr unsigned kLongTermPrediction = 4, kSbr = 5, kErrorResilientLc = 17, kErrorResilientLd = 23, kPs = 29;
constexpr unsigned kEscapedObjectType = 31;
// syncExtensionType of backward compatible signalling (§1.6.2.1).
constexpr unsigned kSyncExtension = 0x2b7;

// Reads bits from the most significant on. Past the end it gives zeros and remembers that it did.
class BitReader {
 public:
  explicit BitReader(std::span<const uint8_t> bytes) : bytes_(bytes) {}
  unsigned read(int count) {
    unsigned value = 0;
    for (; count > 0; --count) value = value << 1 | next();
    return value;
  }
  bool exhausted() const { return exhausted_; }
  std::size_t left() const { return bytes_.size() * 8 - at_; }

 private:
  unsigned next() {
    if (at_ >= bytes_.size() * 8) {
      exhausted_ = true;
      return 0;
    }
    const unsigned bit = (bytes_[at_ / 8] >> (7 - at_ % 8)) & 1U;
    ++at_;
    return bit;
  }
  std::span<const uint8_t> bytes_;
  std::size_t at_ = 0;
  bool exhausted_ = false;
};

unsigned read_object_type(BitReader& bits) {
  const unsigned type = bits.read(5);
  return type == kEscapedObjectType ? 32 + bits.read(6) : type;
}

int read_sample_rate(BitReader& bits) {
  const unsigned index = bits.read(4);
  if (index == kExplicitRate) return static_cast<int>(bits.read(24));
  return index < kSampleRates.size() ? kSampleRates[index] : 0;
}

// program_config_element (§4.4.1.1), as far as the number of channels needs it.
int read_program_channels(BitReader& bits) {
  bits.read(4 + 2 + 4);  // element_instance_tag, object_type, sampling_frequency_index
  unsigned elements = bits.read(4);
  elements += bits.read(4);
  elements += bits.read(4);
  unsigned channels = bits.read(2);  // low frequency effects
  bits.read(3 + 4);                  // associated data, coupling channels
  if (bits.read(1)) bits.read(4);    // mono mixdown
  if (bits.read(1)) bits.read(4);    // stereo mixdown
  if (bits.read(1)) bits.read(3);    // matrix mixdown
  for (unsigned i = 0; i < elements; ++i) {
    channels += 1 + bits.read(1);  // a pair counts twice
    bits.read(4);
  }
  return static_cast<int>(channels);
}

bool has_general_audio_config(unsigned type) {
  return (type >= 1 && type <= kLongTermPrediction) || type == kErrorResilientLc || type == kErrorResilientLd;
}

int frame_samples_of(unsigned type, bool short_frames) {
  if (type == kErrorResilientLd) return short_frames ? 480 : 512;
  return short_frames ? 960 : 1024;
}

// The rate that SBR gives, signalled behind a configuration that old decoders understand; 0 without it.
int read_compatible_sbr_rate(BitReader& bits) {
  if (bits.left() < 16 || bits.read(11) != kSyncExtension || read_object_type(bits) != kSbr) return 0;
  return bits.read(1) ? read_sample_rate(bits) : 0;
}

auto refused(std::string_view why) { return unexpected<std::string_view>(why); }

}  // namespace

expected<AacParameters, std::string_view> parse_audio_specific_config(std::span<const uint8_t> config) {
  BitReader bits(config);
  unsigned type = read_object_type(bits);
  int rate = read_sample_rate(bits);
  const unsigned channel_configuration = bits.read(4);
  const bool parametric_stereo = type == kPs;
  bool sbr = type == kSbr || type == kPs;
  if (sbr) {
    rate = read_sample_rate(bits);
    type = read_object_type(bits);
  }
  if (!has_general_audio_config(type)) return refused("AudioSpecificConfig: the audio object type is not supported");
  const bool short_frames = bits.read(1) != 0;
  if (bits.read(1)) bits.read(14);  // coreCoderDelay
  bits.read(1);                     // extensionFlag
  int channels = kChannels[channel_configuration];
  if (channel_configuration == 0) {
    channels = read_program_channels(bits);
  } else if (!sbr && !bits.exhausted()) {
    const int sbr_rate = read_compatible_sbr_rate(bits);
    if (sbr_rate != 0) rate = sbr_rate;
    sbr = sbr_rate != 0;
  }
  if (bits.exhausted()) return refused("AudioSpecificConfig: too short");
  if (rate <= 0) return refused("AudioSpecificConfig: reserved sampling frequency");
  if (channels < 0) return refused("AudioSpecificConfig: reserved channel configuration");
  if (parametric_stereo && channels == 1) channels = 2;
  return AacParameters{rate, channels, frame_samples_of(type, short_frames) * (sbr ? 2 : 1)};
}

}  // namespace sw::adapters::mpeg4
