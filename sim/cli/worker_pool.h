// Runs the cases of a campaign in processes of their own, one per core: a case that crashes ends its process and not
// the campaign, and none can spoil another's memory. What is found depends on neither their number nor their order.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/campaign/case_result.h"

namespace sw::sim {

class WorkerPool {
 public:
  // Runs one case, in a child; must depend on nothing but the index.
  using Run = std::function<CaseResult(uint64_t index)>;
  // Hears of each result in the parent, in the order in which they come.
  using Take = std::function<void(CaseResult result)>;

  WorkerPool(int jobs, Run run, Take take) : jobs_(jobs), run_(std::move(run)), take_(std::move(take)) {}
  // One line that says what went wrong with the processes themselves; empty when all cases were run.
  std::string run_all(const std::vector<uint64_t>& indices);
  // CPU time of the children, in seconds.
  double core_seconds() const { return core_seconds_; }
  // How long run_all() took, in seconds.
  double wall_seconds() const { return wall_seconds_; }

 private:
  struct Child {
    int pid = -1;
    int results = -1;             // its end of the pipe
    std::vector<uint64_t> to_do;  // in the order in which it does them
    std::size_t done = 0;
    std::string buffer;
  };
  std::string serve(std::vector<Child>& children);
  bool start(Child& child);
  [[noreturn]] void work(const Child& child, int out) const;
  void read(Child& child);
  void finish(Child& child);

  int jobs_;
  Run run_;
  Take take_;
  double core_seconds_ = 0;
  double wall_seconds_ = 0;
};

}  // namespace sw::sim
