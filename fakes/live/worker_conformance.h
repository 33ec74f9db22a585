// `stream-worker conformance worker`: the Echo STS on a real port, and a judge of whoever connects.
#pragma once

#include <optional>
#include <string>

#include "fakes/live/sts_server.h"
#include "worker/base/units.h"

namespace sw::fakes {

struct WorkerConformanceOptions {
  StsServerOptions service = {};
  std::string junit_file = {};                  // empty: none
  std::optional<TimeDelta> run_for = {};        // absent: until the worker's stream has ended
  TimeDelta tolerance = TimeDelta::Seconds(1);  // of every time that is judged
};

// The whole subcommand: prints the URL as one line on stdout once it listens, serves until the worker's stream has
// ended or the time is over, or until SIGTERM or SIGINT, and prints the findings as a table. Returns the exit code: 0
// where all rules held that could be tried, 1 where one was broken or none could be tried, 2 with one line on stderr
// where it cannot start.
int run_worker_conformance(WorkerConformanceOptions options);

}  // namespace sw::fakes
