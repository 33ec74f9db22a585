// Runs `stream-worker fake sts`.
#pragma once

#include "worker/app/fake_sts_options.h"

namespace sw::app {

// The process's exit code: 0 after SIGTERM or SIGINT, 2 with one line on stderr where it cannot start.
int serve_sts(const FakeStsCommand& command);

}  // namespace sw::app
