// The bytes of a virtual access unit: one allocation for the few that most have.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "worker/base/media.h"

namespace sw::sim {

class ToyPayload final : public Payload {
 public:
  static constexpr std::size_t kInlineBytes = 48;

  // `size` bytes: `head`, then zeros. `head` is not longer than that.
  ToyPayload(std::span<const uint8_t> head, std::size_t size) : size_(size) {
    if (size > kInlineBytes) large_.resize(size);
    std::ranges::copy(head, size > kInlineBytes ? large_.data() : small_.data());
  }
  std::size_t size() const override { return size_; }
  std::span<const uint8_t> bytes() const override {
    return {size_ > kInlineBytes ? large_.data() : small_.data(), size_};
  }

 private:
  std::size_t size_;
  std::array<uint8_t, kInlineBytes> small_{};
  std::vector<uint8_t> large_;
};

inline PayloadRef toy_payload(std::span<const uint8_t> bytes) {
  return std::make_shared<const ToyPayload>(bytes, bytes.size());
}

}  // namespace sw::sim
