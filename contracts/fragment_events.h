// Fragments on their way, their acknowledgements and their flow: contracts/schemas/fragment_data.*, fragment_ack.* and
// backpressure.*. Strings and numbers are as they stand on the wire; the wire calls every Unix time in milliseconds
// just "timestamp". Results are in contracts/fragment_result.h.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <optional>
#include <string>

#include "contracts/audio_data.h"
#include "contracts/enum_names.h"
#include "contracts/parse_error.h"
#include "worker/base/expected.h"

namespace sw::contracts {

struct FragmentMetadata {
  std::optional<int64_t> pts_ns = {};
  std::optional<int64_t> source_pts_ns = {};
  bool operator==(const FragmentMetadata&) const = default;
};

// fragment:data
struct FragmentData {
  std::string fragment_id;  // a UUID where we send it (FR-014a); any text is read, as Echo services read any
  std::string stream_id;
  int64_t sequence_number = 0;  // from 0
  int64_t timestamp_ms = 0;     // Unix time
  AudioData audio;
  std::optional<FragmentMetadata> metadata = {};
  bool operator==(const FragmentData&) const = default;
};

enum class QueueStatus : uint8_t { kQueued, kProcessing };
template <>
struct EnumNames<QueueStatus> {
  static constexpr std::string_view kNames[] = {"queued", "processing"};
};

// fragment:ack from STS to worker: the fragment arrived.
struct StsFragmentAck {
  std::string fragment_id;
  QueueStatus status = QueueStatus::kQueued;
  std::optional<int64_t> queue_position = {};
  std::optional<int64_t> estimated_completion_ms = {};
  bool operator==(const StsFragmentAck&) const = default;
};

enum class ReceiptStatus : uint8_t { kReceived, kApplied };
template <>
struct EnumNames<ReceiptStatus> {
  static constexpr std::string_view kNames[] = {"received", "applied"};
};

// fragment:ack from worker to STS: the result arrived, and whether it is played.
struct WorkerFragmentAck {
  std::string fragment_id;
  ReceiptStatus status = ReceiptStatus::kReceived;
  int64_t timestamp_ms = 0;  // Unix time
  bool operator==(const WorkerFragmentAck&) const = default;
};

enum class BackpressureSeverity : uint8_t { kLow, kMedium, kHigh };
template <>
struct EnumNames<BackpressureSeverity> {
  static constexpr std::string_view kNames[] = {"low", "medium", "high"};
};

enum class BackpressureAction : uint8_t { kSlowDown, kPause, kNone };
template <>
struct EnumNames<BackpressureAction> {
  static constexpr std::string_view kNames[] = {"slow_down", "pause", "none"};
};

// backpressure
struct Backpressure {
  std::string stream_id;
  BackpressureSeverity severity = BackpressureSeverity::kLow;
  int64_t current_inflight = 0;
  int64_t queue_depth = 0;
  BackpressureAction action = BackpressureAction::kNone;
  std::optional<int64_t> recommended_delay_ms = {};
  bool operator==(const Backpressure&) const = default;
};

expected<FragmentData, ParseError> parse_fragment_data(const rapidjson::Value& payload);
expected<StsFragmentAck, ParseError> parse_sts_fragment_ack(const rapidjson::Value& payload);
expected<WorkerFragmentAck, ParseError> parse_worker_fragment_ack(const rapidjson::Value& payload);
expected<Backpressure, ParseError> parse_backpressure(const rapidjson::Value& payload);

// Appends the payload as compact JSON. Base64 audio is copied once, straight to its place.
void append_json(std::string& out, const FragmentData& message);
void append_json(std::string& out, const StsFragmentAck& message);
void append_json(std::string& out, const WorkerFragmentAck& message);
void append_json(std::string& out, const Backpressure& message);

}  // namespace sw::contracts
