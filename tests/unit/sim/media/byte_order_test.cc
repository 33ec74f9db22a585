#include "sim/media/byte_order.h"

#include <gtest/gtest.h>

#include <limits>

namespace sw::sim {
namespace {

TEST(ByteOrder, LowestByteComesFirst) {
  std::vector<uint8_t> bytes;
  put(bytes, uint32_t{0x01020304});
  EXPECT_EQ(bytes, (std::vector<uint8_t>{4, 3, 2, 1}));
  EXPECT_EQ(ByteReader(bytes).take<uint32_t>(), 0x01020304u);
}

TEST(ByteOrder, SignedNumbersOfAnySizeComeBack) {
  for (const int64_t value : {int64_t{0}, int64_t{-1}, int64_t{63}, int64_t{-64}, int64_t{64}, int64_t{1'000'000'007},
                              std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min()}) {
    std::vector<uint8_t> bytes;
    put_signed(bytes, value);
    ByteReader reader(bytes);
    EXPECT_EQ(reader.take_signed(), value);
    EXPECT_EQ(reader.left(), 0u);
  }
}

TEST(ByteOrder, ReadingBeyondTheEndFailsForGood) {
  const std::vector<uint8_t> bytes{1, 2, 3};
  ByteReader reader(bytes);
  EXPECT_EQ(reader.take<uint32_t>(), 0u);
  EXPECT_TRUE(reader.failed());
  EXPECT_EQ(reader.take<uint8_t>(), 0u);
  EXPECT_TRUE(reader.failed());
}

TEST(ByteOrder, NumberThatNeverEndsFails) {
  const std::vector<uint8_t> bytes(20, 0xff);
  ByteReader reader(bytes);
  reader.take_signed();
  EXPECT_TRUE(reader.failed());
}

}  // namespace
}  // namespace sw::sim
