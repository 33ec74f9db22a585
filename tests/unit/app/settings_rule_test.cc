// What each setting may be: for every row the outermost values that are allowed, those just beyond, and the message.
#include <gmock/gmock.h>

#include "tests/unit/app/given_settings.h"
#include "worker/app/settings_table.h"

namespace sw::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

struct Limits {
  std::string_view variable;
  std::vector<std::string> allowed;
  std::vector<std::string> refused;
  std::string_view rule;  // what the message says is allowed
};

std::string repeated(char c, std::size_t n) { return std::string(n, c); }

// Names the row in a failure.
void PrintTo(const Limits& limits, std::ostream* out) { *out << limits.variable; }

class SettingRule : public testing::TestWithParam<Limits> {};

TEST_P(SettingRule, TakesWhatIsAllowed) {
  for (const auto& value : GetParam().allowed) {
    GivenSettings given = with_variable(GetParam().variable, value);
    if (GetParam().variable == "WORKER_STREAM_ID") given.flags.clear();
    EXPECT_THAT(complaints(given), SizeIs(0)) << value;
  }
}

TEST_P(SettingRule, RefusesTheRestNamingVariableValueAndRule) {
  for (const auto& value : GetParam().refused) {
    GivenSettings given = with_variable(GetParam().variable, value);
    if (GetParam().variable == "WORKER_STREAM_ID") given.flags.clear();
    const auto said = complaints(given);
    ASSERT_FALSE(said.empty()) << value;
    EXPECT_THAT(said.front(), HasSubstr(std::string(GetParam().variable) + "=")) << value;
    EXPECT_THAT(said.front(), HasSubstr(value.substr(0, 200)));
    EXPECT_THAT(said.front(), HasSubstr("allowed: " + std::string(GetParam().rule)));
  }
}

const std::string kIdRule = "1 to 64 letters, digits, '-' or '_'";
const std::string kTextRule = "1 to 64 printable ASCII characters without spaces";
const std::string kFolderRule = "a folder that can be created and written";

const std::vector<Limits> kAllLimits{
    {"WORKER_STREAM_ID",
     {"a", "A-b_9", repeated('x', 64)},
     {repeated('x', 65), "a/b", "a b", "..", "é", "a\"b"},
     kIdRule},
    {"WORKER_ID", {"w", repeated('w', 64)}, {repeated('w', 65), "w/1", "w.1"}, kIdRule},
    {"RUN_ID", {"r", "run.7/b", repeated('r', 64)}, {repeated('r', 65), "run 7"}, kTextRule},
    {"INSTANCE_ID", {"pod-1.default", repeated('i', 64)}, {repeated('i', 65), "pod 1"}, kTextRule},
    {"WORKER_INPUT_URL",
     {"rtsp://h/x", "rtsps://h:322/x", "RTSP://h/x", "rtsp://u:p@h/x", "rtsp://[::1]:8554/x"},
     {"rtmp://h/x", "h/x", "rtsp://", "rtsp://h:0/x", "rtsp://h:65536/x", "rtsp://h/a b", "rtsp://h/#f"},
     "an rtsp or rtsps URL"},
    {"WORKER_OUTPUT_URL", {"rtmp://h/a/b", "rtmps://h/a/b"}, {"rtsp://h/x", "rtmp:/h/x"}, "an rtmp or rtmps URL"},
    {"WORKER_MEDIAMTX_HOST",
     {"media.example", "10.0.0.1", "[::1]", repeated('h', 253)},
     {"a b", "h:1", "h/x", "::1", repeated('h', 254)},
     "a host name or address"},
    {"WORKER_MEDIAMTX_RTSP_PORT", {"1", "65535"}, {"0", "65536", "-1", "+1", "1.0", "0x10", " 1"}, "1..65535"},
    {"WORKER_MEDIAMTX_RTMP_PORT", {"1", "65535"}, {"0", "65536"}, "1..65535"},
    {"WORKER_RTSP_LATENCY_MS", {"0", "5000"}, {"-1", "5001", "200ms", "99999999999999999999"}, "0..5000"},
    {"WORKER_READY_TIMEOUT", {"1s", "1m30s", "24h"}, {"999ms", "0", "15", "-1s", "24h1ms"}, "a duration of 1s or more"},
    {"WORKER_STS_MODE",
     {"enabled", "passthrough", "disabled"},
     {"Enabled", "fast", "on"},
     "enabled, passthrough or disabled"},
    {"WORKER_STS_SERVICE_URL",
     {"http://h", "https://h", "ws://h:1", "wss://h/p"},
     {"ftp://h", "h:8080", "http://"},
     "an http, https, ws or wss URL"},
    {"WORKER_STS_TIMEOUT_MS", {"1000", "30000"}, {"999", "30001", "8s"}, "1000..30000"},
    {"WORKER_STS_MAX_INFLIGHT", {"1", "10"}, {"0", "11", "three"}, "1..10"},
    {"WORKER_SOURCE_LANG", {"en", "pt-BR"}, {"e n", "é", repeated('x', 65)}, kTextRule},
    {"WORKER_TARGET_LANG", {"es", "zh_CN"}, {"e s"}, kTextRule},
    {"WORKER_TTS_VOICE", {"default", "voice/7"}, {"a voice", repeated('v', 65)}, kTextRule},
    {"WORKER_BACKPRESSURE_PAUSE_LIMIT", {"0", "0s", "60s", "24h"}, {"60", "-60s", "25h"}, "0 or a duration"},
    {"WORKER_SEGMENT_DURATION", {"1s", "30s", "1500ms"}, {"999ms", "30001ms", "6"}, "a duration of 1s..30s"},
    {"WORKER_SEGMENT_DIR", {"/x", "./segments", repeated('d', 1024)}, {repeated('d', 1025)}, kFolderRule},
    {"WORKER_SEGMENT_RETENTION", {"0", "1h", "720h"}, {"1d", "forever"}, "0 or a duration"},
    {"WORKER_AV_OFFSET", {"0s", "0", "60s", "1m"}, {"60001ms", "-1ms"}, "a duration of 0s..60s"},
    {"WORKER_PLAYOUT_DELAY_MS", {"0", "10000"}, {"-1", "10001"}, "0..10000"},
    {"WORKER_DRAIN_TIMEOUT", {"0s", "5m", "300s"}, {"5m1ms", "301s"}, "a duration of 0s..5m"},
    {"WORKER_METRICS_HOST",
     {"127.0.0.1", "0.0.0.0", "::1", "localhost"},
     {"example.org", "127.0.0.256", "[::1]", "127.0.0.1:80"},
     "a numeric address such as 127.0.0.1, 0.0.0.0 or ::1"},
    {"WORKER_METRICS_PORT", {"0", "65535"}, {"-1", "65536", "http"}, "0..65535"},
    {"LOG_LEVEL", {"debug", "info", "warn", "error"}, {"warning", "INFO", "trace"}, "debug, info, warn or error"},
    {"LOG_FORMAT", {"json", "text"}, {"xml", "JSON"}, "json or text"},
    {"LOG_DIR", {"/var/log/x"}, {repeated('d', 1025)}, kFolderRule},
    {"LOG_STDOUT", {"true", "false"}, {"yes", "1", "True"}, "true or false"},
};

