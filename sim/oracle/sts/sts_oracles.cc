#include "sim/oracle/sts/sts_oracles.h"

#include "sim/oracle/sts/acks.h"
#include "sim/oracle/sts/backpressure.h"
#include "sim/oracle/sts/breaker.h"
#include "sim/oracle/sts/contracts.h"
#include "sim/oracle/sts/fragments.h"
#include "sim/oracle/sts/lifecycle.h"
#include "sim/oracle/sts/reconnect.h"
#include "sim/oracle/sts/sequence.h"
#include "sim/oracle/sts/timeouts.h"
#include "sim/oracle/sts/wire.h"

namespace sw::sim {

void append_sts_oracles(const Scenario& scenario, Verdict& verdict, std::vector<std::unique_ptr<Oracle>>& oracles) {
  oracles.push_back(std::make_unique<WireOracle>(scenario, verdict));
  oracles.push_back(std::make_unique<SequenceOracle>(scenario, verdict));
  oracles.push_back(std::make_unique<TimeoutOracle>(scenario, verdict));
  oracles.push_back(std::make_unique<AckOracle>(scenario, verdict));
  oracles.push_back(std::make_unique<FragmentOracle>(scenario, verdict));
  oracles.push_back(std::make_unique<BreakerOracle>(scenario, verdict));
  oracles.push_back(std::make_unique<ReconnectOracle>(scenario, verdict));
  oracles.push_back(std::make_unique<BackpressureOracle>(scenario, verdict));
  oracles.push_back(std::make_unique<LifecycleOracle>(scenario, verdict));
  oracles.push_back(std::make_unique<ContractOracle>(scenario, verdict));
}

}  // namespace sw::sim
