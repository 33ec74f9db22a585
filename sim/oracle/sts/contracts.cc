#include "sim/oracle/sts/contracts.h"

#include <optional>
#include <set>

#include "contracts/events.h"
#include "contracts/judge/event_schemas.h"

namespace sw::sim {
namespace {

// At most this many shapes are remembered; the worker's messages have a dozen.
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

}  // namespace

void ContractOracle::on(Timestamp now, const Observation& observation) {
  const auto* event = std::get_if<WireEvent>(&observation);
  if (event == nullptr || event->sender != Sender::kWorker) return;
  std::string shape(event->name);
  append_shape(shape, event->payload);
  if (good_shapes().contains(shape)) return;
  const auto* contract = contracts::find_event(event->name, contracts::Direction::kWorkerToSts);
  if (contract == nullptr) return violated("unknown-event", now, std::string(event->name));
  if (const auto problem = contracts::schema_problem(*contract, event->payload)) {
    return violated("breaks-schema", now, std::string(event->name) + ": " + *problem);
  }
  if (good_shapes().size() < kMaxShapes) good_shapes().insert(std::move(shape));
}

}  // namespace sw::sim
