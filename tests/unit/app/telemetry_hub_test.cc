#include "worker/app/telemetry_hub.h"

#include <gmock/gmock.h>

namespace sw::app {
namespace {

class StoppedClock final : public ports::Clock {
 public:
  Timestamp now() const override { return Timestamp::FromSeconds(1); }
  WallTime wall_now() const override { return WallTime::FromMillis(1'700'000'000'123); }
};

class TelemetryHubTest : public testing::Test {
 protected:
  StoppedClock clock_;
  adapters::StructuredLog log_ = adapters::StructuredLog::open({}).value();
  adapters::Metrics metrics_{StreamId::parse("s").value()};
  TelemetryHub hub_{clock_, log_, metrics_};
};

TEST_F(TelemetryHubTest, IsNotReadyUntilToldSo) {
  EXPECT_FALSE(hub_.ready());
  hub_.set_ready(true);
  EXPECT_TRUE(hub_.ready());
  hub_.set_ready(false);
  EXPECT_FALSE(hub_.ready());
}

TEST_F(TelemetryHubTest, LogsWithTheCivilTimeOfTheClock) {
  testing::internal::CaptureStdout();
  hub_.log(ports::Level::kWarn, "input", "lost", {});
  EXPECT_THAT(testing::internal::GetCapturedStdout(), testing::HasSubstr("\"time\":\"2023-11-14T22:13:20.123Z\""));
}

TEST_F(TelemetryHubTest, PassesMetricsOn) {
  hub_.count(ports::Counter::kInputLosses, "", 2);
  hub_.set(ports::Gauge::kBreakerState, 1);
  hub_.observe(ports::Histogram::kStsRttMs, 70);
  const std::string text = metrics_.text();
  EXPECT_THAT(text, testing::HasSubstr("worker_input_losses_total{stream_id=\"s\"} 2\n"));
  EXPECT_THAT(text, testing::HasSubstr("worker_sts_breaker_state{stream_id=\"s\"} 1\n"));
  EXPECT_THAT(text, testing::HasSubstr("worker_sts_rtt_ms_bucket{stream_id=\"s\",le=\"100\"} 1\n"));
}

}  // namespace
}  // namespace sw::app
