// A campaign's result: of all its cases, whoever ran them and in whatever order.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/campaign/case_result.h"

namespace sw::sim {

// Shard `index` (from 1) of `of`: the cases index - 1, index - 1 + of, …
struct Shard {
  uint64_t index = 1;
  uint64_t of = 1;
  bool operator==(const Shard&) const = default;
};
inline constexpr uint64_t kMaxShards = 100'000;
// "I/N" with 1 <= I <= N <= kMaxShards.
std::optional<Shard> parse_shard(std::string_view text);

// What is the same in all shards of a campaign.
struct CampaignPlan {
  bool sweep = false;      // every single fault in turn
  uint64_t base_seed = 1;  // that drawn scenarios come from
  uint64_t count = 0;      // of all shards
  bool operator==(const CampaignPlan&) const = default;
};

struct CampaignFailure {
  uint64_t index;
  uint64_t seed;
  CaseFailure failure;
  std::string file;  // the failure file; empty where none was written
};

struct Summary {
  CampaignPlan plan = {};
  std::vector<Shard> shards = {};
  uint64_t scenarios = 0;
  uint64_t repeated = 0;                       // of them, those that were run twice
  std::vector<CampaignFailure> failures = {};  // by index
  TimeDelta simulated = TimeDelta::Zero();     // repetitions included
  double wall_seconds = 0;                     // of shards that are merged: the longest
  double core_seconds = 0;                     // of all processes together
  // Over all cases and their places in the campaign; which process ran them, and when, makes no difference.
  uint64_t trace_hash = 0;
  std::map<std::string, uint64_t> probes = {};  // in how many cases each fired
  std::map<std::string, TimeDelta> recovery = {};

  void add(const CaseResult& result);
  // Those of another shard of the same campaign; the error says why they do not belong together, and nothing changes.
  expected<void, std::string> merge(const Summary& other);

  // Simulated over real time: of the whole campaign on the cores that it had, and of one core.
  double speedup() const { return wall_seconds > 0 ? simulated.seconds() / wall_seconds : 0; }
  double speedup_per_core() const { return core_seconds > 0 ? simulated.seconds() / core_seconds : 0; }
  // Required probes that never fired.
  std::vector<std::string> missing_probes() const;
};

std::string to_json(const Summary& summary);
std::string to_junit(const Summary& summary);
// What to_json() wrote, of a stranger: strict, with limits.
expected<Summary, std::string> parse_summary(std::string_view text);

}  // namespace sw::sim
