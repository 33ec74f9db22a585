// Every message of the worker keeps its contract: judged by the JSON Schemas (valijson), not by the code that wrote it.
// One verdict for each shape of a message (its names and types) serves the whole process; see the limits in the .cc.
#pragma once

#include "sim/oracle/oracle.h"

namespace sw::sim {

class ContractOracle final : public Oracle {
 public:
  ContractOracle(const Scenario& scenario, Verdict& verdict) : Oracle("contracts", scenario, verdict) {}
  void on(Timestamp now, const Observation& observation) override;
};

}  // namespace sw::sim
