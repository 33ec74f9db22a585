// One simulated run: a scenario's world around the production worker, from its start to its exit or to the limit.
#pragma once

#include <cstdint>
#include <optional>

#include "fakes/sts/statistics.h"
#include "sim/kernel/recording_telemetry.h"
#include "sim/scenario/scenario.h"
#include "sim/trace/observation.h"

namespace sw::sim {

// What the oracles take over at the end of a run.
struct RunEnd {
  Timestamp ended;               // of the worker, or the limit
  std::optional<int> exit_code;  // none: it was still running at the limit
  fakes::sts::StsStatistics sts;
  RecordingTelemetry metrics;  // as a last scrape shows them
};

// Runs the scenario. `observer` may be null; it sees everything in order.
RunEnd run_scenario(const Scenario& scenario, Observer* observer);

}  // namespace sw::sim
