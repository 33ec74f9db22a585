#include "worker/adapters/gstreamer/aac_silence.h"

#include <array>
#include <string_view>

namespace sw::adapters::gst {

namespace {

// id_syn_ele (ISO/IEC 14496-3 table 4.85).
constexpr unsigned kSingle = 0, kPair = 1, kLowFrequency = 3, kEnd = 7;
// Of no effect where no band is coded, but not zero: some decoders take that for damage.
constexpr unsigned kGlobalGain = 100;

class BitWriter {
 public:
  void write(unsigned value, int count) {
    for (int bit = count - 1; bit >= 0; --bit) push((value >> bit) & 1U);
  }
  std::vector<uint8_t> take() { return std::move(bytes_); }

 private:
  void push(unsigned bit) {
    if (used_ % 8 == 0) bytes_.push_back(0);
    bytes_.back() = static_cast<uint8_t>(bytes_.back() | bit << (7 - used_ % 8));
    ++used_;
  }
  std::vector<uint8_t> bytes_;
  std::size_t used_ = 0;
};

// ics_info (§4.4.2.1, table 4.6): one long window, no band coded, no prediction.
void write_window(BitWriter& bits) { bits.write(0, 1 + 2 + 1 + 6 + 1); }

// What is left of individual_channel_stream when no band is coded: no pulse, TNS or gain control data.
void write_nothing_coded(BitWriter& bits) { bits.write(0, 3); }

void write_single(BitWriter& bits, unsigned kind, unsigned tag) {
  bits.write(kind, 3);
  bits.write(tag, 4);
  bits.write(kGlobalGain, 8);
  write_window(bits);
  write_nothing_coded(bits);
}

void write_pair(BitWriter& bits, unsigned tag) {
  bits.write(kPair, 3);
  bits.write(tag, 4);
  bits.write(1, 1);  // common_window
  write_window(bits);
  bits.write(0, 2);  // ms_mask_present
  for (int channel = 0; channel < 2; ++channel) {
    bits.write(kGlobalGain, 8);
    write_nothing_coded(bits);
  }
}

// The syntax elements of each channelConfiguration by its number of channels: 's' single, 'p' pair, 'l' low frequency.
constexpr std::array<std::string_view, 9> kLayouts{"", "s", "p", "sp", "sps", "spp", "sppl", "", "spppl"};

}  // namespace

std::vector<uint8_t> silent_raw_data_block(int channels) {
  if (channels < 1 || channels >= static_cast<int>(kLayouts.size())) return {};
  const std::string_view layout = kLayouts[static_cast<std::size_t>(channels)];
  if (layout.empty()) return {};
  BitWriter bits;
  unsigned singles = 0;
  unsigned pairs = 0;
  for (const char element : layout) {
    if (element == 's') write_single(bits, kSingle, singles++);
    if (element == 'p') write_pair(bits, pairs++);
    if (element == 'l') write_single(bits, kLowFrequency, 0);
  }
  bits.write(kEnd, 3);
  return bits.take();
}

}  // namespace sw::adapters::gst
