// Every metric that is published: its help, its own label and the values that label can have. All series
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
inline constexpr std::array<std::string_view, 7> kDropReasons{
    "before_start", "awaiting_keyframe", "no_timestamp", "held_overflow", "off_timeline", "late", "unpublished"};
inline constexpr std::array<std::string_view, 2> kTracks{"video", "audio"};
inline constexpr std::array<std::string_view, 4> kFileKinds{"video", "audio", "dubbed", "metadata"};
inline constexpr std::array<std::string_view, 8> kIgnoredReasons{"late",         "duplicate",        "other_session",
                                                                 "other_stream", "unknown_fragment", "unknown_event",
                                                                 "malformed",    "unexpected_packet"};
inline constexpr std::array<std::string_view, 4> kAlertCauses{"unusable_audio", "unsupported_audio",
                                                              "sequence_mismatch", "pause_exception"};
inline constexpr std::array<std::string_view, 5> kRecycleCauses{"invalid_sequence", "stream_not_found", "probe_timeout",
                                                                "timeouts", "requested"};
}  // namespace metric_labels

using ports::Counter;
using ports::Gauge;
using ports::Histogram;

inline constexpr std::array<MetricRow<Counter>, 20> kCounters{{
    {Counter::kAudioFragments, "Audio segments that have ended.", {}, {}},
    {Counter::kFallbacks, "Segments published with original audio.", {}, {}},
    {Counter::kFallbackReasons, "Segments published with original audio, by reason.", "reason",
     metric_labels::kFallbackReasons},
    {Counter::kPipelineErrors, "Errors of the media pipelines, by type.", "error_type", metric_labels::kErrorTypes},
    {Counter::kPipelineWarnings, "Warnings of the media pipelines.", {}, {}},
    {Counter::kBackpressureEvents, "Backpressure events from the STS, by action.", "action", metric_labels::kActions},
    {Counter::kReconnections, "Successful reconnections to the STS.", {}, {}},
    {Counter::kReconnectAttempts, "Attempts to reconnect to the STS.", {}, {}},
    {Counter::kInputLosses, "Times the input was lost.", {}, {}},
    {Counter::kEpochs, "Epochs of the media timeline, by cause.", "cause", metric_labels::kEpochCauses},
    {Counter::kDroppedUnits, "Access units not carried, by reason.", "reason", metric_labels::kDropReasons},
    {Counter::kSegmentFiles, "Files written beside the stream, by kind.", "kind", metric_labels::kFileKinds},
    {Counter::kStorageFailures, "Files that could not be written or removed.", {}, {}},
    {Counter::kFragmentsSent, "Fragments handed to the transport.", {}, {}},
    {Counter::kFragmentsApplied, "Segments published with dubbed audio.", {}, {}},
    {Counter::kIgnoredMessages, "Messages of the STS that changed nothing.", "reason", metric_labels::kIgnoredReasons},
    {Counter::kAlerts, "Incidents that somebody should look at, by cause.", "cause", metric_labels::kAlertCauses},
    {Counter::kRecycles, "Sessions that were to be replaced, by cause.", "cause", metric_labels::kRecycleCauses},
    {Counter::kHolds, "Times the output waited for a segment.", {}, {}},
    {Counter::kAudioErrors, "Audio that could not be decoded or encoded.", {}, {}},
}};

// A gauge with a label has one enumerator per value, in the order of its values.
struct GaugeRow {
  Gauge metric;
  std::string_view help;
  std::string_view label;
  std::string_view value;
};
inline constexpr std::array<GaugeRow, 6> kGauges{{
    {Gauge::kInflightFragments, "Fragments sent to the STS and not answered.", {}, {}},
    {Gauge::kAvSyncDeltaMs, "Audio shift minus video shift as published, signed.", {}, {}},
    {Gauge::kBreakerState, "0 closed, 1 half open, 2 open.", {}, {}},
    {Gauge::kVideoQueueMs, "Media waiting to be published.", "track", "video"},
    {Gauge::kAudioQueueMs, "Media waiting to be published.", "track", "audio"},
    {Gauge::kLatenessMs, "Holds of the output minus what was caught up.", {}, {}},
}};

struct HistogramRow {
  Histogram metric;
  std::string_view help;
  std::span<const double> buckets;  // upper bounds
};
inline constexpr std::array<double, 8> kRttBucketsMs{50, 100, 250, 500, 1000, 2000, 4000, 8000};
inline constexpr std::array<double, 8> kLatencyBucketsMs{100, 500, 1000, 3000, 6000, 10000, 15000, 30000};
inline constexpr std::array<HistogramRow, 2> kHistograms{{
    {Histogram::kStsRttMs, "From handing a fragment to the transport to its result.", kRttBucketsMs},
    {Histogram::kLatencyMs, "From a unit's arrival to its publication.", kLatencyBucketsMs},
}};

}  // namespace sw::adapters
