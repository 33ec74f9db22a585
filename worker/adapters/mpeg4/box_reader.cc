#include "worker/adapters/mpeg4/box_reader.h"

#include <algorithm>

namespace sw::adapters::mpeg4 {

namespace {

constexpr std::size_t kHeader = 8;
constexpr std::size_t kLongHeader = 16;
// Of the size field.
constexpr uint64_t kToTheEnd = 0;
constexpr uint64_t kLongSizeFollows = 1;

}  // namespace

std::span<const uint8_t> ByteReader::take(std::size_t count) {
  exhausted_ = exhausted_ || count > bytes_.size();
  const auto taken = bytes_.first(std::min(count, bytes_.size()));
  bytes_ = bytes_.subspan(taken.size());
  return taken;
}

uint64_t ByteReader::number(std::size_t size) {
  const auto bytes = take(size);
  if (bytes.size() < size) return 0;
  uint64_t value = 0;
  for (const uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

std::optional<Box> BoxList::refuse() {
  damaged_ = true;
  at_ = bytes_.size();
  return std::nullopt;
}

std::optional<Box> BoxList::next() {
  const auto left = bytes_.subspan(at_);
  if (left.empty()) return std::nullopt;
  if (left.size() < kHeader) return refuse();
  ByteReader reader(left);
  uint64_t size = reader.u32();
  const uint32_t type = reader.u32();
  std::size_t header = kHeader;
  if (size == kToTheEnd) size = left.size();
  if (size == kLongSizeFollows) {
    size = reader.u64();
    header = kLongHeader;
  }
  if (size < header || size > left.size()) return refuse();
  const auto length = static_cast<std::size_t>(size);
  const Box box{.type = type, .start = at_, .content = left.subspan(header, length - header)};
  at_ += length;
  return box;
}

std::optional<std::span<const uint8_t>> find_box(std::span<const uint8_t> container, uint32_t type) {
  BoxList boxes(container);
  while (const auto box = boxes.next()) {
    if (box->type == type) return box->content;
  }
  return std::nullopt;
}

FullBoxHeader read_full_box_header(ByteReader& reader) {
  const uint8_t version = reader.u8();
  return {.version = version, .flags = reader.u24()};
}

}  // namespace sw::adapters::mpeg4
