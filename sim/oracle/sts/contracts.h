// Every message of the worker keeps its contract, and so does every message of the service, unless the script has it
// say things that need not: judged by the JSON Schemas (valijson), not by the code that wrote or read it.
// One verdict for each shape of a message (its names and types) serves the whole process; see the limits in the .cc.
#pragma once

#include "sim/oracle/oracle.h"

namespace sw::sim {

class ContractOracle final : public Oracle {
 public:
  ContractOracle(const Scenario& scenario, Verdict& verdict);
  void on(Timestamp now, const Observation& observation) override;

 private:
  const bool judges_service_;
};

}  // namespace sw::sim
