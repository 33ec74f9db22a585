// `stream-worker sim campaign`, `sim replay` and `sim merge`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sw::sim {

struct CampaignOptions {
  uint64_t count = 0;
  uint64_t base_seed = 1;
  int jobs = 0;               // 0: one per core
  std::string shard = "1/1";  // I/N
  std::string json = {};
  std::string junit = {};
  std::string out = {};         // a folder for failure files
  bool sweep = false;           // every single fault in turn, in place of drawn scenarios
  bool require_probes = false;  // fails where a required one never fired
};
int execute_campaign(const CampaignOptions& options);

struct ReplayOptions {
  std::string file;
  std::string trace;
};
int execute_replay(const ReplayOptions& options);

struct MergeOptions {
  std::vector<std::string> files;
  std::string json;
  bool require_probes = false;
};
int execute_merge(const MergeOptions& options);

}  // namespace sw::sim
