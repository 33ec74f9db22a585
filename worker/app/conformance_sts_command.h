// Runs `stream-worker conformance sts`.
#pragma once

#include "worker/app/conformance_sts_options.h"

namespace sw::app {

// The process's exit code: 0 where every line that could be tried held, 1 where one failed, 2 with one line on stderr
// where nothing could be judged or written.
int judge_sts(const ConformanceStsCommand& command);

}  // namespace sw::app
