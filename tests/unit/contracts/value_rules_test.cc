#include "contracts/value_rules.h"

#include <gtest/gtest.h>

#include "tests/unit/contracts/json_builder.h"

namespace sw::contracts {
namespace {

// JSON Schema draft 7 takes a number with a zero fraction for an integer; so do we.
TEST(Integer, IsANumberWithAZeroFraction) {
  EXPECT_EQ(read_integer(json("3")), 3);
  EXPECT_EQ(read_integer(json("3.0")), 3);
  EXPECT_EQ(read_integer(json("6e3")), 6000);
  EXPECT_EQ(read_integer(json("-0.0")), 0);
  EXPECT_EQ(read_integer(json("3.5")), std::nullopt);
  EXPECT_EQ(read_integer(json("\"3\"")), std::nullopt);
}

TEST(Integer, HasSixtyFourBits) {
  EXPECT_EQ(read_integer(json("9223372036854775807")), INT64_MAX);
  EXPECT_EQ(read_integer(json("-9223372036854775808")), INT64_MIN);
  EXPECT_EQ(read_integer(json("9223372036854775808")), std::nullopt);
  EXPECT_EQ(read_integer(json("-9223372036854775809")), INT64_MIN);  // as a double, it is the one before
  EXPECT_EQ(read_integer(json("9223372036854775807.0")), std::nullopt);
  EXPECT_EQ(read_integer(json("1e30")), std::nullopt);
}

TEST(IntegerRange, SaysItsBounds) {
  EXPECT_EQ(kInteger.expectation(), "integer of 64 bits");
  EXPECT_EQ(kCount.expectation(), "integer from 0");
  EXPECT_EQ((IntegerRange{100, 5000}).expectation(), "integer 100..5000");
}

TEST(NumberRange, SaysItsBounds) { EXPECT_EQ(kPercent.expectation(), "number 0.0..100.0"); }

TEST(NumberRange, TakesWholeNumbersAndBothEnds) {
  EXPECT_EQ(kPercent.read(json("100")), 100.0);
  EXPECT_EQ(kPercent.read(json("0")), 0.0);
  EXPECT_EQ(kPercent.read(json("100.00001")), std::nullopt);
}

TEST(BoundedString, CountsCharactersAndNotBytes) {
  EXPECT_EQ(BoundedString{2}.read(json("\"üü\"")), "üü");
  EXPECT_EQ(BoundedString{2}.read(json("\"üüü\"")), std::nullopt);
}

TEST(CutString, KeepsWhatFits) {
  EXPECT_EQ(CutString{3}.read(json("\"üü\"")), "ü");
  EXPECT_EQ(CutString{4}.read(json("\"üü\"")), "üü");
}

}  // namespace
}  // namespace sw::contracts
