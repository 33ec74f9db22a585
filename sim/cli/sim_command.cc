#include "sim/cli/sim_command.h"

#include <malloc.h>

#include <CLI/CLI.hpp>
#include <vector>

#include "sim/cli/campaign_command.h"
#include "sim/cli/files.h"
#include "sim/cli/run_command.h"

namespace sw::sim {
namespace {

// Samples of a segment come and go all the time: what is free stays ours, or a fifth of the time goes to the kernel.
void keep_free_memory() {
  ::mallopt(M_MMAP_THRESHOLD, 64 * 1024 * 1024);
  ::mallopt(M_TRIM_THRESHOLD, 256 * 1024 * 1024);
}

// Each subcommand adds its options and says what is to be done with them.
void add_run(CLI::App& app, RunOptions& options, int& code) {
  CLI::App* run = app.add_subcommand("run", "Runs one scenario, judged by all oracles and by what it expects.");
  run->add_option("scenario", options.file, "SCENARIO.json (docs/SCENARIOS.md)")->required();
  run->add_option("--seed", options.seed, "in place of the scenario's own");
  run->add_option("--trace", options.trace, "OUT.jsonl: one line for each thing that was seen");
  run->callback([&options, &code] { code = execute_run(options); });
}

void add_campaign(CLI::App& app, CampaignOptions& options, int& code) {
  CLI::App* campaign = app.add_subcommand("campaign", "Makes up scenarios and runs them on all cores.");
  campaign->add_option("--count", options.count, "how many scenarios")->check(CLI::Range(1, 100'000'000));
  campaign->add_option("--base-seed", options.base_seed, "that all are drawn from; default 1")
      ->check(CLI::Range(int64_t{0}, int64_t{1} << 53));
  campaign->add_option("--jobs", options.jobs, "processes; default: one per core")->check(CLI::Range(1, 1'024));
  campaign->add_option("--shard", options.shard, "I/N: only every Nth scenario, beginning with the Ith");
  campaign->add_option("--json", options.json, "OUT.json: the whole result");
  campaign->add_option("--junit", options.junit, "OUT.xml: the failures for a CI");
  campaign->add_option("--out", options.out, "DIR: a scenario file for each failure");
  campaign->add_flag("--sweep", options.sweep, "every single fault in turn, in place of drawn scenarios");
  campaign->add_flag("--require-probes", options.require_probes, "fail where a required rare state was never reached");
  campaign->callback([&options, &code] { code = execute_campaign(options); });
}

void add_replay(CLI::App& app, ReplayOptions& options, int& code) {
  CLI::App* replay = app.add_subcommand("replay", "Runs the scenario of a failure again.");
  replay->add_option("failure", options.file, "FAILURE.json, as a campaign wrote it")->required();
  replay->add_option("--trace", options.trace, "OUT.jsonl: one line for each thing that was seen");
  replay->callback([&options, &code] { code = execute_replay(options); });
}

void add_merge(CLI::App& app, MergeOptions& options, int& code) {
  CLI::App* merge = app.add_subcommand("merge", "Joins the results of a campaign's shards.");
  merge->add_option("shards", options.files, "SHARD.json, as campaign --json wrote it")->required();
  merge->add_option("--json", options.json, "OUT.json: the whole result")->required();
  merge->add_flag("--require-probes", options.require_probes, "fail where a required rare state was never reached");
  merge->callback([&options, &code] { code = execute_merge(options); });
}

}  // namespace

int run_sim_command(std::span<const std::string> arguments) {
  CLI::App app{"Runs the worker in virtual time against simulated peers.", "stream-worker sim"};
  app.require_subcommand(1);
  int code = kHeld;
  keep_free_memory();
  RunOptions run;
  add_run(app, run, code);
  CampaignOptions campaign;
  add_campaign(app, campaign, code);
  ReplayOptions replay;
  add_replay(app, replay, code);
  MergeOptions merge;
  add_merge(app, merge, code);
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    return refuse(std::string(error.what()) + "; see 'stream-worker sim --help'");
  }
  return code;
}

}  // namespace sw::sim
