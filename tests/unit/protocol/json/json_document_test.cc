// JSON from a peer (RFC 8259): what is read, and every reason to refuse.
#include "worker/protocol/json/json_document.h"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <iterator>
#include <string>
#include <utility>

#include "worker/base/random.h"
#include "worker/protocol/limits.h"

namespace sw::protocol {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

// An array with `count` values, itself included.
std::string values(std::size_t count) {
  std::string text = "[0";
  for (std::size_t i = 2; i < count; ++i) text += ",0";
  return text + "]";
}

TEST(JsonDocument, ReadsFromAnOffset) {
  const auto document = JsonDocument::parse("42[\"foo\",1.5]", 2);
  ASSERT_TRUE(document);
  ASSERT_EQ(document->root().Size(), 2u);
  EXPECT_STREQ(document->root()[0].GetString(), "foo");
  EXPECT_EQ(document->root()[1].GetDouble(), 1.5);
}

TEST(JsonDocument, StringsAreNotCopied) {
  std::string text = "[\"" + std::string(1000, 'x') + "\"]";
  const char* characters = text.data();
  const auto document = JsonDocument::parse(std::move(text));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root()[0].GetString(), characters + 2);
}

TEST(JsonDocument, ACopyOutlivesTheOriginal) {
  std::optional<JsonDocument> copy;
  {
    const auto document = JsonDocument::parse("[\"short\"]");
    ASSERT_TRUE(document);
    copy = *document;
  }
  EXPECT_STREQ(copy->root()[0].GetString(), "short");
}

TEST(JsonDocument, EscapesBecomeUtf8) {
  const auto document = JsonDocument::parse(R"(["\u00e9\ud83d\ude00\n"])");
  ASSERT_TRUE(document);
  EXPECT_STREQ(document->root()[0].GetString(), "\xC3\xA9\xF0\x9F\x98\x80\n");
}

// Long runs are passed over at once: what stands between them must be found wherever it stands.
TEST(JsonDocument, PlainRunsOfAnyLengthStandBesideAnything) {
  const std::pair<const char*, const char*> specials[] = {{"\\n", "\n"}, {"\\\"", "\""},   {"\\u00e9", "é"},
                                                          {"é", "é"},    {"\x7f", "\x7f"}, {"\\ud83c\\udf99", "🎙"}};
  for (std::size_t run = 0; run <= 20; ++run) {
    for (const auto& [written, meant] : specials) {
      const std::string plain(run, 'x');
      const auto parsed = JsonDocument::parse("[\"" + plain + written + plain + written + plain + "\"]");
      ASSERT_TRUE(parsed) << written;
      const std::string found(parsed->root()[0].GetString(), parsed->root()[0].GetStringLength());
      EXPECT_EQ(found, plain + meant + plain + meant + plain);
    }
    EXPECT_FALSE(JsonDocument::parse("[\"" + std::string(run, 'x') + "\x1f\"]")) << run;
    EXPECT_FALSE(JsonDocument::parse("[\"" + std::string(run, 'x'))) << run;
  }
}

// A string of random pieces, and sometimes what breaks it.
std::string random_array(uint64_t seed) {
  const char* pieces[] = {
      "\\n", "\\\"",    "\\\\",     "\\u00e9",           "é",  "🎙", "\x7f", "\",\"", "\":\"", "x", "xy",
      "xyz", "abcdefg", "abcdefgh", "01234567890123456", "\t", "\\x",  "\"",   "]"};
  std::string text = "[\"";
  for (uint64_t i = 0, count = keyed_draw(seed, "json", 0, 0) % 12; i < count; ++i) {
    // The last ones break it, and so are rare.
    const uint64_t among = keyed_draw(seed, "json", 1, i) % 8 == 0 ? std::size(pieces) : std::size(pieces) - 4;
    text += pieces[keyed_draw(seed, "json", 2, i) % among];
  }
  return text + "\"]";
}

