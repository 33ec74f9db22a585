#include "sim/campaign/summary.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "sim/campaign/probes.h"

namespace sw::sim {
namespace {

// Of one case at its place. Their sum knows each case's place and not the order in which they came.
uint64_t mix(uint64_t index, uint64_t hash) {
  uint64_t word = hash ^ (index + 1) * 0x9e3779b97f4a7c15;
  word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9;
  word = (word ^ word >> 27) * 0x94d049bb133111eb;
  return word ^ word >> 31;
}

void keep_worst(std::map<std::string, TimeDelta>& worst, const std::map<std::string, TimeDelta>& times) {
  for (const auto& [fault, time] : times) {
    const auto entry = worst.emplace(fault, TimeDelta::Zero()).first;
    entry->second = std::max(entry->second, time);
  }
}

}  // namespace

std::optional<Shard> parse_shard(std::string_view text) {
  Shard shard{0, 0};
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, shard.index);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != '/') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, shard.of);
  const bool good = second.ec == std::errc() && second.ptr == end && shard.of <= kMaxShards;
  if (!good || shard.index < 1 || shard.index > shard.of) return std::nullopt;
  return shard;
}

void Summary::add(const CaseResult& result) {
  ++scenarios;
  if (result.repeated) ++repeated;
  simulated = simulated + result.simulated;
  trace_hash += mix(result.index, result.hash);
  for (const std::string& probe : result.probes) ++probes[probe];
  keep_worst(recovery, result.recovery);
  if (!result.failure) return;
  const auto place = std::ranges::upper_bound(failures, result.index, {}, &CampaignFailure::index);
  failures.insert(place, {result.index, result.seed, *result.failure, {}});
}

expected<void, std::string> Summary::merge(const Summary& other) {
  if (!(other.plan == plan)) return unexpected(std::string("a shard of another campaign"));
  std::vector<Shard> both = shards;
  for (const Shard& shard : other.shards) {
    if (!both.empty() && shard.of != both.front().of) return unexpected(std::string("cut into other shards"));
    if (std::ranges::find(both, shard) != both.end()) {
      return unexpected("shard " + std::to_string(shard.index) + " is there already");
    }
    both.push_back(shard);
  }
  std::ranges::sort(both, {}, &Shard::index);
  shards = std::move(both);
  scenarios += other.scenarios;
  repeated += other.repeated;
  simulated = simulated + other.simulated;
  wall_seconds = std::max(wall_seconds, other.wall_seconds);
  core_seconds += other.core_seconds;
  trace_hash += other.trace_hash;
  for (const auto& [probe, hits] : other.probes) probes[probe] += hits;
  keep_worst(recovery, other.recovery);
  failures.insert(failures.end(), other.failures.begin(), other.failures.end());
  std::ranges::stable_sort(failures, {}, &CampaignFailure::index);
  return {};
}

std::vector<std::string> Summary::missing_probes() const {
  std::vector<std::string> missing;
  for (const std::string& probe : required_probes()) {
    const auto hits = probes.find(probe);
    if (hits == probes.end() || hits->second == 0) missing.push_back(probe);
  }
  return missing;
}

}  // namespace sw::sim
