#include "worker/engine/dubbing/service_messages.h"

namespace sw::engine {
namespace {

core::ErrorCode to_core(const contracts::ErrorCode& code) {
  using contracts::ErrorKind;
  const auto kind = code.kind();
  if (!kind) return core::ErrorCode::kUnknown;
  switch (*kind) {
    case ErrorKind::kStreamNotFound:
      return core::ErrorCode::kStreamNotFound;
    case ErrorKind::kInvalidConfig:
      return core::ErrorCode::kInvalidConfig;
    case ErrorKind::kFragmentTooLarge:
      return core::ErrorCode::kFragmentTooLarge;
    case ErrorKind::kTimeout:
      return core::ErrorCode::kTimeout;
    case ErrorKind::kModelError:
      return core::ErrorCode::kModelError;
    case ErrorKind::kGpuOom:
      return core::ErrorCode::kGpuOom;
    case ErrorKind::kQueueFull:
      return core::ErrorCode::kQueueFull;
    case ErrorKind::kInvalidSequence:
      return core::ErrorCode::kInvalidSequence;
    case ErrorKind::kRateLimit:
      return core::ErrorCode::kRateLimit;
  }
  return core::ErrorCode::kUnknown;
}

core::ResultStatus to_core(contracts::FragmentStatus status) {
  switch (status) {
    case contracts::FragmentStatus::kSuccess:
      return core::ResultStatus::kSuccess;
    case contracts::FragmentStatus::kPartial:
      return core::ResultStatus::kPartial;
    case contracts::FragmentStatus::kFailed:
      return core::ResultStatus::kFailed;
  }
  return core::ResultStatus::kFailed;
}

core::BackpressureAction to_core(contracts::BackpressureAction action) {
  switch (action) {
    case contracts::BackpressureAction::kSlowDown:
      return core::BackpressureAction::kSlowDown;
    case contracts::BackpressureAction::kPause:
      return core::BackpressureAction::kPause;
    case contracts::BackpressureAction::kNone:
      return core::BackpressureAction::kNone;
  }
  return core::BackpressureAction::kNone;
}

}  // namespace

core::StreamReady to_core(const contracts::StreamReady& message) {
  return {.stream_id = message.stream_id,
          .session_id = message.session_id,
          .max_inflight = message.max_inflight,
          .capabilities = {message.capabilities.batch_processing, message.capabilities.async_delivery}};
}

core::FragmentResult to_core(const contracts::FragmentProcessed& message) {
  std::optional<core::ErrorReport> error;
  if (message.error) error = core::ErrorReport{to_core(message.error->code), message.error->retryable};
  return {.fragment_id = message.fragment_id,
          .stream_id = message.stream_id,
          .sequence_number = static_cast<uint64_t>(message.sequence_number),
          .status = to_core(message.status),
          .has_audio = message.dubbed_audio.has_value(),
          .error = error};
}

core::FragmentResult to_core(const contracts::FragmentReference& reference) {
  return {.fragment_id = reference.fragment_id,
          .stream_id = reference.stream_id.value_or(""),
          .sequence_number = reference.sequence_number,
          .status = core::ResultStatus::kSuccess,
          .has_audio = false,
          .error = std::nullopt};
}

core::ServiceError to_core(const contracts::ErrorEvent& message) {
  return {.stream_id = message.stream_id.value_or(""),
          .fragment_id = message.fragment_id.value_or(""),
          .report = {to_core(message.code), message.retryable}};
}

core::BackpressureSignal to_core(const contracts::Backpressure& message) {
  return {.stream_id = message.stream_id,
          .action = to_core(message.action),
          .recommended_delay_ms = message.recommended_delay_ms};
}

}  // namespace sw::engine
