// What a campaign prints: its progress, a line for each failure, the failures by what was violated, the total.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "sim/campaign/summary.h"

namespace sw::sim {

// A bar that is drawn anew on a terminal; elsewhere a line for each tenth.
class Progress {
 public:
  explicit Progress(bool is_terminal) : is_terminal_(is_terminal) {}
  void show(uint64_t done, uint64_t of, std::size_t failed);
  // Takes the bar away, so that a line can be printed.
  void clear();

 private:
  bool is_terminal_;
  uint64_t shown_ = 0;
  bool drawn_ = false;
};

// `again`: the command that runs it again.
void print_failure(const CampaignFailure& failure, const std::string& again);
// Of each rule that was violated: how often, and the first of them with what happened before.
void print_fingerprints(const Summary& summary, const std::function<std::string(const CampaignFailure&)>& again);
void print_total(const Summary& summary);

}  // namespace sw::sim
