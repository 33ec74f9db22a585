#include "contracts/plain_text.h"

#include <gtest/gtest.h>

#include <string>

namespace sw::contracts {
namespace {

TEST(PlainPrefix, EndsAtWhateverIsNotPlainWhereverThatStands) {
  for (std::size_t before = 0; before <= 40; ++before) {
    for (const char* end : {"\"", "\\", "\x1f", "\n", "\x7f", "\xc3\xa9", "\xf0\x9f\x8e\x99"}) {
      for (const std::size_t after : {0u, 1u, 7u, 20u}) {
        const std::string text = std::string(before, 'x') + end + std::string(after, 'y');
        EXPECT_EQ(plain_prefix(text), before) << end << " and " << after << " more";
      }
    }
  }
}

TEST(PlainPrefix, EndsAtANulByte) { EXPECT_EQ(plain_prefix(std::string("abcdefghij\0k", 12)), 10u); }

TEST(PlainPrefix, IsAllOfAPlainText) {
  std::string plain;
  for (char c = 0x20; c < 0x7F; ++c) {
    if (c != '"' && c != '\\') plain.push_back(c);
  }
  for (std::size_t length = 0; length <= plain.size(); ++length) {
    EXPECT_EQ(plain_prefix(plain.substr(0, length)), length);
    EXPECT_EQ(plain_prefix(plain.substr(length)), plain.size() - length);
  }
}

}  // namespace
}  // namespace sw::contracts
