// Runs `stream-worker conformance worker`.
#pragma once

#include "worker/app/conformance_worker_options.h"

namespace sw::app {

// The process's exit code: 0 all rules held, 1 one was broken or none was tried, 2 with one line on stderr where it
// cannot start.
int judge_worker(const ConformanceWorkerCommand& command);

}  // namespace sw::app
