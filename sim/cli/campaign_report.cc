#include "sim/cli/campaign_report.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "sim/campaign/failure_fields.h"

namespace sw::sim {
namespace {

constexpr int kBarWidth = 40;
// More of them are for the JSON.
constexpr std::size_t kMaxFingerprints = 10;

unsigned long long wide(uint64_t number) { return number; }

struct Group {
  const CampaignFailure* first;
  std::size_t count;
};

}  // namespace

void Progress::show(uint64_t done, uint64_t of, std::size_t failed) {
  const uint64_t percent = done * 100 / std::max<uint64_t>(1, of);
  const uint64_t step = is_terminal_ ? 1 : 10;
  if (percent / step == shown_ / step && (drawn_ || !is_terminal_)) return;
  shown_ = percent;
  if (!is_terminal_) {
    std::printf("%3llu %%  %llu scenarios, %zu failed\n", wide(percent), wide(done), failed);
  } else {
    const std::string bar(static_cast<std::size_t>(percent) * kBarWidth / 100, '#');
    std::printf("\r[%-*s] %3llu %%  %llu scenarios, %zu failed", kBarWidth, bar.c_str(), wide(percent), wide(done),
                failed);
    drawn_ = true;
  }
  std::fflush(stdout);
}

void Progress::clear() {
  if (drawn_) std::printf("\r%*s\r", kBarWidth + 40, "");
  drawn_ = false;
}

void print_failure(const CampaignFailure& failure, const std::string& again) {
  std::printf("failed  seed %llu  %s/%s at %.9f s: %s  [%s]\n", wide(failure.seed), failure.failure.oracle.c_str(),
              failure.failure.rule.c_str(), to_seconds(failure.failure.at), failure.failure.text.c_str(),
              again.c_str());
}

void print_fingerprints(const Summary& summary, const std::function<std::string(const CampaignFailure&)>& again) {
  std::vector<Group> groups;
  for (const CampaignFailure& failure : summary.failures) {
    const auto known = std::ranges::find_if(
        groups, [&](const Group& group) { return group.first->failure.has_fingerprint_of(failure.failure); });
    if (known == groups.end()) {
      groups.push_back({&failure, 1});
    } else {
      ++known->count;
    }
  }
  std::ranges::stable_sort(groups, std::ranges::greater(), &Group::count);
  for (std::size_t i = 0; i < groups.size() && i < kMaxFingerprints; ++i) {
    const CampaignFailure& first = *groups[i].first;
    std::printf("\n%s/%s: %zu of %llu scenarios, the first at %.9f s: %s\n", first.failure.oracle.c_str(),
                first.failure.rule.c_str(), groups[i].count, wide(summary.scenarios), to_seconds(first.failure.at),
                first.failure.text.c_str());
    for (const std::string& line : first.failure.last) std::printf("%s\n", line.c_str());
    std::printf("again       %s\n", again(first).c_str());
  }
  if (groups.size() > kMaxFingerprints) std::printf("\n%zu more rules\n", groups.size() - kMaxFingerprints);
  if (!groups.empty()) std::printf("\n");
}

void print_total(const Summary& summary) {
  std::printf(
      "%llu scenarios, %zu failed; %.0f s of stream in %.1f s: %.0f x real time, %.0f x on each core; hash %s\n",
      wide(summary.scenarios), summary.failures.size(), to_seconds(summary.simulated), summary.wall_seconds,
      summary.speedup(), summary.speedup_per_core(), hex(summary.trace_hash).c_str());
}

}  // namespace sw::sim
