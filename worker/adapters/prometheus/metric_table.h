// Every metric that is published: its name, its help, its own label and the values that label can have. All series
// exist at zero from the start, so that a rate over them is right from the first event (spec 003, 018).
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "worker/ports/telemetry.h"

namespace sw::adapters {

template <class Metric>
struct MetricRow {
  Metric metric;
  std::string_view name;
  std::string_view help;
  std::string_view label;                    // empty: none but stream_id
  std::span<const std::string_view> values;  // of that label
};

namespace metric_labels {
inline constexpr std::array<std::string_view, 4> kErrorTypes{"pipeline_error", "element_error", "stream_error",
                                                             "negotiation_error"};
inline constexpr std::array<std::string_view, 3> kActions{"slow_down", "pause", "none"};
inline constexpr std::array<std::string_view, 13> kFallbackReasons{
    "timeout",  "error",   "unusable",  "disconnected", "breaker",     "paused", "slow_down",
    "overload", "playout", "too_short", "too_large",    "unsupported", "drain"};
inline constexpr std::array<std::string_view, 4> kEpochCauses{"start", "restart", "jump", "format_change"};
inline constexpr std::array<std::string_view, 6> kDropReasons{"before_start",  "awaiting_keyframe", "no_timestamp",
                                                              "held_overflow", "off_timeline",      "late"};
inline constexpr std::array<std::string_view, 2> kTracks{"video", "audio"};
}  // namespace metric_labels

using ports::Counter;
using ports::Gauge;
using ports::Histogram;

inline constexpr std::array<MetricRow<Counter>, 11> kCounters{{
    {Counter::kAudioFragments, "worker_audio_fragments_total", "Audio segments that have ended.", {}, {}},
    {Counter::kFallbacks, "worker_fallback_total", "Segments published with original audio.", {}, {}},
    {Counter::kFallbackReasons, "worker_fallback_reason_total", "Segments published with original audio, by reason.",
     "reason", metric_labels::kFallbackReasons},
    {Counter::kPipelineErrors, "worker_gst_bus_errors_total", "Errors of the media pipelines, by type.", "error_type",
     metric_labels::kErrorTypes},
    {Counter::kPipelineWarnings, "worker_gst_bus_warnings_total", "Warnings of the media pipelines.", {}, {}},
    {Counter::kBackpressureEvents, "worker_backpressure_events_total", "Backpressure events from the STS, by action.",
     "action", metric_labels::kActions},
    {Counter::kReconnections, "worker_reconnection_total", "Successful reconnections to the STS.", {}, {}},
    {Counter::kReconnectAttempts, "worker_reconnection_attempts_total", "Attempts to reconnect to the STS.", {}, {}},
    {Counter::kInputLosses, "worker_input_losses_total", "Times the input was lost.", {}, {}},
    {Counter::kEpochs, "worker_epochs_total", "Epochs of the media timeline, by cause.", "cause",
     metric_labels::kEpochCauses},
    {Counter::kDroppedUnits, "worker_dropped_units_total", "Access units not carried, by reason.", "reason",
     metric_labels::kDropReasons},
}};

// A gauge with a label has one enumerator per value, in the order of its values.
struct GaugeRow {
  Gauge metric;
  std::string_view name;
  std::string_view help;
  std::string_view label;
  std::string_view value;
};
inline constexpr std::array<GaugeRow, 5> kGauges{{
    {Gauge::kInflightFragments, "worker_inflight_fragments", "Fragments sent to the STS and not answered.", {}, {}},
    {Gauge::kAvSyncDeltaMs, "worker_av_sync_delta_ms", "Audio shift minus video shift as published, signed.", {}, {}},
    {Gauge::kBreakerState, "worker_sts_breaker_state", "0 closed, 1 half open, 2 open.", {}, {}},
    {Gauge::kVideoQueueMs, "worker_queue_depth_ms", "Media waiting to be published.", "track", "video"},
    {Gauge::kAudioQueueMs, "worker_queue_depth_ms", "Media waiting to be published.", "track", "audio"},
}};

struct HistogramRow {
  Histogram metric;
  std::string_view name;
  std::string_view help;
  std::span<const double> buckets;  // upper bounds
};
inline constexpr std::array<double, 8> kRttBucketsMs{50, 100, 250, 500, 1000, 2000, 4000, 8000};
inline constexpr std::array<double, 8> kLatencyBucketsMs{100, 500, 1000, 3000, 6000, 10000, 15000, 30000};
inline constexpr std::array<HistogramRow, 2> kHistograms{{
    {Histogram::kStsRttMs, "worker_sts_rtt_ms", "From handing a fragment to the transport to its result.",
     kRttBucketsMs},
    {Histogram::kLatencyMs, "worker_end_to_end_latency_ms", "From a unit's arrival to its publication.",
     kLatencyBucketsMs},
}};

}  // namespace sw::adapters
