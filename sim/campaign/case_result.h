// What became of one scenario of a campaign, in few words that can be sent from one process to another.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "worker/base/expected.h"
#include "worker/base/units.h"

namespace sw::sim {

// Longer ones are no result of ours: limits for who reads them.
inline constexpr std::size_t kMaxFailureLines = 100;
inline constexpr std::size_t kMaxProbes = 1'000;

// What failed in a case: its fingerprint, when, and a line.
struct CaseFailure {
  std::string oracle;  // "crash": the process ended; "determinism": two runs differ
  std::string rule;
  TimeDelta at = TimeDelta::Zero();  // virtual time
  std::string text;
  std::vector<std::string> last = {};  // what happened last before it
  bool has_fingerprint_of(const CaseFailure& other) const { return oracle == other.oracle && rule == other.rule; }
};

struct CaseResult {
  uint64_t index = 0;
  uint64_t seed = 0;
  uint64_t hash = 0;
  TimeDelta simulated = TimeDelta::Zero();  // of both runs where there were two
  bool repeated = false;
  std::optional<CaseFailure> failure = {};
  std::vector<std::string> probes = {};            // each once, sorted
  std::map<std::string, TimeDelta> recovery = {};  // by fault class: from its end to dubbing again
};

// One line of JSON, and back.
std::string to_json(const CaseResult& result);
expected<CaseResult, std::string> parse_case_result(std::string_view line);

}  // namespace sw::sim
