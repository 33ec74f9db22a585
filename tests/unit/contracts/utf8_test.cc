#include "contracts/utf8.h"

#include <gtest/gtest.h>

namespace sw::contracts {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

TEST(Utf8, TakesTheFirstAndLastCodePointOfEachLength) {
  for (const char* text :
       {"\x01", "\x7F", "\u0080", "\u07FF", "\u0800", "\uD7FF", "\uE000", "\uFFFF", "\U00010000", "\U0010FFFF"}) {
    EXPECT_EQ(find_invalid_utf8(text), kNone);
  }
  EXPECT_EQ(find_invalid_utf8(std::string_view("\0", 1)), kNone);
}

TEST(Utf8, RefusesOverlongForms) {
  EXPECT_EQ(find_invalid_utf8("a\xC0\x80"), 1u);
  EXPECT_EQ(find_invalid_utf8("\xC1\xBF"), 0u);
  EXPECT_EQ(find_invalid_utf8("\xE0\x9F\xBF"), 0u);
  EXPECT_EQ(find_invalid_utf8("\xF0\x8F\xBF\xBF"), 0u);
}

TEST(Utf8, RefusesSurrogatesAndWhatIsBeyondUnicode) {
  EXPECT_EQ(find_invalid_utf8("\xED\xA0\x80"), 0u);
  EXPECT_EQ(find_invalid_utf8("\xED\xBF\xBF"), 0u);
  EXPECT_EQ(find_invalid_utf8("\xF4\x90\x80\x80"), 0u);
  EXPECT_EQ(find_invalid_utf8("\xF5\x80\x80\x80"), 0u);
}

TEST(Utf8, RefusesWhatIsCutOffOrStandsAlone) {
  EXPECT_EQ(find_invalid_utf8("ab\xE2\x82"), 2u);
  EXPECT_EQ(find_invalid_utf8("ab\x80"), 2u);
  EXPECT_EQ(find_invalid_utf8("\xF0\x9F\x98"), 0u);
  EXPECT_EQ(find_invalid_utf8("\xC3("), 0u);
}

TEST(Utf8, FindsTheFirstWrongByteBehindLongText) {
  for (std::size_t length = 0; length < 40; ++length) {
    EXPECT_EQ(find_invalid_utf8(std::string(length, 'x') + "\xFF" + "tail"), length);
    EXPECT_EQ(find_invalid_utf8(std::string(length, 'x') + "ü\xFF"), length + 2);
  }
}

TEST(Utf8, CountsCodePoints) { EXPECT_EQ(count_code_points("aü↦😀"), 4u); }

TEST(Utf8, CutsAtACodePoint) {
  EXPECT_EQ(cut_utf8("aü↦", 6), "aü↦");
  EXPECT_EQ(cut_utf8("aü↦", 5), "aü");
  EXPECT_EQ(cut_utf8("aü↦", 2), "a");
  EXPECT_EQ(cut_utf8("😀", 3), "");
}

TEST(Utf8, ReplacesEachWrongByte) {
  EXPECT_EQ(replace_invalid_utf8("a\xFF\xC3"
                                 "b"),
            "a\uFFFD\uFFFDb");
  EXPECT_EQ(replace_invalid_utf8("fine ü"), "fine ü");
}

}  // namespace
}  // namespace sw::contracts
