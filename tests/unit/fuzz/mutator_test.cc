#include "fuzz/mutator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace sw::fuzz {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> first(std::size_t count, Mutator mutator) {
  std::vector<std::string> made;
  for (std::size_t i = 0; i < count; ++i) made.push_back(mutator.next());
  return made;
}

TEST(Mutator, MakesTheSameOfTheSame) {
  EXPECT_EQ(first(500, Mutator({"a line\n", "b"}, {"word"})), first(500, Mutator({"a line\n", "b"}, {"word"})));
  EXPECT_NE(first(500, Mutator({"a line\n", "b"}, {"word"})), first(500, Mutator({"a line\n", "c"}, {"word"})));
}

TEST(Mutator, MakesManyThings) {
  const auto made = first(1'000, Mutator({"one\ntwo\nthree\n"}, {"word"}));
  EXPECT_GT(std::set<std::string>(made.begin(), made.end()).size(), 700u);
  const auto holds = [&](const char* text) {
    return std::ranges::any_of(made, [&](const std::string& one) { return one.find(text) != std::string::npos; });
  };
  EXPECT_TRUE(holds("word"));
  EXPECT_TRUE(holds("two\ntwo\n")) << "whole lines come again";
}

TEST(Mutator, StaysWithinItsBytes) {
  for (const std::string& made : first(500, Mutator({std::string(Mutator::kMaxBytes, 'x')}, {}))) {
    ASSERT_LE(made.size(), Mutator::kMaxBytes);
  }
}

TEST(Mutator, MakesSomethingOfNothing) {
  const auto made = first(100, Mutator({""}, {}));
  EXPECT_TRUE(std::ranges::any_of(made, [](const std::string& one) { return !one.empty(); }));
}

TEST(Dictionary, IsThatOfLibFuzzer) {
  EXPECT_THAT(dictionary_words("# a comment\n\"a\"\nname=\"b c\"\n\"\\x00\\xfF\\\\\\\"\"\n\n\"x"),
              ElementsAre("a", "b c", std::string("\0\xFF\\\"", 4)));
  EXPECT_THAT(dictionary_words(""), IsEmpty());
}

}  // namespace
}  // namespace sw::fuzz
