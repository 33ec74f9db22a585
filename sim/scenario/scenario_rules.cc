#include "sim/scenario/scenario_rules.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "sim/trace/happening.h"
#include "worker/base/duration.h"
#include "worker/ports/metric_names.h"

namespace sw::sim {
namespace {

using contracts::ParseError;
using Problem = std::optional<ParseError>;

std::string element(std::string_view list, std::size_t index) {
  return "/" + std::string(list) + "/" + std::to_string(index);
}

// ---- Faults.

Problem fault_problem(const Scenario& scenario) {
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    const WorldFault& fault = scenario.faults[i];
    const std::string at = element("faults", i);
    if (!ids.insert(fault.id).second) return ParseError{at + "/id", "id of its own", "one used before"};
    if (fault.at > scenario.limit) {
      return ParseError{at + "/at", "time before the limit of " + duration_text(scenario.limit),
                        duration_text(fault.at)};
    }
  }
  const auto& scripted = scenario.sts.script.faults;
  for (std::size_t i = 0; i < scripted.size(); ++i) {
    if (ids.insert(scripted[i].id).second) continue;
    return ParseError{"/sts" + element("faults", i) + "/id", "id of its own", "one used before"};
  }
  return {};
}

// ---- The source and the disk.

template <class Part>
Problem order_problem(std::string_view list, const std::vector<Part>& parts) {
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].at >= parts[i - 1].at) continue;
    return ParseError{element(list, i) + "/at", "time of " + duration_text(parts[i - 1].at) + " or later",
                      duration_text(parts[i].at)};
  }
  return {};
}

Problem source_problem(const SourcePlan& source) {
  if (auto problem = order_problem("source/gaps", source.gaps)) return problem;
  if (auto problem = order_problem("source/jumps", source.jumps)) return problem;
  if (auto problem = order_problem("source/video_changes", source.video_changes)) return problem;
  if (auto problem = order_problem("source/audio_changes", source.audio_changes)) return problem;
  if (source.audio || source.audio_changes.empty()) return {};
  return ParseError{"/source/audio_changes", "no changes of audio that is not there", "some"};
}

Problem storage_problem(const StoragePlan& storage) {
  if (storage.min_time <= storage.max_time) return {};
  return ParseError{"/storage/min_time", "no more than max_time, " + duration_text(storage.max_time),
                    duration_text(storage.min_time)};
}

// ---- Expectations.

// "fault.ID" and "healed.ID" name a fault of this scenario.
bool names_fault(const Scenario& scenario, std::string_view event) {
  const std::size_t dot = event.find('.');
  if (dot == std::string_view::npos) return false;
  const std::string_view kind = event.substr(0, dot);
  if (kind != "fault" && kind != "healed") return false;
  return std::ranges::any_of(scenario.faults, [&](const WorldFault& fault) {
    return fault.id == event.substr(dot + 1) && (kind == "fault" || fault.lasting);
  });
}

Problem event_problem(const Scenario& scenario, const std::string& event, std::string at) {
  if (is_happening(event) || names_fault(scenario, event)) return {};
  return ParseError{std::move(at) + "/event", "event of docs/SCENARIOS.md", contracts::describe_text(event)};
}

Problem time_problem(const Scenario& scenario, TimeDelta time, std::string pointer) {
  if (time <= scenario.limit) return {};
  return ParseError{std::move(pointer), "time before the limit of " + duration_text(scenario.limit),
                    duration_text(time)};
}

Problem problem_of(const Scenario& scenario, const ExpectEvent& what, const std::string& at) {
  if (auto problem = event_problem(scenario, what.event, at)) return problem;
  return time_problem(scenario, what.at, at + "/at");
}
Problem problem_of(const Scenario& scenario, const ExpectCount& what, const std::string& at) {
  if (auto problem = event_problem(scenario, what.event, at)) return problem;
  if (!what.from || !what.until || *what.from < *what.until) return {};
  return ParseError{at + "/until", "time after " + duration_text(*what.from), duration_text(*what.until)};
}
Problem problem_of(const Scenario&, const ExpectMetric& what, const std::string& at) {
  const auto knows = [&](const auto& names) { return std::ranges::find(names, what.metric) != names.end(); };
  if (knows(ports::kCounterNames) || knows(ports::kGaugeNames) || knows(ports::kHistogramNames)) return {};
  return ParseError{at + "/metric", "metric that the worker publishes", contracts::describe_text(what.metric)};
}
Problem problem_of(const Scenario& scenario, const ExpectExit& what, const std::string& at) {
  return what.at ? time_problem(scenario, *what.at, at + "/at") : Problem();
}

Problem expectation_problem(const Scenario& scenario) {
  for (std::size_t i = 0; i < scenario.expect.size(); ++i) {
    auto problem = std::visit([&](const auto& what) { return problem_of(scenario, what, element("expect", i)); },
                              scenario.expect[i].what);
    if (problem) return problem;
  }
  return {};
}

}  // namespace

Problem scenario_problem(const Scenario& scenario) {
  if (auto problem = fault_problem(scenario)) return problem;
  if (auto problem = source_problem(scenario.source)) return problem;
  if (auto problem = storage_problem(scenario.storage)) return problem;
  return expectation_problem(scenario);
}

}  // namespace sw::sim
