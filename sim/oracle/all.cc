#include "sim/oracle/all.h"

#include "sim/oracle/media/media_oracles.h"
#include "sim/oracle/sts/sts_oracles.h"

namespace sw::sim {

std::vector<std::unique_ptr<Oracle>> make_oracles(const Scenario& scenario, Verdict& verdict) {
  std::vector<std::unique_ptr<Oracle>> oracles;
  append_sts_oracles(scenario, verdict, oracles);
  append_media_oracles(scenario, verdict, oracles);
  return oracles;
}

}  // namespace sw::sim
