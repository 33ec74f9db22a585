#include "worker/adapters/prometheus/metrics.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "worker/engine/labels.h"

namespace sw::adapters {
namespace {

using ports::Counter;
using ports::Gauge;
using ports::Histogram;
using testing::Contains;
using testing::HasSubstr;

Metrics make_metrics() { return Metrics(StreamId::parse("s").value()); }

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) result.push_back(line);
  return result;
}

// Every series of the contract (spec 003, 018) and of the design, written out by hand: a rate over a series that only
// appears with its first event misses that event.
const std::vector<std::string> kSeriesAtStart{
    "worker_audio_fragments_total{stream_id=\"s\"} 0",
    "worker_fallback_total{stream_id=\"s\"} 0",
    "worker_fallback_reason_total{reason=\"timeout\",stream_id=\"s\"} 0",
    "worker_fallback_reason_total{reason=\"error\",stream_id=\"s\"} 0",
    "worker_fallback_reason_total{reason=\"unusable\",stream_id=\"s\"} 0",
    "worker_fallback_reason_total{reason=\"disconnected\",stream_id=\"s\"} 0",
    "worker_fallback_reason_total{reason=\"breaker\",stream_id=\"s\"} 0",
    "worker_fallback_reason_total{reason=\"paused\",stream_id=\"s\"} 0",
    "worker_fallback_reason_total{reason=\"slow_down\",stream_id=\"s\"} 0",
    "worker_fallback_reason_total{reason=\"overload\",stream_id=\"s\"} 0",
    "worker_fallback_reason_total{reason=\"playout\",stream_id=\"s\"} 0",
    "worker_fallback_reason_total{reason=\"too_short\",stream_id=\"s\"} 0",
    "worker_fallback_reason_total{reason=\"too_large\",stream_id=\"s\"} 0",
    "worker_fallback_reason_total{reason=\"unsupported\",stream_id=\"s\"} 0",
    "worker_fallback_reason_total{reason=\"drain\",stream_id=\"s\"} 0",
    "worker_gst_bus_errors_total{error_type=\"pipeline_error\",stream_id=\"s\"} 0",
    "worker_gst_bus_errors_total{error_type=\"element_error\",stream_id=\"s\"} 0",
    "worker_gst_bus_errors_total{error_type=\"stream_error\",stream_id=\"s\"} 0",
    "worker_gst_bus_errors_total{error_type=\"negotiation_error\",stream_id=\"s\"} 0",
    "worker_gst_bus_warnings_total{stream_id=\"s\"} 0",
    "worker_backpressure_events_total{action=\"slow_down\",stream_id=\"s\"} 0",
    "worker_backpressure_events_total{action=\"pause\",stream_id=\"s\"} 0",
    "worker_backpressure_events_total{action=\"none\",stream_id=\"s\"} 0",
    "worker_reconnection_total{stream_id=\"s\"} 0",
    "worker_reconnection_attempts_total{stream_id=\"s\"} 0",
    "worker_input_losses_total{stream_id=\"s\"} 0",
    "worker_epochs_total{cause=\"start\",stream_id=\"s\"} 0",
    "worker_epochs_total{cause=\"restart\",stream_id=\"s\"} 0",
    "worker_epochs_total{cause=\"jump\",stream_id=\"s\"} 0",
    "worker_epochs_total{cause=\"format_change\",stream_id=\"s\"} 0",
    "worker_dropped_units_total{reason=\"before_start\",stream_id=\"s\"} 0",
    "worker_dropped_units_total{reason=\"awaiting_keyframe\",stream_id=\"s\"} 0",
    "worker_dropped_units_total{reason=\"no_timestamp\",stream_id=\"s\"} 0",
    "worker_dropped_units_total{reason=\"held_overflow\",stream_id=\"s\"} 0",
    "worker_dropped_units_total{reason=\"off_timeline\",stream_id=\"s\"} 0",
    "worker_dropped_units_total{reason=\"late\",stream_id=\"s\"} 0",
    "worker_inflight_fragments{stream_id=\"s\"} 0",
    "worker_av_sync_delta_ms{stream_id=\"s\"} 0",
    "worker_sts_breaker_state{stream_id=\"s\"} 0",
    "worker_queue_depth_ms{stream_id=\"s\",track=\"video\"} 0",
    "worker_queue_depth_ms{stream_id=\"s\",track=\"audio\"} 0",
    "worker_sts_rtt_ms_count{stream_id=\"s\"} 0",
    "worker_end_to_end_latency_ms_count{stream_id=\"s\"} 0",
};

TEST(Metrics, EverySeriesExistsAtZeroFromTheStart) {
  const auto text = lines(make_metrics().text());
  for (const auto& series : kSeriesAtStart) EXPECT_THAT(text, Contains(series));
}