TEST(JsonDocument, ReadsInPlaceWhatRapidJsonReadsIntoACopy) {
  int valid = 0;
  for (uint64_t seed = 0; seed < 5'000; ++seed) {
    const std::string text = random_array(seed);
    rapidjson::Document expected;
    expected.Parse<rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
    const auto parsed = JsonDocument::parse(text);
    ASSERT_EQ(parsed.has_value(), !expected.HasParseError()) << text;
    if (!parsed) continue;
    ++valid;
    ASSERT_EQ(parsed->root(), expected) << text;
  }
  EXPECT_GT(valid, 1'000);
  EXPECT_LT(valid, 4'900);
}

TEST(JsonDocument, DepthOfExactlyItsLimitIsRead) {
  EXPECT_TRUE(JsonDocument::parse(nested(kMaxJsonDepth)));
  EXPECT_EQ(JsonDocument::parse(nested(kMaxJsonDepth + 1)).error(), JsonFault::kTooDeep);
}

TEST(JsonDocument, DepthOfAMillionIsRefusedWithoutRecursion) {
  EXPECT_EQ(JsonDocument::parse(std::string(1'000'000, '[')).error(), JsonFault::kTooDeep);
}

TEST(JsonDocument, ValuesOfExactlyTheirLimitAreRead) {
  EXPECT_TRUE(JsonDocument::parse(values(kMaxJsonValues)));
  EXPECT_EQ(JsonDocument::parse(values(kMaxJsonValues + 1)).error(), JsonFault::kTooManyValues);
}

// Their names equally long, so that none is told from another by its length.
TEST(JsonDocument, ANameIsFoundToStandTwiceAmongAsManyAsFit) {
  std::string members;
  for (std::size_t i = 3; i < kMaxJsonValues; ++i) members += "\"" + std::to_string(100'000 + i) + "\":0,";
  EXPECT_TRUE(JsonDocument::parse("{" + members + "\"100001\":0,\"100002\":0}"));
  EXPECT_EQ(JsonDocument::parse("{" + members + "\"100001\":0,\"100003\":0}").error(), JsonFault::kRepeatedName);
}

struct Refused {
  std::string text;
  JsonFault fault;
};

class JsonDocumentRefuses : public ::testing::TestWithParam<Refused> {};

TEST_P(JsonDocumentRefuses, WithItsReason) {
  const auto document = JsonDocument::parse(GetParam().text);
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error(), GetParam().fault);
}

INSTANTIATE_TEST_SUITE_P(Rules, JsonDocumentRefuses,
                         ::testing::Values(Refused{"", JsonFault::kSyntax}, Refused{"[1", JsonFault::kSyntax},
                                           Refused{"[1] x", JsonFault::kSyntax}, Refused{"[1][2]", JsonFault::kSyntax},
                                           Refused{"[NaN]", JsonFault::kSyntax}, Refused{"[1,]", JsonFault::kSyntax},
                                           Refused{"['a']", JsonFault::kSyntax}, Refused{"[1e999]", JsonFault::kSyntax},
                                           Refused{"[\"a\nb\"]", JsonFault::kSyntax},
                                           Refused{"[\"\xFF\"]", JsonFault::kNotUtf8},
                                           Refused{"[\"\xC0\x80\"]", JsonFault::kNotUtf8},
                                           Refused{"[\"\xED\xA0\x80\"]", JsonFault::kNotUtf8},
                                           Refused{std::string("[1]\0[2]", 7), JsonFault::kNulByte},
                                           Refused{R"(["\udc00"])", JsonFault::kSurrogate},
                                           Refused{R"([{"\udc00":1}])", JsonFault::kSurrogate},
                                           Refused{R"(["\ud800x"])", JsonFault::kSyntax},
                                           Refused{R"({"a":1,"b":2,"a":1})", JsonFault::kRepeatedName},
                                           Refused{R"([{"b":{"a":1,"\u0061":2}}])", JsonFault::kRepeatedName},
                                           Refused{R"({"":1,"":2})", JsonFault::kRepeatedName}));

TEST(JsonDocument, ANameMayStandInSeveralObjects) {
  EXPECT_TRUE(JsonDocument::parse(R"([{"a":1},{"a":2,"A":3,"b":{"a":3}}])"));
}

TEST(JsonDocument, ReadsDoublesExactlyAlsoAZeroWithAnExponent) {
  const auto document = JsonDocument::parse(R"({"a":0E40,"b":[0.1,-5e-324,2.5]})");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root()["a"].GetDouble(), 0.0);
  EXPECT_EQ(document->root()["b"][0].GetDouble(), 0.1);
  EXPECT_EQ(document->root()["b"][1].GetDouble(), -5e-324);
  EXPECT_EQ(document->root()["b"][2].GetDouble(), 2.5);
}

TEST(JsonQuote, EscapesWhatJsonAsksFor) {
  EXPECT_EQ(quote("a\"b\\c\nd\xC3\xA9\x01"), "\"a\\\"b\\\\c\\nd\xC3\xA9\\u0001\"");
}

TEST(JsonFindString, GivesNothingForOtherTypes) {
  const auto document = JsonDocument::parse(R"({"a":"x","b":1})");
  ASSERT_TRUE(document);
  EXPECT_EQ(find_string(document->root(), "a"), "x");
  EXPECT_EQ(find_string(document->root(), "b"), "");
  EXPECT_EQ(find_string(document->root(), "c"), "");
  EXPECT_EQ(find_string(document->root()["b"], "a"), "");
}

}  // namespace
}  // namespace sw::protocol
