// What the STS service may say went wrong, and what that means to the breaker and to the session.
#pragma once

#include <cstdint>
#include <optional>

namespace sw::core {

// The nine codes of error-events.json, and any other text.
enum class ErrorCode : uint8_t {
  kTimeout,
  kModelError,
  kGpuOom,
  kQueueFull,
  kRateLimit,
  kStreamNotFound,
  kInvalidConfig,
  kFragmentTooLarge,
  kInvalidSequence,
  kUnknown,
};

struct ErrorReport {
  ErrorCode code;
  std::optional<bool> retryable;  // absent where the message has none, or null
};

// What a `failed` result without an error object counts as (design §4, breaker).
inline constexpr ErrorReport kUnexplainedFailure{ErrorCode::kModelError, std::nullopt};
// What our own time-out counts as.
inline constexpr ErrorReport kOwnTimeout{ErrorCode::kTimeout, std::nullopt};

// Whether the breaker counts it (FR-021, FR-021a): the five retryable codes unless `retryable` is explicitly false,
// an unknown code by its flag, the four non-retryable ones never.
bool counts_as_failure(const ErrorReport& report);

// Whether it says that the service has lost track of this session, so that only a new one helps.
bool breaks_session(ErrorCode code);

}  // namespace sw::core