TEST(Metrics, EverySeriesCarriesTheStreamId) {
  for (const auto& line : lines(make_metrics().text())) {
    EXPECT_TRUE(line.starts_with('#') || line.find("stream_id=\"s\"") != std::string::npos) << line;
  }
}

TEST(Metrics, EveryFamilyHasHelpAndTypeOnce) {
  const auto text = lines(make_metrics().text());
  const std::vector<std::string> types{"# TYPE worker_audio_fragments_total counter",
                                       "# TYPE worker_queue_depth_ms gauge", "# TYPE worker_inflight_fragments gauge",
                                       "# TYPE worker_sts_rtt_ms histogram"};
  for (const auto& type : types) EXPECT_EQ(std::count(text.begin(), text.end(), type), 1) << type;
}

TEST(Metrics, RoundTripsHaveTheBucketsOfTheContract) {
  const auto text = lines(make_metrics().text());
  for (const char* bound : {"50", "100", "250", "500", "1000", "2000", "4000", "8000", "+Inf"}) {
    EXPECT_THAT(text, Contains("worker_sts_rtt_ms_bucket{stream_id=\"s\",le=\"" + std::string(bound) + "\"} 0"));
  }
  const auto buckets =
      std::ranges::count_if(text, [](const auto& l) { return l.starts_with("worker_sts_rtt_ms_bucket"); });
  EXPECT_EQ(buckets, 9);
}

TEST(Metrics, CountersAddUp) {
  Metrics metrics = make_metrics();
  metrics.count(Counter::kFallbackReasons, "overload", 2);
  metrics.count(Counter::kFallbackReasons, "overload", 3);
  EXPECT_THAT(metrics.text(), HasSubstr("worker_fallback_reason_total{reason=\"overload\",stream_id=\"s\"} 5\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("worker_fallback_reason_total{reason=\"timeout\",stream_id=\"s\"} 0\n"));
}

TEST(Metrics, GaugesHoldTheLastValue) {
  Metrics metrics = make_metrics();
  metrics.set(Gauge::kAvSyncDeltaMs, 12);
  metrics.set(Gauge::kAvSyncDeltaMs, -7.5);
  metrics.set(Gauge::kAudioQueueMs, 40);
  EXPECT_THAT(metrics.text(), HasSubstr("worker_av_sync_delta_ms{stream_id=\"s\"} -7.5\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("worker_queue_depth_ms{stream_id=\"s\",track=\"audio\"} 40\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("worker_queue_depth_ms{stream_id=\"s\",track=\"video\"} 0\n"));
}

TEST(Metrics, HistogramsCountUpToTheirBounds) {
  Metrics metrics = make_metrics();
  for (const double ms : {50.0, 51.0, 9000.0}) metrics.observe(Histogram::kStsRttMs, ms);
  const auto text = lines(metrics.text());
  EXPECT_THAT(text, Contains("worker_sts_rtt_ms_bucket{stream_id=\"s\",le=\"50\"} 1"));
  EXPECT_THAT(text, Contains("worker_sts_rtt_ms_bucket{stream_id=\"s\",le=\"100\"} 2"));
  EXPECT_THAT(text, Contains("worker_sts_rtt_ms_bucket{stream_id=\"s\",le=\"+Inf\"} 3"));
  EXPECT_THAT(text, Contains("worker_sts_rtt_ms_sum{stream_id=\"s\"} 9101"));
}

// Whatever label the engine publishes has a series: count() takes any other for our own mistake.
TEST(Metrics, KnowEveryLabelOfTheEngine) {
  Metrics metrics = make_metrics();
  for (const auto type : {ports::PipelineErrorType::kPipeline, ports::PipelineErrorType::kElement,
                          ports::PipelineErrorType::kStream, ports::PipelineErrorType::kNegotiation}) {
    metrics.count(Counter::kPipelineErrors, engine::error_type_label(type), 1);
  }
  for (const auto cause : {core::EpochCause::kStart, core::EpochCause::kRestart, core::EpochCause::kJump,
                           core::EpochCause::kFormatChange}) {
    metrics.count(Counter::kEpochs, engine::epoch_cause_label(cause), 1);
  }
  for (const auto reason :
       {core::DropReason::kBeforeStart, core::DropReason::kAwaitingKeyframe, core::DropReason::kNoTimestamp,
        core::DropReason::kHeldOverflow, core::DropReason::kOffTimeline, core::DropReason::kLate}) {
    metrics.count(Counter::kDroppedUnits, engine::drop_reason_label(reason), 1);
  }
  const auto text = lines(metrics.text());
  EXPECT_EQ(std::ranges::count_if(text, [](const auto& line) { return line.ends_with(" 1"); }), 4 + 4 + 6);
}

TEST(MetricsDeathTest, TakeAnUnknownLabelForOurOwnMistake) {
  Metrics metrics = make_metrics();
  EXPECT_DEATH(metrics.count(Counter::kFallbackReasons, "mood", 1), "check failed");
}

}  // namespace
}  // namespace sw::adapters
