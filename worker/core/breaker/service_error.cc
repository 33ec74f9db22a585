#include "worker/core/breaker/service_error.h"

namespace sw::core {

bool counts_as_failure(const ErrorReport& report) {
  switch (report.code) {
    case ErrorCode::kTimeout:
    case ErrorCode::kModelError:
    case ErrorCode::kGpuOom:
    case ErrorCode::kQueueFull:
    case ErrorCode::kRateLimit:
      return report.retryable.value_or(true);
    case ErrorCode::kStreamNotFound:
    case ErrorCode::kInvalidConfig:
    case ErrorCode::kFragmentTooLarge:
    case ErrorCode::kInvalidSequence:
      return false;
    case ErrorCode::kUnknown:
      // The schema's default of the flag is false.
      return report.retryable.value_or(false);
  }
  return false;
}

bool breaks_session(ErrorCode code) {
  return code == ErrorCode::kInvalidSequence || code == ErrorCode::kStreamNotFound;
}

}  // namespace sw::core
