#include "worker/engine/labels.h"

#include <array>
#include <cstddef>

namespace sw::engine {
namespace {

// The name at the enumerator's position.
template <class Enum, std::size_t N>
std::string_view name_of(const std::array<std::string_view, N>& names, Enum value) {
  return names.at(static_cast<std::size_t>(value));
}

constexpr std::array<std::string_view, 4> kErrorTypes{"pipeline_error", "element_error", "stream_error",
                                                      "negotiation_error"};
constexpr std::array<std::string_view, 4> kEpochCauses{"start", "restart", "jump", "format_change"};
constexpr std::array<std::string_view, 7> kDropReasons{
    "before_start", "awaiting_keyframe", "no_timestamp", "held_overflow", "off_timeline", "late", "unpublished"};
constexpr std::array<std::string_view, 3> kAnswers{"refused", "not_found", "silent"};
constexpr std::array<std::string_view, 3> kStsModes{"enabled", "passthrough", "disabled"};

constexpr std::array<std::string_view, core::kFallbackReasons> kFallbackReasons{
    "timeout",  "error",   "unusable",  "disconnected", "breaker",     "paused", "slow_down",
    "overload", "playout", "too_short", "too_large",    "unsupported", "drain"};
constexpr std::array<std::string_view, 6> kMatches{"matched",       "late",         "duplicate",
                                                   "other_session", "other_stream", "unknown_fragment"};
constexpr std::array<std::string_view, 4> kAlerts{"unusable_audio", "unsupported_audio", "sequence_mismatch",
                                                  "pause_exception"};
constexpr std::array<std::string_view, 3> kBreakerStates{"closed", "half_open", "open"};
constexpr std::array<std::string_view, 5> kRecycleCauses{"invalid_sequence", "stream_not_found", "probe_timeout",
                                                         "timeouts", "requested"};
constexpr std::array<std::string_view, 5> kAttemptFailures{"connect_timeout", "ready_timeout", "closed",
                                                           "invalid_config", "no_slots"};
constexpr std::array<std::string_view, 4> kSessionEnds{"lost", "recycled", "completed", "not_completed"};

}  // namespace

std::string_view error_type_label(ports::PipelineErrorType type) { return name_of(kErrorTypes, type); }
std::string_view epoch_cause_label(core::EpochCause cause) { return name_of(kEpochCauses, cause); }
std::string_view drop_reason_label(core::DropReason reason) { return name_of(kDropReasons, reason); }
std::string_view answer_name(core::InputAnswer answer) { return name_of(kAnswers, answer); }
std::string_view sts_mode_name(StsMode mode) { return name_of(kStsModes, mode); }
std::string_view fallback_label(core::FallbackReason reason) { return name_of(kFallbackReasons, reason); }
std::string_view match_label(core::ResultMatch match) { return name_of(kMatches, match); }
std::string_view alert_label(core::AlertCause cause) { return name_of(kAlerts, cause); }
std::string_view breaker_label(core::BreakerState state) { return name_of(kBreakerStates, state); }
std::string_view recycle_label(core::RecycleCause cause) { return name_of(kRecycleCauses, cause); }
std::string_view attempt_label(core::AttemptFailure why) { return name_of(kAttemptFailures, why); }
std::string_view session_end_label(core::SessionEnd how) { return name_of(kSessionEnds, how); }

}  // namespace sw::engine
