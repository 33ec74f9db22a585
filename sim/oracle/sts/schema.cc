#include "sim/oracle/sts/schema.h"

#include "contracts/events.h"
#include "contracts/judge/event_schemas.h"

namespace sw::sim {

bool keeps_schema(const WireEvent& event) {
  const auto direction =
      event.sender == Sender::kWorker ? contracts::Direction::kWorkerToSts : contracts::Direction::kStsToWorker;
  const auto* contract = contracts::find_event(event.name, direction);
  return contract != nullptr && !contracts::schema_problem(*contract, event.payload);
}

}  // namespace sw::sim
