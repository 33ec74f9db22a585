// Every segment ends exactly once: applied, or fallen back for one named reason (design §4, STS session and counting).
// Told apart by their fragment ids in the log, and held against the counters at the end.
#pragma once

#include <set>

#include "sim/oracle/oracle.h"

namespace sw::sim {

class FragmentOracle final : public Oracle {
 public:
  FragmentOracle(const Scenario& scenario, Verdict& verdict) : Oracle("fragments", scenario, verdict) {}
  void on(Timestamp now, const Observation& observation) override;
  void at_end(const RunEnd& end) override;

 private:
  std::set<std::string, std::less<>> open_;  // closed segments that have not ended
  uint64_t closed_ = 0;
  uint64_t applied_ = 0;
  uint64_t fallen_back_ = 0;
};

}  // namespace sw::sim
