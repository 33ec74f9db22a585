#include "contracts/base64.h"

#include <gtest/gtest.h>

namespace sw::contracts {
namespace {

Base64Error error_of(std::string_view text, std::size_t max_bytes = kMaxAudioBytes) {
  const auto decoded = base64_decode(text, max_bytes);
  EXPECT_FALSE(decoded.has_value()) << text;
  return decoded.has_value() ? Base64Error{} : decoded.error();
}

std::string every_byte() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  return bytes;
}

// RFC 4648 §10.
struct Vector {
  const char* bytes;
  const char* text;
};
constexpr Vector kVectors[] = {{"", ""},
                               {"f", "Zg=="},
                               {"fo", "Zm8="},
                               {"foo", "Zm9v"},
                               {"foob", "Zm9vYg=="},
                               {"fooba", "Zm9vYmE="},
                               {"foobar", "Zm9vYmFy"}};

TEST(Base64, EncodesTheVectorsOfTheRfc) {
  for (const Vector& vector : kVectors) EXPECT_EQ(base64_encode(std::string_view(vector.bytes)), vector.text);
}

TEST(Base64, DecodesTheVectorsOfTheRfc) {
  for (const Vector& vector : kVectors) EXPECT_EQ(base64_decode(vector.text), vector.bytes) << vector.text;
}

TEST(Base64, KeepsEveryByteAtEveryLength) {
  const std::string bytes = every_byte();
  for (std::size_t length = 0; length <= bytes.size(); ++length) {
    const std::string part = bytes.substr(bytes.size() - length);
    EXPECT_EQ(base64_decode(base64_encode(part)), part);
  }
}

TEST(Base64, AppendsToWhatIsThere) {
  std::string out = "data:";
  const uint8_t bytes[] = {0xFF, 0xFE};
  append_base64(out, bytes);
  EXPECT_EQ(out, "data://4=");
}

TEST(Base64, TellsItsLength) {
  for (std::size_t n = 0; n < 20; ++n) EXPECT_EQ(base64_length(n), base64_encode(std::string(n, 'x')).size());
}

TEST(Base64, RefusesALengthThatIsNoMultipleOfFour) {
  EXPECT_EQ(error_of("Zm9vYg"), (Base64Error{6, "the length is no multiple of 4"}));
  EXPECT_EQ(error_of("Z"), (Base64Error{1, "the length is no multiple of 4"}));
}

TEST(Base64, NamesTheFirstWrongCharacter) {
  EXPECT_EQ(error_of("Zm9vY*Fy"), (Base64Error{5, "not in the base64 alphabet"}));
  EXPECT_EQ(error_of("Zm9vYm\nF"), (Base64Error{6, "not in the base64 alphabet"}));
  EXPECT_EQ(error_of("Zm9\x80"), (Base64Error{3, "not in the base64 alphabet"}));
  EXPECT_EQ(error_of("Zm9vY-8="), (Base64Error{5, "not in the base64 alphabet"}));
  EXPECT_EQ(error_of("Zm9v_w=="), (Base64Error{4, "not in the base64 alphabet"}));
}

TEST(Base64, RefusesPaddingAnywhereButAtTheEnd) {
  EXPECT_EQ(error_of("Zg==Zm9v"), (Base64Error{2, "padding before the end"}));
  EXPECT_EQ(error_of("Z===Zm9v"), (Base64Error{1, "padding before the end"}));
  EXPECT_EQ(error_of("Z==="), (Base64Error{1, "not in the base64 alphabet"}));
  EXPECT_EQ(error_of("===="), (Base64Error{0, "not in the base64 alphabet"}));
}

// RFC 4648 §3.5: "Zh==" would decode to "f" as "Zg==" does.
TEST(Base64, RefusesUnusedBitsThatAreNotZero) {
  EXPECT_EQ(error_of("Zh=="), (Base64Error{1, "unused bits are not zero"}));
  EXPECT_EQ(error_of("Zm9="), (Base64Error{2, "unused bits are not zero"}));
}

TEST(Base64, LooksAtEveryUnusedBit) {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    EXPECT_EQ(base64_decode(std::string("A") + alphabet[i] + "==").has_value(), i % 16 == 0) << i;
    EXPECT_EQ(base64_decode(std::string("AA") + alphabet[i] + "=").has_value(), i % 4 == 0) << i;
  }
}

TEST(Base64, GivesNoMoreBytesThanAllowed) {
  EXPECT_EQ(base64_decode("Zm9vYg==", 4), "foob");
  EXPECT_EQ(error_of("Zm9vYmE=", 4), (Base64Error{8, "more bytes than allowed"}));
  EXPECT_EQ(error_of("Zm9v", 0), (Base64Error{0, "more bytes than allowed"}));
}

TEST(Base64, HoldsItsOwnLimit) {
  const std::string text(kMaxAudioTextCharacters, 'A');
  EXPECT_EQ(base64_decode(text)->size(), kMaxAudioBytes);
  EXPECT_EQ(error_of(text + "AAAA").reason, "more bytes than allowed");
}

TEST(Base64, ErrorTextNamesThePlace) {
  EXPECT_EQ(to_text(error_of("Zm9vY*Fy")), "at character 5: not in the base64 alphabet");
}

}  // namespace
}  // namespace sw::contracts
