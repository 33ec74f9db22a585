// Flag before environment before default, for every row and whatever else is given.
#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include <array>
#include <string>

#include "tests/unit/app/given_settings.h"
#include "worker/app/settings_table.h"

namespace sw::app {
namespace {

// Rows with values that are allowed; the two differ from each other and from the default.
struct Sample {
  std::string_view flag;
  std::array<std::string, 2> values;
};
const std::array<Sample, 30> kSamples{{
    {"worker-id", {"w1", "w2"}},
    {"input-url", {"rtsp://a/x", "rtsps://b/y"}},
    {"output-url", {"rtmp://a/x", "rtmps://b/y"}},
    {"mediamtx-host", {"a", "b"}},
    {"mediamtx-rtsp-port", {"1", "2"}},
    {"mediamtx-rtmp-port", {"1", "2"}},
    {"rtsp-latency-ms", {"1", "2"}},
    {"ready-timeout", {"1s", "2s"}},
    {"sts-mode", {"passthrough", "disabled"}},
    {"sts-service-url", {"ws://a", "https://b"}},
    {"sts-timeout-ms", {"1000", "2000"}},
    {"sts-max-inflight", {"1", "2"}},
    {"source-lang", {"fr", "de"}},
    {"target-lang", {"fr", "de"}},
    {"tts-voice", {"a", "b"}},
    {"segment-duration", {"1s", "2s"}},
    {"segment-dir", {"a", "b"}},
    {"segment-retention", {"0", "1m"}},
    {"av-offset", {"1s", "2s"}},
    {"playout-delay-ms", {"1", "2"}},
    {"backpressure-pause-limit", {"0", "1s"}},
    {"drain-timeout", {"1s", "2s"}},
    {"metrics-host", {"0.0.0.0", "::1"}},
    {"metrics-port", {"0", "1"}},
    {"log-level", {"debug", "error"}},
    {"log-format", {"text", "text"}},
    {"log-dir", {"a", "b"}},
    {"log-stdout", {"false", "false"}},
    {"run-id", {"a", "b"}},
    {"instance-id", {"a", "b"}},
}};

std::string variable_of(std::string_view flag) {
  for (const SettingRow& row : setting_rows()) {
    if (row.flag == flag) return std::string(row.variable);
  }
  throw std::runtime_error("no such row");
}

// Where a sample's value is to be given: bit 0 the flag, bit 1 the variable.
RC_GTEST_PROP(SettingsProperty, EverySettingIsTheFlagElseTheVariableElseTheDefault, ()) {
  GivenSettings given;
  std::array<int, kSamples.size()> places{};
  for (std::size_t i = 0; i < kSamples.size(); ++i) {
    places.at(i) = *rc::gen::inRange(0, 4);
    if ((places.at(i) & 1) != 0) given.flags[std::string(kSamples.at(i).flag)] = kSamples.at(i).values[0];
    if ((places.at(i) & 2) != 0) given.variables[variable_of(kSamples.at(i).flag)] = kSamples.at(i).values[1];
  }
  const auto resolved = accepted(given);
  for (std::size_t i = 0; i < kSamples.size(); ++i) {
    if (places.at(i) == 0) continue;
    const auto setting = effective(resolved, kSamples.at(i).flag);
    const bool by_flag = (places.at(i) & 1) != 0;
    RC_ASSERT(setting.source == (by_flag ? SettingSource::kFlag : SettingSource::kEnvironment));
    RC_ASSERT(setting.value == kSamples.at(i).values.at(by_flag ? 0 : 1));
  }
  for (const auto& setting : resolved.effective) {
    const bool is_default = !given.flags.contains(setting.flag) && !given.variables.contains(variable_of(setting.flag));
    RC_ASSERT((setting.source == SettingSource::kDefault) == is_default);
  }
}

RC_GTEST_PROP(SettingsProperty, AnyTextForAnySettingIsTakenOrRefusedInOneLine, (const std::string& text)) {
  const auto rows = setting_rows();
  const SettingRow& row = rows[*rc::gen::inRange<std::size_t>(0, rows.size())];
  for (const auto& complaint : complaints(with_flag(row.flag, text))) {
    RC_ASSERT(complaint.starts_with("--" + std::string(row.flag) + "="));
    RC_ASSERT(complaint.find('\n') == std::string::npos);
    RC_ASSERT(complaint.find("allowed: ") != std::string::npos);
  }
}

}  // namespace
}  // namespace sw::app
