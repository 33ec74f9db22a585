// What happened at the service, over all connections and restarts.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "contracts/fragment_events.h"

namespace sw::fakes::sts {

struct StsStatistics {
  uint64_t connections = 0;          // accepted
  uint64_t connections_refused = 0;  // too many, or the service was down
  uint64_t connections_open = 0;
  uint64_t sessions = 0;            // stream:ready sent
  uint64_t sessions_completed = 0;  // stream:complete sent
  uint64_t inits_refused = 0;
  uint64_t fragments_received = 0;  // fragment:data that arrived, right or wrong
  uint64_t fragments_accepted = 0;
  uint64_t fragments_refused = 0;  // answered with an error at once
  uint64_t fragments_dropped = 0;  // never answered, on purpose
  uint64_t results_success = 0;    // as said by the service itself; copies and strays are not counted
  uint64_t results_partial = 0;
  uint64_t results_failed = 0;
  uint64_t acks_applied = 0;
  uint64_t acks_received = 0;
  uint64_t acks_unknown = 0;  // of a fragment that was never accepted in the session
  uint64_t backpressure_slow_down = 0;
  uint64_t backpressure_pause = 0;
  uint64_t backpressure_none = 0;
  uint64_t pauses = 0;
  uint64_t resumes = 0;
  uint64_t ends = 0;
  uint64_t unknown_events = 0;
  uint64_t malformed_events = 0;
  uint64_t breaches_received = 0;  // events that broke their schema, where StsSettings::check_contracts is on
  uint64_t breaches_sent = 0;
  std::map<std::string, uint64_t> errors;  // by code: error events, and errors within results
  std::map<std::string, uint64_t> faults;  // by id: uses of the script's faults

  void count_error(const std::string& code);
  void count_pressure(contracts::BackpressureAction action);
  bool operator==(const StsStatistics&) const = default;
};

// One JSON object, its members named as above.
std::string to_json(const StsStatistics& statistics);

}  // namespace sw::fakes::sts
