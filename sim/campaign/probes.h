// Rare states that a campaign has to reach: each is a probe, recognised from what is visible outside. A probe that
// never fires in a whole campaign means that the campaign no longer tests what it is there for.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "sim/trace/observation.h"
#include "sim/world/run.h"

namespace sw::sim {

class ProbeWatch final : public Observer {
 public:
  void on(Timestamp now, const Observation& observation) override;
  // The probes that fired, sorted.
  std::vector<std::string> conclude(const RunEnd& end) const;

 private:
  void watch_pieces(const Observation& observation);

  std::set<std::string, std::less<>> hit_;
  // Of the bytes that came last: how many messages they completed.
  bool has_received_ = false;
  int completed_ = 0;
};

// Those without which a campaign of ten thousand is not worth its name.
const std::vector<std::string>& required_probes();

}  // namespace sw::sim
