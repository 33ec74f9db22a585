#include "worker/adapters/mpeg4/box_writer.h"

#include "worker/base/check.h"

namespace sw::adapters::mpeg4 {

void BoxWriter::bytes(std::span<const uint8_t> bytes) {
  bytes_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

void BoxWriter::number(uint64_t value, int size) {
  for (int shift = (size - 1) * 8; shift >= 0; shift -= 8) bytes_ += static_cast<char>(value >> shift & 0xff);
}

std::size_t BoxWriter::open(std::string_view type) {
  SW_CHECK(type.size() == 4);
  const std::size_t start = bytes_.size();
  u32(0);
  text(type);
  return start;
}

void BoxWriter::set_u32(std::size_t at, uint64_t value) {
  SW_CHECK(at + 4 <= bytes_.size());
  SW_CHECK(value <= 0xffff'ffff);
  for (std::size_t i = 0; i < 4; ++i) bytes_[at + i] = static_cast<char>(value >> (24 - 8 * i) & 0xff);
}

}  // namespace sw::adapters::mpeg4
