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
constexpr std::array<std::string_view, 6> kDropReasons{"before_start",  "awaiting_keyframe", "no_timestamp",
                                                       "held_overflow", "off_timeline",      "late"};
constexpr std::array<std::string_view, 3> kAnswers{"refused", "not_found", "silent"};
constexpr std::array<std::string_view, 3> kStsModes{"enabled", "passthrough", "disabled"};

}  // namespace

std::string_view error_type_label(ports::PipelineErrorType type) { return name_of(kErrorTypes, type); }
std::string_view epoch_cause_label(core::EpochCause cause) { return name_of(kEpochCauses, cause); }
std::string_view drop_reason_label(core::DropReason reason) { return name_of(kDropReasons, reason); }
std::string_view answer_name(core::InputAnswer answer) { return name_of(kAnswers, answer); }
std::string_view sts_mode_name(StsMode mode) { return name_of(kStsModes, mode); }

}  // namespace sw::engine
