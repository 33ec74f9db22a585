// RUN_ID and INSTANCE_ID for a process that was given none.
#pragma once

#include <string>
#include <string_view>

#include "worker/ports/random.h"

namespace sw::app {

// For "run-id": 16 hexadecimal digits. For any other flag: the host's name and 8 of them, so that two workers of one
// host differ; what an id cannot hold becomes '-' there. Always valid as a worker id.
std::string generate_id(std::string_view flag, std::string_view host_name, ports::Random& random);

}  // namespace sw::app
