// Where a setting comes from, and what must not come from a command line.
#include <gmock/gmock.h>

#include "tests/unit/app/given_settings.h"
#include "worker/app/config_text.h"

namespace sw::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(SettingSources, AFlagWinsOverTheEnvironment) {
  GivenSettings given = with_flag("sts-timeout-ms", "2000");
  given.variables["WORKER_STS_TIMEOUT_MS"] = "3000";
  const auto resolved = accepted(given);
  EXPECT_EQ(resolved.settings.worker.sts_timeout, TimeDelta::Millis(2000));
  EXPECT_EQ(effective(resolved, "sts-timeout-ms").source, SettingSource::kFlag);
}

TEST(SettingSources, TheEnvironmentWinsOverTheDefault) {
  const auto resolved = accepted(with_variable("WORKER_STS_TIMEOUT_MS", "3000"));
  EXPECT_EQ(resolved.settings.worker.sts_timeout, TimeDelta::Millis(3000));
  EXPECT_EQ(effective(resolved, "sts-timeout-ms").source, SettingSource::kEnvironment);
}

TEST(SettingSources, WhatIsNotGivenIsTheDefault) {
  EXPECT_EQ(effective(accepted({}), "sts-timeout-ms").source, SettingSource::kDefault);
}

TEST(SettingSources, AnEmptyVariableCountsAsNotSet) {
  const auto resolved = accepted(with_variable("WORKER_STS_TIMEOUT_MS", ""));
  EXPECT_EQ(effective(resolved, "sts-timeout-ms").source, SettingSource::kDefault);
}

TEST(SettingSources, AnEmptyFlagIsAValueThatIsNotAllowed) {
  EXPECT_THAT(complaints(with_flag("source-lang", "")), ElementsAre(HasSubstr("--source-lang= is not allowed")));
}

TEST(SettingSources, AWrongVariableBehindAFlagIsNotLookedAt) {
  GivenSettings given = with_flag("sts-timeout-ms", "2000");
  given.variables["WORKER_STS_TIMEOUT_MS"] = "soon";
  EXPECT_EQ(accepted(given).settings.worker.sts_timeout, TimeDelta::Millis(2000));
}

TEST(SettingSources, AMessageNamesTheFlagOrTheVariableAsItWasGiven) {
  EXPECT_THAT(complaints(with_flag("log-level", "loud")), ElementsAre(HasSubstr("--log-level=loud")));
  EXPECT_THAT(complaints(with_variable("LOG_LEVEL", "loud")), ElementsAre(HasSubstr("LOG_LEVEL=loud")));
}

struct SecretUrl {
  std::string flag, variable, url;
};

class UrlWithPassword : public testing::TestWithParam<SecretUrl> {};

TEST_P(UrlWithPassword, IsTakenFromTheEnvironment) {
  const auto resolved = accepted(with_variable(GetParam().variable, GetParam().url));
  EXPECT_THAT(effective(resolved, GetParam().flag).value, Not(HasSubstr("hunter2")));
}

TEST_P(UrlWithPassword, IsRefusedAsAFlagWithoutBeingRepeated) {
  EXPECT_THAT(
      complaints(with_flag(GetParam().flag, GetParam().url)),
      ElementsAre(AllOf(HasSubstr("--" + GetParam().flag), HasSubstr("has a password"),
                        HasSubstr("allowed: the same URL in " + GetParam().variable), Not(HasSubstr("hunter2")))));
}

INSTANTIATE_TEST_SUITE_P(Rows, UrlWithPassword,
                         testing::Values(SecretUrl{"input-url", "WORKER_INPUT_URL", "rtsp://u:hunter2@h/x"},
                                         SecretUrl{"output-url", "WORKER_OUTPUT_URL", "rtmp://u:hunter2@h/a/b"},
                                         SecretUrl{"sts-service-url", "WORKER_STS_SERVICE_URL", "https://u:hunter2@h"}),
                         [](const auto& row) { return row.param.variable; });

TEST(SettingSources, TheWholeUrlReachesTheWorker) {
  const auto resolved = accepted(with_variable("WORKER_INPUT_URL", "rtsp://u:hunter2@h/x"));
  EXPECT_EQ(resolved.settings.worker.input_url.secret_text(), "rtsp://u:hunter2@h/x");
}

TEST(SettingSources, AUserWithoutAPasswordMayBeAFlag) {
  EXPECT_THAT(complaints(with_flag("input-url", "rtsp://user@h/x")), ElementsAre());
}

class MisplacedSecret : public testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(MisplacedSecret, IsNotRepeated) {
  EXPECT_THAT(complaints(with_flag(GetParam().first, GetParam().second)), ElementsAre(Not(HasSubstr("hunter2"))));
}

INSTANTIATE_TEST_SUITE_P(
    Values, MisplacedSecret,
    testing::Values(std::pair("input-url", "rtsp://u:hunter2@h:99999/x"), std::pair("input-url", "u:hunter2@h/x"),
                    std::pair("input-url", "rtmp://u:hunter2@h/x"), std::pair("input-url", "rtsp://u:a/hunter2@h/x"),
                    std::pair("mediamtx-host", "u:hunter2@h"), std::pair("stream-id", "rtsp://u:hunter2@h/x")));

TEST(ConfigText, SaysEachSettingWithItsOrigin) {
  GivenSettings given = with_variable("WORKER_AV_OFFSET", "1m30ms");
  given.variables["WORKER_AV_OFFSET"] = "2s";
  const std::string text = config_text(accepted(given).effective);
  EXPECT_THAT(text, HasSubstr("stream-id                = test  (flag)\n"));
  EXPECT_THAT(text, HasSubstr("av-offset                = 2s  (environment)\n"));
  EXPECT_THAT(text, HasSubstr("input-url                = rtsp://mediamtx:8554/live/test/in  (default)\n"));
}

TEST(ConfigText, HidesCredentials) {
  const auto resolved = accepted(with_variable("WORKER_OUTPUT_URL", "rtmp://u:hunter2@h/a/b"));
  const std::string text = config_text(resolved.effective);
  EXPECT_THAT(text, HasSubstr("output-url               = rtmp://h/a/b  (environment)\n"));
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace sw::app
