#include "sim/oracle/sts/acks.h"

#include <algorithm>

#include "sim/oracle/fields.h"

namespace sw::sim {

void AckOracle::on(Timestamp now, const Observation& observation) {
  const auto* event = std::get_if<WireEvent>(&observation);
  // Before the view takes it in: whether this is the first answer.
  if (event != nullptr && event->sender == Sender::kService && event->name == "fragment:processed") {
    on_result(now, *event);
  }
  view_.on(now, observation);
  if (event != nullptr && event->sender == Sender::kWorker && event->name == "fragment:ack") on_ack(now, *event);
  if (std::holds_alternative<EventHanded>(observation)) check_owed(now);
}

// What the handling before led to is known by now, but for a connection whose end waits to be handled: nothing is sent
// on that any more.
void AckOracle::check_owed(Timestamp now) {
  std::erase_if(owed_, [&](const Owed& owed) {
    if (view_.connection() != owed.connection) return true;
    if (now <= owed.since + tolerance()) return false;
    violated("not-acked", owed.since, "the result of " + owed.id);
    return true;
  });
}

void AckOracle::on_result(Timestamp now, const WireEvent& event) {
  const std::string_view id = text_field(event.payload, "fragment_id");
  if (id.empty() || view_.connection() != event.connection) return;
  const FragmentSeen* seen = view_.find(id);
  const std::string_view status = text_field(event.payload, "status");
  const bool ours = text_field(event.payload, "stream_id") == kStreamId;
  const bool in_time = seen != nullptr && seen->sent && seen->connection == event.connection && !seen->answered &&
                       now < *seen->sent + scenario().worker.sts_timeout;
  const bool good = status == "success" || status == "partial";
  owed_.push_back({std::string(id), now, event.connection, ours && in_time && good});
}

void AckOracle::on_ack(Timestamp now, const WireEvent& event) {
  const std::string_view id = text_field(event.payload, "fragment_id");
  const auto owed = std::ranges::find(owed_, id, &Owed::id);
  const bool applied = text_field(event.payload, "status") == "applied";
  if (owed == owed_.end()) return violated("not-owed", now, "an ack of " + std::string(id) + " that answers nothing");
  if (applied && !owed->may_apply) violated("wrongly-applied", now, "the result of " + std::string(id));
  if (applied && !applied_.insert(std::string(id)).second) violated("applied-twice", now, std::string(id));
  owed_.erase(owed);
}

}  // namespace sw::sim
