#include "sim/cli/run_command.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <vector>

#include "sim/campaign/last_lines.h"
#include "sim/cli/files.h"
#include "sim/kernel/scheduler.h"
#include "sim/oracle/judge.h"
#include "sim/scenario/expectation_watch.h"
#include "sim/scenario/fields.h"
#include "sim/scenario/scenario_reader.h"
#include "sim/trace/fan.h"
#include "sim/trace/run_hash.h"
#include "sim/trace/trace_line.h"
#include "worker/base/duration.h"

namespace sw::sim {
namespace {

// Writes a trace.
class TraceWriter final : public Observer {
 public:
  explicit TraceWriter(const std::string& file) {
    if (!file.empty()) out_.open(file, std::ios::binary | std::ios::trunc);
  }
  bool failed() const { return out_.fail(); }
  void on(Timestamp now, const Observation& observation) override {
    if (!out_.is_open()) return;
    out_ << trace_line(now, observation) << '\n';
  }
  void close() {
    if (out_.is_open()) out_.close();
  }

 private:
  std::ofstream out_;
};

std::string exit_text(const RunEnd& end) {
  return end.exit_code ? "exit " + std::to_string(*end.exit_code) : "still running";
}

void print_violations(const Verdict& verdict) {
  for (const Violation& violation : verdict.violations()) {
    std::printf("violated    %s/%s at %s: %s\n", violation.oracle.c_str(), violation.rule.c_str(),
                duration_text(violation.at - kSimulationStart).c_str(), violation.text.c_str());
  }
  if (verdict.found() > verdict.violations().size()) {
    std::printf("violated    %zu more\n", verdict.found() - verdict.violations().size());
  }
}

void print_last_lines(const Scenario& scenario, Timestamp until) {
  std::printf("what happened last before %s:\n", duration_text(until - kSimulationStart).c_str());
  for (const std::string& line : last_lines(scenario, until)) std::printf("%s\n", line.c_str());
}

}  // namespace

int report_run(const Scenario& scenario, const std::string& trace, const std::string& again) {
  TraceWriter writer(trace);
  if (writer.failed()) return refuse("cannot write " + trace);
  RunHash hash;
  ExpectationWatch expectations(scenario);
  Fan behind{&writer, &expectations};
  Judge judge(scenario, &behind);
  Fan all{&hash, &judge};
  const RunEnd end = run_scenario(scenario, &all);
  const Verdict& verdict = judge.conclude(end);
  writer.close();
  if (writer.failed()) return refuse("cannot write " + trace);
  const std::vector<Unmet> unmet = expectations.conclude(end);
  std::printf("%s: %s at %s, %llu observations, hash %016llx\n", scenario.name.c_str(), exit_text(end).c_str(),
              duration_text(end.ended - kSimulationStart).c_str(), static_cast<unsigned long long>(hash.observations()),
              static_cast<unsigned long long>(hash.value()));
  const std::size_t all_expected = scenario.expect.size();
  std::printf("%s%zu of %zu expectations; %s\n", verdict.held() && unmet.empty() ? "held        " : "not held    ",
              all_expected - unmet.size(), all_expected, verdict.held() ? "all oracles" : "not all oracles");
  if (verdict.held() && unmet.empty()) return kHeld;
  for (const Unmet& one : unmet) std::printf("unexpected  %s\n", one.text.c_str());
  print_violations(verdict);
  Timestamp first = end.ended;
  for (const Unmet& one : unmet) first = std::min(first, one.at);
  if (!verdict.held()) first = std::min(first, verdict.violations().front().at);
  print_last_lines(scenario, first);
  std::printf("again       %s\n", again.c_str());
  return kViolated;
}

int execute_run(const RunOptions& options) {
  const auto text = read_file(options.file, kMaxScenarioBytes);
  if (!text) return refuse(text.error());
  auto scenario = read_scenario_text(*text);
  if (!scenario) return refuse(options.file + ": " + scenario.error());
  if (options.seed) scenario->seed = *options.seed;
  std::string again = "stream-worker sim run " + options.file;
  if (options.seed) again += " --seed " + std::to_string(*options.seed);
  return report_run(*scenario, options.trace, again);
}

}  // namespace sw::sim
