#include "sim/campaign/run_case.h"

#include <cstddef>
#include <string>

#include "sim/campaign/last_lines.h"
#include "sim/campaign/probes.h"
#include "sim/campaign/recovery.h"
#include "sim/kernel/scheduler.h"
#include "sim/oracle/judge.h"
#include "sim/trace/fan.h"
#include "sim/trace/nth_line.h"
#include "sim/trace/run_hash.h"
#include "sim/world/run.h"

namespace sw::sim {

CaseFailure explain_mismatch(const Scenario& scenario) {
  RunHash first(true), second(true);
  run_scenario(scenario, &first);
  run_scenario(scenario, &second);
  const std::size_t index = first_difference(first.steps(), second.steps()).value_or(first.steps().size());
  NthLine line(index);
  run_scenario(scenario, &line);
  const std::string what = line.line().empty() ? "one run is longer" : line.line();
  return {.oracle = "determinism",
          .rule = "two-runs-differ",
          .at = line.at(),
          .text = "observation " + std::to_string(index) + " differs: " + what};
}

CaseResult run_case(uint64_t index, const Scenario& scenario, bool twice) {
  RunHash hash;
  ProbeWatch probes;
  RecoveryWatch recovery(scenario);
  // The hash is of what happened; probes and recovery see the wire's messages as well.
  Fan behind{&probes, &recovery};
  Judge judge(scenario, &behind);
  Fan all{&hash, &judge};
  const RunEnd end = run_scenario(scenario, &all);
  CaseResult result{.index = index,
                    .seed = scenario.seed,
                    .hash = hash.value(),
                    .simulated = end.ended - kSimulationStart,
                    .repeated = twice,
                    .probes = probes.conclude(end),
                    .recovery = recovery.worst()};
  const Verdict& verdict = judge.conclude(end);
  if (!verdict.held()) {
    const Violation& first = verdict.violations().front();
    result.failure =
        CaseFailure{first.oracle, first.rule, first.at - kSimulationStart, first.text, last_lines(scenario, first.at)};
  }
  if (!twice) return result;
  RunHash again;
  result.simulated = result.simulated + (run_scenario(scenario, &again).ended - kSimulationStart);
  if (again.value() != result.hash) result.failure = explain_mismatch(scenario);
  return result;
}

}  // namespace sw::sim
