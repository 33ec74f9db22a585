// Numbers in bytes, the least significant first, whatever the machine; reading is bounded by what is there.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sw::sim {

template <std::unsigned_integral Number>
void put(std::vector<uint8_t>& bytes, Number value) {
  for (std::size_t i = 0; i < sizeof(Number); ++i) bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
}
inline void put_float(std::vector<uint8_t>& bytes, float value) { put(bytes, std::bit_cast<uint32_t>(value)); }
// Seven bits a byte, the lowest first, the eighth bit where more follow; signs alternate: 0, -1, 1, -2, 2.
inline void put_signed(std::vector<uint8_t>& bytes, int64_t value) {
  uint64_t rest = (static_cast<uint64_t>(value) << 1) ^ (value < 0 ? ~uint64_t{0} : 0);
  for (; rest >= 128; rest >>= 7) bytes.push_back(static_cast<uint8_t>(rest | 128));
  bytes.push_back(static_cast<uint8_t>(rest));
}

// Takes numbers from the front. Once something was missing, failed() stays true and everything reads as zero.
class ByteReader {
 public:
  explicit ByteReader(std::span<const uint8_t> bytes) : rest_(bytes) {}

  bool failed() const { return failed_; }
  std::size_t left() const { return rest_.size(); }

  template <std::unsigned_integral Number>
  Number take() {
    const auto bytes = take_bytes(sizeof(Number));
    Number value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      value = static_cast<Number>(value | static_cast<Number>(bytes[i]) << (8 * i));
    return value;
  }
  float take_float() { return std::bit_cast<float>(take<uint32_t>()); }
  int64_t take_signed() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = take<uint8_t>();
      value |= static_cast<uint64_t>(byte & 127) << shift;
      if (byte < 128) return static_cast<int64_t>((value >> 1) ^ (~(value & 1) + 1));
    }
    failed_ = true;
    return 0;
  }
  // `count` bytes, or none when there are fewer.
  std::span<const uint8_t> take_bytes(std::size_t count) {
    if (failed_ || rest_.size() < count) {
      failed_ = true;
      return {};
    }
    const auto taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }

 private:
  std::span<const uint8_t> rest_;
  bool failed_ = false;
};

}  // namespace sw::sim
