#include "sim/cli/campaign_command.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fstream>

#include "sim/campaign/failure_file.h"
#include "sim/campaign/run_case.h"
#include "sim/campaign/summary.h"
#include "sim/cli/campaign_report.h"
#include "sim/cli/files.h"
#include "sim/cli/run_command.h"
#include "sim/cli/worker_pool.h"
#include "sim/explore/swarm.h"
#include "worker/base/random.h"

namespace sw::sim {
namespace {

// In a small campaign every case is run twice, in a large one every fiftieth.
constexpr uint64_t kSmallCampaign = 200;
constexpr uint64_t kTwiceEvery = 50;
constexpr std::size_t kMaxMergedBytes = 16 * 1024 * 1024;

bool write_file(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  return !out.fail();
}

// Below 2^53, so that every reader of JSON keeps it.
uint64_t seed_of(uint64_t base_seed, uint64_t index) {
  return keyed_draw(base_seed, "campaign", 0, index) % (uint64_t{1} << 53);
}

// The total and the probes that never fired, where they are required; the exit code.
int print_end(const Summary& summary, bool require_probes) {
  print_total(summary);
  const auto missing = require_probes ? summary.missing_probes() : std::vector<std::string>();
  for (const std::string& probe : missing) std::printf("probe %s never fired\n", probe.c_str());
  return summary.failures.empty() && missing.empty() ? kHeld : kViolated;
}

class Campaign {
 public:
  Campaign(const CampaignOptions& options, const Shard& shard) : options_(options) {
    summary_.plan = {
        .sweep = options.sweep, .base_seed = options.base_seed, .count = options.sweep ? sweep_size() : options.count};
    summary_.shards = {shard};
    for (uint64_t i = shard.index - 1; i < summary_.plan.count; i += shard.of) indices_.push_back(i);
  }

  int execute() {
    const int cores = static_cast<int>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
    WorkerPool pool(
        options_.jobs > 0 ? options_.jobs : cores, [this](uint64_t index) { return run(index); },
        [this](CaseResult result) { take(std::move(result)); });
    if (const std::string problem = pool.run_all(indices_); !problem.empty()) return refuse(problem);
    summary_.wall_seconds = pool.wall_seconds();
    summary_.core_seconds = pool.core_seconds();
    return conclude();
  }

 private:
  Scenario scenario(uint64_t index) const {
    return options_.sweep ? sweep_scenario(index) : draw_scenario(seed_of(options_.base_seed, index));
  }
  CaseResult run(uint64_t index) const {
    const bool twice = summary_.plan.count <= kSmallCampaign || index % kTwiceEvery == 0;
    return run_case(index, scenario(index), twice);
  }
  // One that crashed does not say its seed.
  void take(CaseResult result) {
    if (result.failure) result.seed = scenario(result.index).seed;
    summary_.add(result);
    if (result.failure) {
      const auto failure = std::ranges::find(summary_.failures, result.index, &CampaignFailure::index);
      keep(*failure);
      progress_.clear();
      print_failure(*failure, again(*failure));
    }
    progress_.show(summary_.scenarios, indices_.size(), summary_.failures.size());
  }
  void keep(CampaignFailure& failure) const {
    if (options_.out.empty()) return;
    const std::string name =
        options_.sweep ? "sweep-" + std::to_string(failure.index) : "seed-" + std::to_string(failure.seed);
    failure.file = options_.out + "/" + name + ".json";
    if (!write_file(failure.file, to_readable_json(FailureFile{failure.failure, scenario(failure.index)}))) {
      failure.file.clear();
    }
  }
  // The command that runs this one again: from its file, or as the only one of a shard.
  std::string again(const CampaignFailure& failure) const {
    if (!failure.file.empty()) return "stream-worker sim replay " + failure.file;
    const std::string count = std::to_string(summary_.plan.count);
    const std::string what =
        options_.sweep ? "--sweep" : "--base-seed " + std::to_string(options_.base_seed) + " --count " + count;
    return "stream-worker sim campaign " + what + " --shard " + std::to_string(failure.index + 1) + "/" + count;
  }

  int conclude() {
    progress_.clear();
    print_fingerprints(summary_, [this](const CampaignFailure& failure) { return again(failure); });
    const int code = print_end(summary_, options_.require_probes);
    if (!options_.json.empty() && !write_file(options_.json, to_json(summary_) + "\n")) {
      return refuse("cannot write " + options_.json);
    }
    if (!options_.junit.empty() && !write_file(options_.junit, to_junit(summary_))) {
      return refuse("cannot write " + options_.junit);
    }
    return code;
  }

  const CampaignOptions& options_;
  Summary summary_;
  std::vector<uint64_t> indices_;
  Progress progress_{::isatty(STDOUT_FILENO) == 1};
};

}  // namespace

int execute_campaign(const CampaignOptions& options) {
  if (options.count == 0 && !options.sweep) return refuse("--count is required: how many scenarios");
  const auto shard = parse_shard(options.shard);
  if (!shard) return refuse("--shard=" + options.shard + " is not allowed; allowed: I/N with 1 <= I <= N");
  if (!options.out.empty() && ::mkdir(options.out.c_str(), 0755) != 0 && errno != EEXIST) {
    return refuse("cannot make the folder " + options.out);
  }
  return Campaign(options, *shard).execute();
}

int execute_replay(const ReplayOptions& options) {
  const auto text = read_file(options.file, kMaxFailureBytes);
  if (!text) return refuse(text.error());
  const auto file = parse_failure_file(*text);
  if (!file) return refuse(options.file + ": " + file.error());
  if (file->failure) {
    std::printf("recorded    %s/%s: %s\n", file->failure->oracle.c_str(), file->failure->rule.c_str(),
                file->failure->text.c_str());
    std::fflush(stdout);  // what crashed once does so again
  }
  const std::string again = "stream-worker sim replay " + options.file;
  const int code = report_run(file->scenario, options.trace, again);
  if (code != kHeld) return code;
  // Two runs that differ look right, each for itself.
  const CaseResult twice = run_case(0, file->scenario, true);
  if (!twice.failure) return kHeld;
  print_failure({0, file->scenario.seed, *twice.failure, options.file}, again);
  return kViolated;
}

int execute_merge(const MergeOptions& options) {
  Summary whole;
  for (std::size_t i = 0; i < options.files.size(); ++i) {
    const std::string& file = options.files[i];
    const auto text = read_file(file, kMaxMergedBytes);
    if (!text) return refuse(text.error());
    const auto shard = parse_summary(*text);
    if (!shard) return refuse(file + ": " + shard.error());
    if (i == 0) whole.plan = shard->plan;
    if (const auto merged = whole.merge(*shard); !merged) return refuse(file + ": " + merged.error());
  }
  if (!write_file(options.json, to_json(whole) + "\n")) return refuse("cannot write " + options.json);
  if (whole.scenarios < whole.plan.count) {
    std::printf("%llu of %llu scenarios: shards are missing\n", static_cast<unsigned long long>(whole.scenarios),
                static_cast<unsigned long long>(whole.plan.count));
  }
  return print_end(whole, options.require_probes);
}

}  // namespace sw::sim
