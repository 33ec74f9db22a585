// Names of enumerators where they are published: metric labels and log fields. Static text.
#pragma once

#include <string_view>

#include "worker/core/sts_session/sts_effects.h"
#include "worker/core/supervisor/input_supervisor.h"
#include "worker/core/timeline/timeline.h"
#include "worker/engine/settings.h"
#include "worker/ports/media_pipeline.h"

namespace sw::engine {

std::string_view error_type_label(ports::PipelineErrorType type);
std::string_view epoch_cause_label(core::EpochCause cause);
std::string_view drop_reason_label(core::DropReason reason);
std::string_view answer_name(core::InputAnswer answer);
std::string_view sts_mode_name(StsMode mode);
std::string_view fallback_label(core::FallbackReason reason);
std::string_view match_label(core::ResultMatch match);  // not of kMatched
std::string_view alert_label(core::AlertCause cause);
std::string_view breaker_label(core::BreakerState state);
std::string_view recycle_label(core::RecycleCause cause);
std::string_view attempt_label(core::AttemptFailure why);
std::string_view session_end_label(core::SessionEnd how);

}  // namespace sw::engine
