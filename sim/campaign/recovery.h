// How long after the end of a fault a segment is dubbed again, per class of fault. Only a fault that nothing else
// disturbs counts: one whose recovery is over before the next one begins, and that is not still on elsewhere.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/scenario/scenario.h"
#include "sim/trace/observation.h"

namespace sw::sim {

class RecoveryWatch final : public Observer {
 public:
  explicit RecoveryWatch(const Scenario& scenario);
  void on(Timestamp now, const Observation& observation) override;
  // By class: the `do` of the fault, that of the service's own behind "sts.".
  const std::map<std::string, TimeDelta>& worst() const { return worst_; }

 private:
  // A fault that ends undisturbed, and until when it has to recover to be counted.
  struct Heal {
    std::string what;
    Timestamp at;
    Timestamp until;
  };
  std::vector<Heal> heals_;  // in the order of time
  std::size_t next_ = 0;
  std::map<std::string, TimeDelta> worst_;
};

}  // namespace sw::sim
