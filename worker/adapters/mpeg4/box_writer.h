// Boxes as bytes (ISO/IEC 14496-12 §4.2): big-endian numbers, and sizes that are known only when a box ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sw::adapters::mpeg4 {

class BoxWriter {
 public:
  void u8(uint64_t value) { number(value, 1); }
  void u16(uint64_t value) { number(value, 2); }
  void u24(uint64_t value) { number(value, 3); }
  void u32(uint64_t value) { number(value, 4); }
  void text(std::string_view text) { bytes_ += text; }
  void bytes(std::span<const uint8_t> bytes);
  void zeros(std::size_t count) { bytes_.append(count, '\0'); }

  // A box around what `content()` writes.
  template <class Content>
  void box(std::string_view type, Content content) {
    const std::size_t start = open(type);
    content();
    set_u32(start, bytes_.size() - start);
  }
  template <class Content>
  void full_box(std::string_view type, uint8_t version, uint32_t flags, Content content) {
    box(type, [&] {
      u8(version);
      u24(flags);
      content();
    });
  }

  std::size_t size() const { return bytes_.size(); }
  void reserve(std::size_t size) { bytes_.reserve(size); }
  // Replaces four bytes that are there.
  void set_u32(std::size_t at, uint64_t value);
  std::string take() { return std::move(bytes_); }

 private:
  std::size_t open(std::string_view type);
  void number(uint64_t value, int size);
  std::string bytes_;
};

}  // namespace sw::adapters::mpeg4
