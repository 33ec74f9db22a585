// Boxes of a file that may be anything (ISO/IEC 14496-12 §4.2). Nothing is copied and nothing is trusted: reading past
// an end gives zeros and is remembered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace sw::adapters::mpeg4 {

// A type as its number, to be compared with.
constexpr uint32_t box_type(const char (&text)[5]) {
  uint32_t type = 0;
  for (int i = 0; i < 4; ++i) type = type << 8 | static_cast<uint8_t>(text[i]);
  return type;
}

// Big-endian numbers, one after another.
class ByteReader {
 public:
  explicit ByteReader(std::span<const uint8_t> bytes) : bytes_(bytes) {}
  uint8_t u8() { return static_cast<uint8_t>(number(1)); }
  uint16_t u16() { return static_cast<uint16_t>(number(2)); }
  uint32_t u24() { return static_cast<uint32_t>(number(3)); }
  uint32_t u32() { return static_cast<uint32_t>(number(4)); }
  uint64_t u64() { return number(8); }
  void skip(std::size_t count) { take(count); }
  // The next `count` bytes; fewer where there are no more, which counts as reading past the end.
  std::span<const uint8_t> take(std::size_t count);
  std::span<const uint8_t> rest() const { return bytes_; }
  std::size_t left() const { return bytes_.size(); }
  bool exhausted() const { return exhausted_; }

 private:
  uint64_t number(std::size_t size);
  std::span<const uint8_t> bytes_;
  bool exhausted_ = false;
};

struct Box {
  uint32_t type;
  std::size_t start;                 // of its header, within what the list was made of
  std::span<const uint8_t> content;  // without the header
};

// The boxes of a container one after another.
class BoxList {
 public:
  explicit BoxList(std::span<const uint8_t> bytes) : bytes_(bytes) {}
  // Nothing at the end, and where what follows is no box that lies within.
  std::optional<Box> next();
  // Whether it ended because of the latter.
  bool damaged() const { return damaged_; }

 private:
  std::optional<Box> refuse();
  std::span<const uint8_t> bytes_;
  std::size_t at_ = 0;
  bool damaged_ = false;
};

// The content of the first box of a type; nothing where there is none.
std::optional<std::span<const uint8_t>> find_box(std::span<const uint8_t> container, uint32_t type);

// Version and flags of a full box (§4.2).
struct FullBoxHeader {
  uint8_t version;
  uint32_t flags;
};
FullBoxHeader read_full_box_header(ByteReader& reader);

}  // namespace sw::adapters::mpeg4
