// Every default of spec 013, by what the rest of the program sees of it.
#include <gmock/gmock.h>

#include "tests/unit/app/given_settings.h"
#include "worker/app/settings_table.h"

namespace sw::app {
namespace {

using engine::StsMode;
using testing::ElementsAre;

TEST(SettingsDefault, UrlsAreDerivedFromMediaMtxAndStreamId) {
  const auto worker = accepted({}).settings.worker;
  EXPECT_EQ(worker.input_url.text(), "rtsp://mediamtx:8554/live/test/in");
  EXPECT_EQ(worker.output_url.text(), "rtmp://mediamtx:1935/live/test/out");
}

TEST(SettingsDefault, DerivedUrlsFollowHostAndPorts) {
  GivenSettings given;
  given.flags["mediamtx-host"] = "10.0.0.7";
  given.flags["mediamtx-rtsp-port"] = "18554";
  given.flags["mediamtx-rtmp-port"] = "11935";
  const auto worker = accepted(given).settings.worker;
  EXPECT_EQ(worker.input_url.text(), "rtsp://10.0.0.7:18554/live/test/in");
  EXPECT_EQ(worker.output_url.text(), "rtmp://10.0.0.7:11935/live/test/out");
}

TEST(SettingsDefault, DerivedUrlsTakeAnIpv6HostInBrackets) {
  EXPECT_EQ(accepted(with_flag("mediamtx-host", "[::1]")).settings.worker.input_url.host(), "::1");
}

TEST(SettingsDefault, InputTimesAreThoseOfTheSpec) {
  const auto worker = accepted({}).settings.worker;
  EXPECT_EQ(worker.rtsp_latency, TimeDelta::Millis(200));
  EXPECT_EQ(worker.ready_timeout, TimeDelta::Seconds(15));
}

TEST(SettingsDefault, StsIsEnabledAtLocalhost) {
  const auto worker = accepted({}).settings.worker;
  EXPECT_EQ(worker.sts_mode, StsMode::kEnabled);
  EXPECT_EQ(worker.sts_service_url.text(), "http://localhost:8080");
  EXPECT_EQ(worker.sts_timeout, TimeDelta::Millis(8000));
  EXPECT_EQ(worker.sts_max_inflight, 3);
  EXPECT_EQ(worker.backpressure_pause_limit, TimeDelta::Seconds(60));
}

TEST(SettingsDefault, DubbingIsFromEnglishToSpanish) {
  const auto worker = accepted({}).settings.worker;
  EXPECT_EQ(worker.source_language, "en");
  EXPECT_EQ(worker.target_language, "es");
  EXPECT_EQ(worker.tts_voice, "default");
}

TEST(SettingsDefault, SegmentsAreSixSecondsAndKeptForAnHour) {
  const auto worker = accepted({}).settings.worker;
  EXPECT_EQ(worker.segment_duration, TimeDelta::Seconds(6));
  EXPECT_EQ(worker.segment_retention, TimeDelta::Minutes(60));
  EXPECT_EQ(worker.segment_dir, "./segments");
}

TEST(SettingsDefault, PlayoutAndEndAreThoseOfTheSpec) {
  const auto worker = accepted({}).settings.worker;
  EXPECT_EQ(worker.av_offset, TimeDelta::Seconds(6));
  EXPECT_EQ(worker.playout_delay, TimeDelta::Millis(500));
  EXPECT_EQ(worker.drain_timeout, TimeDelta::Seconds(20));
}

TEST(SettingsDefault, MetricsListenOnThisMachineAlone) {
  const auto settings = accepted({}).settings;
  EXPECT_EQ(settings.metrics_host, "127.0.0.1");
  EXPECT_EQ(settings.metrics_port, 8000);
}

TEST(SettingsDefault, LogIsJsonOnStandardOutput) {
  const auto log = accepted({}).settings.log;
  EXPECT_EQ(log.level, ports::Level::kInfo);
  EXPECT_TRUE(log.json);
  EXPECT_TRUE(log.to_stdout);
  EXPECT_EQ(log.dir, std::nullopt);
}

TEST(SettingsDefault, IdsAreGeneratedAndTheWorkerTakesTheInstances) {
  const auto settings = accepted({}).settings;
  EXPECT_EQ(settings.log.run_id, "made-run-id");
  EXPECT_EQ(settings.log.instance_id, "made-instance-id");
  EXPECT_EQ(settings.worker.worker_id.text(), "made-instance-id");
}

TEST(SettingsDefault, LogLinesCarryTheStreamId) { EXPECT_EQ(accepted({}).settings.log.stream_id, "test"); }

TEST(SettingsDefault, StreamIdHasNoneAndIsRequired) {
  GivenSettings given;
  given.flags.clear();
  EXPECT_THAT(complaints(given),
              ElementsAre("--stream-id (WORKER_STREAM_ID) is required: 1 to 64 letters, digits, '-' or '_'"));
}

// A row that was forgotten in one place shows here.
TEST(SettingsDefault, EveryRowIsInForceButTheUnsetLogFolder) {
  EXPECT_EQ(accepted({}).effective.size() + 1, setting_rows().size());
  EXPECT_EQ(setting_rows().size(), 31U);
}

TEST(SettingsTable, FlagIsTheVariableInKebabCaseWithoutWorker) {
  for (const SettingRow& row : setting_rows()) {
    std::string name(row.variable);
    if (name.starts_with("WORKER_") && name != "WORKER_ID") name.erase(0, 7);
    for (char& c : name) c = c == '_' ? '-' : static_cast<char>(c - 'A' + 'a');
    EXPECT_EQ(row.flag, name);
  }
}

}  // namespace
}  // namespace sw::app
