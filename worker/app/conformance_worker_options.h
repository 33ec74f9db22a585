// The options of `stream-worker conformance worker`: those of `fake sts`, and a few of its own.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "worker/app/fake_sts_options.h"
#include "worker/base/units.h"

namespace sw::app {

// `stream-worker conformance worker […]`
struct ConformanceWorkerCommand {
  FakeStsCommand service;  // without a script file: the script of fakes/conformance/worker/default_script.h
  std::string junit_file;
  std::optional<TimeDelta> run_for;  // absent: until the worker's stream has ended
  TimeDelta tolerance = TimeDelta::Seconds(1);
};

// Its own; those of fake_sts_options() are its options too.
std::span<const FakeStsOption> conformance_worker_options();

// The command with these values, by flag; or one line that says what is wrong with one of them.
expected<ConformanceWorkerCommand, std::string> read_conformance_worker(const FlagValues& given);

}  // namespace sw::app
