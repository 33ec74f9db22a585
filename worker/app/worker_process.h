// `stream-worker run`: a real world around one engine, until it ends.
#pragma once

#include "worker/app/settings.h"

namespace sw::app {

// Runs the worker to its end and returns the process's exit code. What stops it from starting (a port in use, a log
// folder that cannot be written) is one line on stderr and exit code 2, before any connection.
int run_worker(const AppSettings& settings);

}  // namespace sw::app
