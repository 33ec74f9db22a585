// Telemetry: log lines and metrics. What is said here is never asked back: the engine decides nothing by it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace sw::ports {

enum class Level : uint8_t { kDebug, kInfo, kWarn, kError };

// One named value of a log line. Names are camelCase; durations end in _ms.
struct Field {
  std::string_view name;
  std::variant<std::string_view, int64_t, double, bool> value;
};

// Metrics by their published names (spec 003, 018); the enumerator says the name, the adapter keeps the table.
enum class Counter : uint8_t {
  kAudioFragments,      // worker_audio_fragments_total
  kFallbacks,           // worker_fallback_total
  kFallbackReasons,     // worker_fallback_reason_total{reason}
  kPipelineErrors,      // worker_gst_bus_errors_total{error_type}
  kPipelineWarnings,    // worker_gst_bus_warnings_total
  kBackpressureEvents,  // worker_backpressure_events_total{action}
  kReconnections,       // worker_reconnection_total
  kReconnectAttempts,   // worker_reconnect_attempts_total
  kInputLosses,         // worker_input_losses_total
  kEpochs,              // worker_epochs_total{cause}
  kDroppedUnits,        // worker_dropped_units_total{reason}
  kSegmentFiles,        // worker_segment_files_total{kind}
  kStorageFailures,     // worker_segment_write_failures_total
  kFragmentsSent,       // worker_fragments_sent_total
  kFragmentsApplied,    // worker_fragments_applied_total
  kIgnoredMessages,     // worker_sts_ignored_messages_total{reason}
  kAlerts,              // worker_alerts_total{cause}
  kRecycles,            // worker_sts_session_recycles_total{cause}
  kHolds,               // worker_playout_holds_total
  kAudioErrors,         // worker_audio_codec_errors_total
};
inline constexpr std::size_t kCounterCount = static_cast<std::size_t>(Counter::kAudioErrors) + 1;
enum class Gauge : uint8_t {
  kInflightFragments,  // worker_inflight_fragments
  kAvSyncDeltaMs,      // worker_av_sync_delta_ms
  kBreakerState,       // worker_sts_breaker_state: 0 closed, 1 half open, 2 open
  kVideoQueueMs,       // worker_queue_depth_ms{track="video"}
  kAudioQueueMs,       // worker_queue_depth_ms{track="audio"}
  kLatenessMs,         // worker_playout_lateness_ms
};
inline constexpr std::size_t kGaugeCount = static_cast<std::size_t>(Gauge::kLatenessMs) + 1;
enum class Histogram : uint8_t {
  kStsRttMs,   // worker_sts_rtt_ms
  kLatencyMs,  // worker_end_to_end_latency_ms: ingest to publish
};

inline constexpr std::size_t kHistogramCount = static_cast<std::size_t>(Histogram::kLatencyMs) + 1;

// Ownership: the world owns it; it outlives the engine. Threads: the engine's only. Nothing here fails or blocks.
class Telemetry {
 public:
  virtual ~Telemetry() = default;
  // One structured line. `component` is a static name ("input", "timeline"). No credentials, no media.
  virtual void log(Level level, std::string_view component, std::string_view message,
                   std::span<const Field> fields) = 0;
  // `label` is the value of the metric's own label, empty for a metric without one.
  virtual void count(Counter counter, std::string_view label, uint64_t n) = 0;
  virtual void set(Gauge gauge, double value) = 0;
  virtual void observe(Histogram histogram, double value) = 0;
  // Whether media is flowing to the output: the answer of /readyz.
  virtual void set_ready(bool ready) = 0;
};

}  // namespace sw::ports
