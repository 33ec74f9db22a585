#include "contracts/json_text.h"

#include <gtest/gtest.h>

#include "contracts/limits.h"

namespace sw::contracts {
namespace {

JsonError error_of(std::string_view text) {
  const auto document = parse_json(text);
  EXPECT_FALSE(document.has_value()) << text.substr(0, 80);
  return document.has_value() ? JsonError{} : document.error();
}

std::string nested(std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

std::string array_of(std::size_t elements) {
  std::string text = "[0";
  for (std::size_t i = 1; i < elements; ++i) text += ",0";
  return text + "]";
}

TEST(JsonText, ReadsAValueOfEachType) {
  const auto document = parse_json(R"( {"a":[null,true,-1,2.5,"x"]} )");
  ASSERT_TRUE(document);
  EXPECT_EQ(to_json(*document), R"({"a":[null,true,-1,2.5,"x"]})");
}

TEST(JsonText, ReadsBytes) {
  const uint8_t bytes[] = {'[', '1', ']'};
  EXPECT_TRUE(parse_json(bytes, sizeof bytes));
}

TEST(JsonText, RefusesWhatIsNoJson) {
  for (const char* text :
       {"", " ", "{", "[1,]", "{\"a\":}", "{a:1}", "'a'", "01", "1.", "tru", "[1] [2]", "// x\n1", "\"\t\""}) {
    EXPECT_FALSE(parse_json(text)) << text;
  }
}

TEST(JsonText, RefusesNumbersThatNoDoubleHolds) {
  for (const char* text : {"NaN", "Infinity", "-Infinity", "1e400", "-1e400"}) EXPECT_FALSE(parse_json(text)) << text;
}

TEST(JsonText, NamesThePlace) {
  EXPECT_EQ(error_of("[1,x]").offset, 3u);
  EXPECT_EQ(to_text(JsonError{17, "deeper than 32 levels"}), "at byte 17: deeper than 32 levels");
}

TEST(JsonText, IsAsDeepAsAllowedAndNoDeeper) {
  EXPECT_TRUE(parse_json(nested(kMaxJsonDepth)));
  EXPECT_EQ(error_of(nested(kMaxJsonDepth + 1)).reason, "deeper than 32 levels");
}

// Deep text costs no stack: it is refused at the limit, and the tree before it is freed without recursion.
TEST(JsonText, RefusesAMillionLevelsAtOnce) {
  EXPECT_EQ(error_of(std::string(1'000'000, '[')).reason, "deeper than 32 levels");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_EQ(error_of(objects).reason, "deeper than 32 levels");
}

TEST(JsonText, HoldsAsManyValuesAsAllowedAndNoMore) {
  EXPECT_TRUE(parse_json(array_of(kMaxJsonValues - 1)));
  EXPECT_EQ(error_of(array_of(kMaxJsonValues)).reason, "more than 65536 values");
}

TEST(JsonText, IsAsLongAsAllowedAndNoLonger) {
  const std::string longest = '"' + std::string(kMaxJsonText - 2, 'x') + '"';
  EXPECT_TRUE(parse_json(longest));
  EXPECT_EQ(error_of(longest + " "), (JsonError{kMaxJsonText, "longer than 16 MiB"}));
}

TEST(JsonText, RefusesWhatIsNotUtf8) {
  EXPECT_EQ(error_of("[\"ab\xC3\"]"), (JsonError{4, "not UTF-8"}));
  EXPECT_EQ(error_of("[\"\xED\xA0\x80\"]"), (JsonError{2, "not UTF-8"}));
}

TEST(JsonText, RefusesAnEscapedSurrogateWithoutItsOtherHalf) {
  EXPECT_FALSE(parse_json(R"(["\uD83D"])"));
  EXPECT_FALSE(parse_json(R"(["\uDE00"])"));
  EXPECT_FALSE(parse_json(R"(["\uD83D\u0041"])"));
  EXPECT_FALSE(parse_json(R"({"\uDE00":1})"));
  EXPECT_TRUE(parse_json(R"(["\uD83D\uDE00"])"));
}

TEST(JsonText, RefusesANulByteButTakesItsEscape) {
  EXPECT_EQ(error_of(std::string_view("[1]\0[2]", 7)), (JsonError{3, "a NUL byte"}));
  EXPECT_EQ((*parse_json("\"a\\u0000b\"")).GetStringLength(), 3u);
}

TEST(JsonText, RefusesANameThatStandsTwice) {
  EXPECT_EQ(error_of(R"({"a":1,"b":2,"a":3})").reason, "a name stands twice in one object");
  EXPECT_EQ(error_of(R"([{"b":{"a":1,"\u0061":3}}])").reason, "a name stands twice in one object");
  EXPECT_TRUE(parse_json(R"([{"a":1},{"a":2,"b":{"a":3}}])"));
}

TEST(JsonText, KeepsEveryDigitOfADouble) {
  for (const char* text : {"0.1", "1e-7", "123456789.12345679", "5e-324", "1.7976931348623157e308"}) {
    EXPECT_EQ(to_json(*parse_json(text)), text);
  }
}

// RapidJSON's own conversion makes garbage of these.
TEST(JsonText, ReadsAZeroWithAnExponentAsZero) {
  for (const char* text : {"0E40", "[0.0e300]", "-0E9", "{\"a\":0e1}", "[1,0e-400]"}) {
    const auto parsed = parse_json(text);
    ASSERT_TRUE(parsed) << text;
    const rapidjson::Value& value = parsed->IsObject()  ? (*parsed)["a"]
                                    : parsed->IsArray() ? *(parsed->End() - 1)
                                                        : *parsed;
    EXPECT_EQ(value.GetDouble(), 0.0) << text;
  }
}

}  // namespace
}  // namespace sw::contracts
