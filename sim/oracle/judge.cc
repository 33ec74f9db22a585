#include "sim/oracle/judge.h"

#include "sim/oracle/all.h"

namespace sw::sim {

Judge::Judge(const Scenario& scenario, Observer* behind)
    : behind_(behind), oracles_(make_oracles(scenario, verdict_)) {}

void Judge::on(Timestamp now, const Observation& observation) {
  pass(now, observation);
  reader_.on(now, observation);
}

void Judge::pass(Timestamp now, const Observation& observation) {
  for (const auto& oracle : oracles_) oracle->on(now, observation);
  if (behind_ != nullptr) behind_->on(now, observation);
}

const Verdict& Judge::conclude(const RunEnd& end) {
  for (const auto& oracle : oracles_) oracle->at_end(end);
  return verdict_;
}

}  // namespace sw::sim
