#include "sim/oracle/sts/contracts.h"

#include <algorithm>
#include <optional>
#include <set>

#include "contracts/events.h"
#include "contracts/judge/event_schemas.h"

namespace sw::sim {
namespace {

// At most this many shapes are remembered; each event has a handful.
constexpr std::size_t kMaxShapes = 1'000;

// The names and types of a value, as text.
void append_shape(std::string& shape, const rapidjson::Value& value) {
  if (value.IsObject()) {
    shape += '{';
    for (const auto& member : value.GetObject()) {
      shape.append(member.name.GetString(), member.name.GetStringLength());
      shape += ':';
      append_shape(shape, member.value);
    }
    shape += '}';
  } else if (value.IsArray()) {
    shape += '[';
    for (const rapidjson::Value& element : value.GetArray()) append_shape(shape, element);
    shape += ']';
  } else {
    shape += value.IsString() ? 's' : value.IsInt64() ? 'i' : value.IsNumber() ? 'n' : value.IsBool() ? 'b' : '0';
  }
}

// Shapes that were judged right. A message of the same shape can differ only in its values, which the oracles of their
// rules look at.
std::set<std::string, std::less<>>& good_shapes() {
  static std::set<std::string, std::less<>> shapes;
  return shapes;
}

// Faults with which a script can have the service say what breaks its schema.
bool may_break_schemas(const fakes::sts::Fault& fault) {
  using namespace fakes::sts;
  return std::holds_alternative<Alter>(fault.action) || std::holds_alternative<AnswerWithError>(fault.action) ||
         std::holds_alternative<AnswerInit>(fault.action) || std::holds_alternative<SendError>(fault.action) ||
         std::holds_alternative<SendEvent>(fault.action) || std::holds_alternative<SendPacket>(fault.action);
}

}  // namespace

ContractOracle::ContractOracle(const Scenario& scenario, Verdict& verdict)
    : Oracle("contracts", scenario, verdict),
      judges_service_(std::ranges::none_of(scenario.sts.script.faults, may_break_schemas)) {}

void ContractOracle::on(Timestamp now, const Observation& observation) {
  const auto* event = std::get_if<WireEvent>(&observation);
  if (event == nullptr) return;
  const bool by_worker = event->sender == Sender::kWorker;
  if (!by_worker && !judges_service_) return;
  std::string shape(by_worker ? "worker " : "service ");
  shape += event->name;
  append_shape(shape, event->payload);
  if (good_shapes().contains(shape)) return;
  const auto direction = by_worker ? contracts::Direction::kWorkerToSts : contracts::Direction::kStsToWorker;
  const auto* contract = contracts::find_event(event->name, direction);
  if (contract == nullptr) {
    return violated(by_worker ? "unknown-event" : "unknown-event-of-service", now, std::string(event->name));
  }
  if (const auto problem = contracts::schema_problem(*contract, event->payload)) {
    return violated(by_worker ? "breaks-schema" : "service-breaks-schema", now,
                    std::string(event->name) + ": " + *problem);
  }
  if (good_shapes().size() < kMaxShapes) good_shapes().insert(std::move(shape));
}

}  // namespace sw::sim
