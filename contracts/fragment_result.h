// The result of a fragment: contracts/schemas/fragment_processed.sts_to_worker.json.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <optional>
#include <string>

#include "contracts/audio_data.h"
#include "contracts/error_code.h"
#include "contracts/parse_error.h"
#include "worker/base/expected.h"

namespace sw::contracts {

enum class FragmentStatus : uint8_t { kSuccess, kPartial, kFailed };
template <>
struct EnumNames<FragmentStatus> {
  static constexpr std::string_view kNames[] = {"success", "partial", "failed"};
};

struct ProcessingError {
  ErrorCode code;
  std::string message;
  std::optional<Stage> stage = {};
  std::optional<bool> retryable = {};  // absent differs from false: an absent flag lets the code decide
  bool operator==(const ProcessingError&) const = default;
};

struct StageTimings {
  int64_t asr_ms = 0;
  int64_t translation_ms = 0;
  int64_t tts_ms = 0;
  bool operator==(const StageTimings&) const = default;
};

struct ProcessingMetadata {
  std::optional<std::string> asr_model = {};
  std::optional<std::string> translation_model = {};
  std::optional<std::string> tts_model = {};
  std::optional<double> gpu_utilization = {};  // percent
  bool operator==(const ProcessingMetadata&) const = default;
};

// fragment:processed. A success without dubbed_audio breaks the schema and is refused: see parse_fragment_reference().
struct FragmentProcessed {
  std::string fragment_id;
  std::string stream_id;
  int64_t sequence_number = 0;
  FragmentStatus status = FragmentStatus::kFailed;
  std::optional<AudioData> dubbed_audio = {};  // there for kSuccess; may be missing for kPartial
  std::optional<std::string> transcript = {};
  std::optional<std::string> translated_text = {};
  int64_t processing_time_ms = 0;
  std::optional<StageTimings> stage_timings = {};
  std::optional<ProcessingError> error = {};
  std::optional<ProcessingMetadata> metadata = {};
  bool operator==(const FragmentProcessed&) const = default;
};

expected<FragmentProcessed, ParseError> parse_fragment_processed(const rapidjson::Value& payload);
// Appends the payload as compact JSON. Base64 audio is copied once, straight to its place.
void append_json(std::string& out, const FragmentProcessed& message);

// What can still be read of a fragment:processed that its parser refused. Such a result is unusable, yet it ends its
// fragment: the fragment falls back at once with an alert, instead of after the time-out, and the breaker is not moved.
// So the verdict stays strict (parse_fragment_processed() gives an error and nothing else), and this says whose result
// it was.
struct FragmentReference {
  std::string fragment_id;
  std::optional<std::string> stream_id = {};
  std::optional<int64_t> sequence_number = {};
  std::optional<FragmentStatus> status = {};
  bool operator==(const FragmentReference&) const = default;
};
// None where the payload has no usable fragment_id. Each other field is absent where it breaks the schema.
std::optional<FragmentReference> parse_fragment_reference(const rapidjson::Value& payload);

}  // namespace sw::contracts
