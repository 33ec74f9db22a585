// What the STS service tells the worker, reduced to what decisions need (schemas: stream-events.json,
// fragment-events.json, error-events.json). Texts and audio stay with whoever parsed the message.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "worker/core/backpressure/backpressure.h"
#include "worker/core/breaker/service_error.h"

namespace sw::core {

struct ServiceCapabilities {
  bool batch_processing = false;
  bool async_delivery = true;
};

// stream:ready
struct StreamReady {
  std::string stream_id;
  std::string session_id;
  int64_t max_inflight;
  ServiceCapabilities capabilities;
};

enum class ResultStatus : uint8_t { kSuccess, kPartial, kFailed };

// fragment:processed
struct FragmentResult {
  std::string fragment_id;
  std::string stream_id;
  std::optional<uint64_t> sequence_number;  // absent where the message could not be read that far
  ResultStatus status;
  bool has_audio;
  std::optional<ErrorReport> error;
};

// error; an id is empty where the message has none.
struct ServiceError {
  std::string stream_id;
  std::string fragment_id;
  ErrorReport report;
};

// backpressure
struct BackpressureSignal {
  std::string stream_id;
  BackpressureAction action;
  std::optional<int64_t> recommended_delay_ms;
};

// stream:complete
struct StreamComplete {
  std::string stream_id;
};

}  // namespace sw::core
