// What a simulated minute costs: of the default mix of a campaign, and how it grows with the length of a scenario and
// with the number of its faults. `x_real_time` is simulated over processor time, of one core.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/campaign/run_case.h"
#include "sim/explore/swarm.h"
#include "sim/kernel/scheduler.h"
#include "sim/scenario/scenario_reader.h"
#include "sim/world/run.h"

namespace sw::sim {
namespace {

constexpr uint64_t kMix = 200;

void report(benchmark::State& state, TimeDelta simulated) {
  state.counters["x_real_time"] = benchmark::Counter(simulated.seconds(), benchmark::Counter::kIsRate);
}

// Every iteration is the next scenario of the mix.
void DrawScenario(benchmark::State& state) {
  uint64_t seed = 0;
  for (auto _ : state) benchmark::DoNotOptimize(draw_scenario(++seed % kMix));
}
BENCHMARK(DrawScenario)->Unit(benchmark::kMicrosecond);

// The world and the worker alone.
void MixUnwatched(benchmark::State& state) {
  TimeDelta simulated = TimeDelta::Zero();
  for (auto _ : state) {
    for (uint64_t seed = 0; seed < kMix; ++seed) {
      simulated = simulated + (run_scenario(draw_scenario(seed), nullptr).ended - kSimulationStart);
    }
  }
  report(state, simulated);
}
BENCHMARK(MixUnwatched)->Unit(benchmark::kMillisecond)->Iterations(1);

// With all oracles, the hash, probes and recovery: what a campaign does.
void MixJudged(benchmark::State& state) {
  TimeDelta simulated = TimeDelta::Zero();
  for (auto _ : state) {
    for (uint64_t seed = 0; seed < kMix; ++seed) {
      simulated = simulated + run_case(seed, draw_scenario(seed), false).simulated;
    }
  }
  report(state, simulated);
}
BENCHMARK(MixJudged)->Unit(benchmark::kMillisecond)->Iterations(1);

Scenario quiet(TimeDelta length) {
  Scenario scenario = default_scenario();
  scenario.source.length = TimeDelta::Seconds(1) + length;
  scenario.limit = length + TimeDelta::Minutes(5);
  scenario.media.input_batch = TimeDelta::Millis(100);
  scenario.sts.processing_delay = TimeDelta::Millis(700);
  return scenario;
}

void run_judged(benchmark::State& state, const Scenario& scenario) {
  TimeDelta simulated = TimeDelta::Zero();
  for (auto _ : state) simulated = simulated + run_case(0, scenario, false).simulated;
  report(state, simulated);
}

// Argument: minutes of stream.
void ScenarioLength(benchmark::State& state) { run_judged(state, quiet(TimeDelta::Minutes(state.range(0)))); }
BENCHMARK(ScenarioLength)->Arg(1)->Arg(4)->Arg(15)->Arg(60)->Arg(240)->Arg(1440)->Unit(benchmark::kMillisecond);

// Argument: faults in ten minutes of stream, of the network and of the service by turns, spread evenly.
void FaultCount(benchmark::State& state) {
  const TimeDelta length = TimeDelta::Minutes(10);
  Scenario scenario = quiet(length);
  for (int64_t i = 0; i < state.range(0); ++i) {
    const std::string id = "fault-" + std::to_string(i);
    const TimeDelta at = length * (i + 1) / (state.range(0) + 1);
    if (i % 2 == 0) {
      scenario.faults.push_back({.id = id, .at = at, .action = ResetConnections{}});
    } else {
      scenario.sts.script.faults.push_back(
          {.id = id, .begin = at, .lasting = TimeDelta::Seconds(1), .action = fakes::sts::Duplicate{}});
    }
  }
  run_judged(state, scenario);
}
BENCHMARK(FaultCount)->Arg(0)->Arg(4)->Arg(16)->Arg(64)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sw::sim
