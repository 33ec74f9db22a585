#include "fakes/sts/statistics.h"

#include <string_view>
#include <utility>

#include "contracts/object_writer.h"
#include "fakes/sts/limits.h"

namespace sw::fakes::sts {
namespace {

constexpr std::pair<std::string_view, uint64_t StsStatistics::*> kCounters[] = {
    {"connections", &StsStatistics::connections},
    {"connections_refused", &StsStatistics::connections_refused},
    {"connections_open", &StsStatistics::connections_open},
    {"sessions", &StsStatistics::sessions},
    {"sessions_completed", &StsStatistics::sessions_completed},
    {"inits_refused", &StsStatistics::inits_refused},
    {"fragments_received", &StsStatistics::fragments_received},
    {"fragments_accepted", &StsStatistics::fragments_accepted},
    {"fragments_refused", &StsStatistics::fragments_refused},
    {"fragments_dropped", &StsStatistics::fragments_dropped},
    {"results_success", &StsStatistics::results_success},
    {"results_partial", &StsStatistics::results_partial},
    {"results_failed", &StsStatistics::results_failed},
    {"acks_applied", &StsStatistics::acks_applied},
    {"acks_received", &StsStatistics::acks_received},
    {"acks_unknown", &StsStatistics::acks_unknown},
    {"backpressure_slow_down", &StsStatistics::backpressure_slow_down},
    {"backpressure_pause", &StsStatistics::backpressure_pause},
    {"backpressure_none", &StsStatistics::backpressure_none},
    {"pauses", &StsStatistics::pauses},
    {"resumes", &StsStatistics::resumes},
    {"ends", &StsStatistics::ends},
    {"unknown_events", &StsStatistics::unknown_events},
    {"malformed_events", &StsStatistics::malformed_events},
    {"breaches_received", &StsStatistics::breaches_received},
    {"breaches_sent", &StsStatistics::breaches_sent},
};

using Counts = std::map<std::string, uint64_t>;
void write_counts(contracts::ObjectWriter& out, const Counts& counts) {
  for (const auto& [name, count] : counts) out.member(name, static_cast<int64_t>(count));
}

}  // namespace

void StsStatistics::count_error(const std::string& code) {
  const bool known = errors.contains(code) || errors.size() < kMaxCountedCodes;
  ++errors[known ? code : "other"];
}

void StsStatistics::count_pressure(contracts::BackpressureAction action) {
  if (action == contracts::BackpressureAction::kSlowDown) ++backpressure_slow_down;
  if (action == contracts::BackpressureAction::kPause) ++backpressure_pause;
  if (action == contracts::BackpressureAction::kNone) ++backpressure_none;
}

std::string to_json(const StsStatistics& statistics) {
  std::string text;
  contracts::ObjectWriter out(text);
  out.begin();
  for (const auto& [name, counter] : kCounters) out.member(name, static_cast<int64_t>(statistics.*counter));
  out.object("errors", statistics.errors, write_counts);
  out.object("faults", statistics.faults, write_counts);
  out.end();
  return text;
}

}  // namespace sw::fakes::sts
