// Names of enumerators where they are published: metric labels and log fields. Static text.
#pragma once

#include <string_view>

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

}  // namespace sw::engine
