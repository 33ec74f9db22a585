#include "worker/core/supervisor/held_media.h"

#include <gtest/gtest.h>

#include <vector>

namespace sw::core {
namespace {

// A payload that says how long it is; nobody reads it.
class LongPayload final : public Payload {
 public:
  explicit LongPayload(std::size_t size) : size_(size) {}
  std::size_t size() const override { return size_; }
  std::span<const uint8_t> bytes() const override { return {}; }

 private:
  std::size_t size_;
};
PayloadRef payload(std::size_t size) { return std::make_shared<LongPayload>(size); }

TEST(HeldMedia, MayBeAsManyBytesAsTheLimitAndNoMore) {
  HeldMedia held;
  std::vector<PayloadRef> kept = {payload(kMaxHeldMediaBytes - 1), payload(1), payload(1)};
  EXPECT_TRUE(held.add(kept[0]));
  EXPECT_TRUE(held.add(kept[1]));
  EXPECT_FALSE(held.add(kept[2]));
}

TEST(HeldMedia, MayBeAsManyUnitsAsTheLimitAndNoMore) {
  HeldMedia held;
  std::vector<PayloadRef> kept;
  for (std::size_t n = 0; n < kMaxHeldMediaUnits; ++n) {
    kept.push_back(payload(1));
    ASSERT_TRUE(held.add(kept.back()));
  }
  kept.push_back(payload(1));
  EXPECT_FALSE(held.add(kept.back()));
}

TEST(HeldMedia, WhatIsGoneDoesNotCount) {
  HeldMedia held;
  for (int n = 0; n < 10; ++n) EXPECT_TRUE(held.add(payload(kMaxHeldMediaBytes)));
}

TEST(HeldMedia, WhatIsGoneDoesNotCountBehindOneThatStays) {
  HeldMedia held;
  const PayloadRef picture = payload(1'000);
  EXPECT_TRUE(held.add(picture));
  for (int n = 0; n < 10; ++n) EXPECT_TRUE(held.add(payload(kMaxHeldMediaBytes / 2)));
}

TEST(HeldMedia, AUnitWithoutAPayloadIsNone) {
  HeldMedia held;
  EXPECT_TRUE(held.add(nullptr));
}

}  // namespace
}  // namespace sw::core
