#include "worker/adapters/spdlog/log_line.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include <limits>
#include <vector>

#include "worker/adapters/spdlog/structured_log.h"

namespace sw::adapters {
namespace {

using ports::Field;
using ports::Level;
using testing::HasSubstr;
using testing::Not;

constexpr LogIds kIds{"stream-1", "run-1", "instance-1"};
constexpr WallTime kTime = WallTime::FromMillis(1'767'323'045'006);  // 2026-01-02T03:04:05.006Z

std::string json(std::string_view message, const std::vector<Field>& fields = {}) {
  return json_line(kTime, Level::kInfo, "input", message, kIds, fields);
}
std::string text(std::string_view message, const std::vector<Field>& fields = {}) {
  return text_line(kTime, Level::kWarn, "input", message, kIds, fields);
}

// The value that a JSON reader finds under a name.
std::string read_back(const std::string& line, const char* name) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag>(line.data(), line.size());
  if (document.HasParseError() || !document.IsObject() || !document.HasMember(name)) return "unreadable: " + line;
  const auto& value = document[name];
  return value.IsString() ? std::string(value.GetString(), value.GetStringLength()) : "no string";
}

TEST(JsonLine, HasTimeLevelComponentMessageAndIdsThenTheFields) {
  EXPECT_EQ(json("media flows", {{"tracks", int64_t{2}}, {"codec", std::string_view("h264")}}),
            R"({"time":"2026-01-02T03:04:05.006Z","level":"info","component":"input","message":"media flows",)"
            R"("streamId":"stream-1","runId":"run-1","instanceId":"instance-1","tracks":2,"codec":"h264"})");
}

TEST(JsonLine, KeepsNumbersAndBooleansAsSuch) {
  const std::string line =
      json("m", {{"least", std::numeric_limits<int64_t>::min()}, {"delta_ms", -0.5}, {"ready", true}});
  EXPECT_THAT(line, HasSubstr(R"("least":-9223372036854775808,"delta_ms":-0.5,"ready":true})"));
}

TEST(JsonLine, WritesNullForNumbersThatJsonLacks) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_THAT(json("m", {{"a", infinity}, {"b", -infinity}, {"c", std::numeric_limits<double>::quiet_NaN()}}),
              HasSubstr(R"("a":null,"b":null,"c":null})"));
}

TEST(JsonLine, GivesBackWhatWasSaidWhateverCharactersItHas) {
  const std::string said = "\"quoted\" \\ \b\f\n\r\t\x01 </script> \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x8E\xA5";
  EXPECT_EQ(read_back(json(said), "message"), said);
  EXPECT_EQ(read_back(json("m", {{"text", std::string_view(said)}}), "text"), said);
}

TEST(JsonLine, IsOneLine) { EXPECT_THAT(json("a\nb\r\nc"), Not(testing::AnyOf(HasSubstr("\n"), HasSubstr("\r")))); }

struct Bytes {
  std::string given;
  std::string shown;
};
class InvalidUtf8 : public testing::TestWithParam<Bytes> {};

TEST_P(InvalidUtf8, BecomesTheReplacementCharacter) {
  EXPECT_EQ(read_back(json(GetParam().given), "message"), GetParam().shown);
}

const std::string kReplaced = "\xEF\xBF\xBD";
INSTANTIATE_TEST_SUITE_P(Texts, InvalidUtf8,
                         testing::Values(Bytes{"a\xFF"
                                               "b",
                                               "a" + kReplaced + "b"},
                                         Bytes{"\x80", kReplaced}, Bytes{"\xC3", kReplaced},
                                         Bytes{"\xC0\xAF", kReplaced + kReplaced},                  // overlong '/'
                                         Bytes{"\xE0\x80\x80", kReplaced + kReplaced + kReplaced},  // overlong
                                         Bytes{"\xED\xA0\x80", kReplaced + kReplaced + kReplaced},  // a surrogate
                                         Bytes{"\xF4\x90\x80\x80",
                                               kReplaced + kReplaced + kReplaced + kReplaced},  // above U+10FFFF
                                         Bytes{"\xE2\x82z", kReplaced + kReplaced + "z"}));

TEST(JsonLine, CutsALongValueAtACharacter) {
  std::string said;
  while (said.size() < kMaxLogValueBytes + 100) said += "\xE2\x82\xAC";
  const std::string shown = read_back(json(said), "message");
  EXPECT_LE(shown.size(), kMaxLogValueBytes + 6);  // up to a whole character, and the ellipsis
  EXPECT_TRUE(shown.ends_with("\xE2\x82\xAC\xE2\x80\xA6"));
}

TEST(JsonLine, CutsCredentialsOutOfUrls) {
  const std::string line =
      json("cannot open rtsp://u:hunter2@h/x", {{"url", std::string_view("rtmp://hunter2@h/live@2x")}});
  EXPECT_EQ(read_back(line, "message"), "cannot open rtsp://h/x");
  EXPECT_EQ(read_back(line, "url"), "rtmp://h/live@2x");
}

TEST(JsonLine, CutsCredentialsOutOfEveryUrlInAText) {
  EXPECT_EQ(read_back(json("'rtsp://a:b@c' to \"rtmp://d:e@f:1/g\", http://h"), "message"),
            "'rtsp://c' to \"rtmp://f:1/g\", http://h");
}

TEST(JsonLine, NamesEveryLevel) {
  EXPECT_EQ(level_name(Level::kDebug), "debug");
  EXPECT_EQ(level_name(Level::kInfo), "info");
  EXPECT_EQ(level_name(Level::kWarn), "warn");
  EXPECT_EQ(level_name(Level::kError), "error");
}

TEST(TextLine, HasTheSameInAnotherForm) {
  EXPECT_EQ(text("media flows", {{"tracks", int64_t{2}}, {"live", true}}),
            "2026-01-02T03:04:05.006Z WARN input: media flows tracks=2 live=true "
            "streamId=stream-1 runId=run-1 instanceId=instance-1");
}

TEST(TextLine, IsOneLineWithoutControlCharacters) {
  EXPECT_THAT(text("a\nb", {{"text", std::string_view("c\r\x1b[31m\x7f")}}), HasSubstr("input: a b text=c  [31m  "));
}

TEST(TextLine, CutsCredentialsOutOfUrls) { EXPECT_THAT(text("rtsp://u:hunter2@h/x"), HasSubstr("input: rtsp://h/x ")); }

}  // namespace
}  // namespace sw::adapters
