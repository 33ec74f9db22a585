#include "worker/base/ids.h"

#include <gtest/gtest.h>

#include <type_traits>

namespace sw {
namespace {

static_assert(!std::is_constructible_v<StreamId, WorkerId>);
static_assert(!std::is_constructible_v<StreamId, std::string>);
static_assert(!std::is_convertible_v<uint64_t, NumberId<struct AnyKind>>);

TEST(TextId, TakesLettersDigitsDashAndUnderscore) { EXPECT_EQ(StreamId::parse("Az09-_").value().text(), "Az09-_"); }

TEST(TextId, TakesOneToSixtyFourCharacters) {
  EXPECT_TRUE(StreamId::parse("a"));
  EXPECT_TRUE(StreamId::parse(std::string(kMaxIdLength, 'a')));
  EXPECT_FALSE(StreamId::parse(""));
  EXPECT_FALSE(StreamId::parse(std::string(kMaxIdLength + 1, 'a')));
}

// Every byte but the 64 that are named: no path, no header, no URL can be broken out of.
TEST(TextId, RefusesEveryOtherByte) {
  int taken = 0;
  for (int byte = 0; byte < 256; ++byte) taken += StreamId::parse(std::string(1, static_cast<char>(byte))) ? 1 : 0;
  EXPECT_EQ(taken, 26 + 26 + 10 + 2);
}

TEST(TextId, SaysWhyItRefuses) {
  EXPECT_EQ(StreamId::parse("").error(), "is empty");
  EXPECT_EQ(StreamId::parse("a/b").error(), "has a character that is no letter, digit, '-' or '_'");
  EXPECT_EQ(StreamId::parse(std::string(65, 'a')).error(), "is longer than 64 characters");
}

TEST(NumberId, NextIsOneMore) {
  using Id = NumberId<struct AnyKind>;
  EXPECT_EQ(Id(7).next(), Id(8));
  EXPECT_LT(Id(7), Id(8));
}

}  // namespace
}  // namespace sw