INSTANTIATE_TEST_SUITE_P(Rows, SettingRule, testing::ValuesIn(kAllLimits),
                         [](const auto& row) { return std::string(row.param.variable); });

TEST(SettingRules, EveryRowHasItsLimitsHere) {
  std::vector<std::string_view> tested, rows;
  for (const auto& limits : kAllLimits) tested.push_back(limits.variable);
  for (const auto& row : setting_rows()) rows.push_back(row.variable);
  EXPECT_THAT(tested, testing::UnorderedElementsAreArray(rows));
}

TEST(SettingRules, AMessageIsOneLineWhateverTheValue) {
  EXPECT_THAT(complaints(with_variable("WORKER_TTS_VOICE", "a\nb\x1b[31m\x7f")),
              ElementsAre("WORKER_TTS_VOICE=a?b?[31m? is not allowed; allowed: " + kTextRule));
}

TEST(SettingRules, AMessageRepeatsNoMoreThanTwoHundredCharacters) {
  EXPECT_THAT(complaints(with_variable("WORKER_SEGMENT_DIR", repeated('d', 5000))),
              ElementsAre("WORKER_SEGMENT_DIR=" + repeated('d', 200) + "... is not allowed; allowed: " + kFolderRule));
}

TEST(SettingRules, EveryWrongSettingGetsItsOwnLine) {
  GivenSettings given = with_variable("LOG_LEVEL", "loud");
  given.flags["sts-max-inflight"] = "99";
  given.flags["stream-id"] = "a/b";
  EXPECT_THAT(complaints(given),
              testing::UnorderedElementsAre(HasSubstr("LOG_LEVEL=loud"), HasSubstr("--sts-max-inflight=99"),
                                            HasSubstr("--stream-id=a/b")));
}

TEST(SettingRules, AStreamIdThatIsWrongIsNotAlsoMissing) {
  EXPECT_THAT(complaints(with_flag("stream-id", "a/b")), SizeIs(1));
}

TEST(SettingRules, WhatIsDerivedFromAWrongValueIsNotComplainedOfToo) {
  EXPECT_THAT(complaints(with_flag("mediamtx-host", "a b")),
              ElementsAre(AllOf(HasSubstr("--mediamtx-host=a b"), Not(HasSubstr("url")))));
}

TEST(SettingRules, AnInstanceIdThatIsNoWorkerIdIsMadeOne) {
  const auto settings = accepted(with_variable("INSTANCE_ID", "pod-1.default")).settings;
  EXPECT_EQ(settings.log.instance_id, "pod-1.default");
  EXPECT_EQ(settings.worker.worker_id.text(), "pod-1-default");
}

}  // namespace
}  // namespace sw::app
