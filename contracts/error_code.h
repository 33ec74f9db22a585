// The error codes of spec 016 §8.1, and how a code travels that is not among them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "contracts/enum_names.h"

namespace sw::contracts {

enum class ErrorKind : uint8_t {
  kStreamNotFound,
  kInvalidConfig,
  kFragmentTooLarge,
  kTimeout,
  kModelError,
  kGpuOom,
  kQueueFull,
  kInvalidSequence,
  kRateLimit,
};
template <>
struct EnumNames<ErrorKind> {
  static constexpr std::string_view kNames[] = {
      "STREAM_NOT_FOUND", "INVALID_CONFIG", "FRAGMENT_TOO_LARGE", "TIMEOUT",    "MODEL_ERROR",
      "GPU_OOM",          "QUEUE_FULL",     "INVALID_SEQUENCE",   "RATE_LIMIT",
  };
};

enum class ErrorSeverity : uint8_t { kWarning, kError, kFatal };
template <>
struct EnumNames<ErrorSeverity> {
  static constexpr std::string_view kNames[] = {"warning", "error", "fatal"};
};

// What spec 016 §8.1 says of a code: the severity and the retryable flag that its sender gives it.
struct ErrorTraits {
  ErrorSeverity severity;
  bool retryable;
};
constexpr ErrorTraits traits_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kTimeout:
    case ErrorKind::kModelError:
    case ErrorKind::kGpuOom:
      return {ErrorSeverity::kError, true};
    case ErrorKind::kQueueFull:
    case ErrorKind::kRateLimit:
      return {ErrorSeverity::kWarning, true};
    case ErrorKind::kStreamNotFound:
    case ErrorKind::kInvalidConfig:
    case ErrorKind::kFragmentTooLarge:
    case ErrorKind::kInvalidSequence:
      break;
  }
  return {ErrorSeverity::kError, false};
}

// A code as it was sent. A service may know codes that this project does not: those are carried as they are, and
// judged by their retryable flag.
class ErrorCode {
 public:
  ErrorCode() : ErrorCode(ErrorKind::kModelError) {}
  ErrorCode(ErrorKind kind) : text_(to_text(kind)) {}
  explicit ErrorCode(std::string text) : text_(std::move(text)) {}

  const std::string& text() const { return text_; }
  // None for a code that is not in the table.
  std::optional<ErrorKind> kind() const { return parse_enum<ErrorKind>(text_); }
  bool operator==(const ErrorCode&) const = default;

 private:
  std::string text_;
};

// The stage of dubbing at which something failed.
enum class Stage : uint8_t { kAsr, kTranslation, kTts };
template <>
struct EnumNames<Stage> {
  static constexpr std::string_view kNames[] = {"asr", "translation", "tts"};
};

}  // namespace sw::contracts
