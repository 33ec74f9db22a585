// The published names of metrics (spec 003, 018), in the order of their enumerators.
#pragma once

#include <array>
#include <string_view>

#include "worker/ports/telemetry.h"

namespace sw::ports {

inline constexpr std::array<std::string_view, kCounterCount> kCounterNames{
    "worker_audio_fragments_total",
    "worker_fallback_total",
    "worker_fallback_reason_total",
    "worker_gst_bus_errors_total",
    "worker_gst_bus_warnings_total",
    "worker_backpressure_events_total",
    "worker_reconnection_total",
    "worker_reconnection_attempts_total",
    "worker_input_losses_total",
    "worker_epochs_total",
    "worker_dropped_units_total",
    "worker_segment_files_total",
    "worker_segment_write_failures_total",
    "worker_fragments_sent_total",
    "worker_fragments_applied_total",
    "worker_sts_ignored_messages_total",
    "worker_alerts_total",
    "worker_sts_session_recycles_total",
    "worker_playout_holds_total",
    "worker_audio_codec_errors_total",
};
// A name that stands twice has a label, which tells its gauges apart.
inline constexpr std::array<std::string_view, kGaugeCount> kGaugeNames{
    "worker_inflight_fragments", "worker_av_sync_delta_ms", "worker_sts_breaker_state",
    "worker_queue_depth_ms",     "worker_queue_depth_ms",   "worker_playout_lateness_ms",
};
inline constexpr std::array<std::string_view, kHistogramCount> kHistogramNames{"worker_sts_rtt_ms",
                                                                               "worker_end_to_end_latency_ms"};

constexpr std::string_view name_of(Counter counter) { return kCounterNames.at(static_cast<std::size_t>(counter)); }
constexpr std::string_view name_of(Gauge gauge) { return kGaugeNames.at(static_cast<std::size_t>(gauge)); }
constexpr std::string_view name_of(Histogram histogram) {
  return kHistogramNames.at(static_cast<std::size_t>(histogram));
}

}  // namespace sw::ports
