#include "sim/oracle/sts/fragment_view.h"

#include "sim/oracle/fields.h"
#include "sim/oracle/sts/schema.h"

namespace sw::sim {

bool FragmentView::on(Timestamp now, const Observation& observation) {
  if (const auto* line = std::get_if<Logged>(&observation)) return on_line(now, *line);
  if (const auto* event = std::get_if<WireEvent>(&observation)) return on_message(now, *event);
  if (const auto* connecting = std::get_if<Connecting>(&observation)) {
    connection_ = connecting->connection;
    gone_.reset();
    return true;
  }
  bool over = false;
  if (const auto* closed = std::get_if<ConnectionClosed>(&observation)) over = connection_ == closed->connection;
  if (const auto* handed = std::get_if<EventHanded>(&observation)) {
    const auto* lost = std::get_if<ports::Closed>(&handed->event);
    over = lost != nullptr && connection_ == lost->connection;
  }
  if (!over) return false;
  connection_.reset();
  gone_ = now;
  return true;
}

bool FragmentView::on_line(Timestamp now, const Logged& line) {
  const bool closed = line.message == "segment closed";
  const bool applied = line.message == "fragment applied";
  const bool fell_back = line.message == "the segment keeps its original audio";
  if (!closed && !applied && !fell_back) return false;
  FragmentSeen& seen = fragments_[std::string(text_field(line, "fragmentId"))];
  if (closed) {
    seen.closed = now;
  } else {
    seen.ended = now;
    seen.outcome = applied ? std::string("applied") : std::string(text_field(line, "reason"));
  }
  return true;
}

bool FragmentView::on_message(Timestamp now, const WireEvent& event) {
  const bool by_worker = event.sender == Sender::kWorker;
  const std::string_view id = text_field(event.payload, "fragment_id");
  if (id.empty()) return false;
  if (by_worker && event.name == "fragment:data") {
    FragmentSeen& seen = fragments_[std::string(id)];
    seen.sent = now;
    seen.connection = event.connection;
    seen.sequence = integer_field(event.payload, "sequence_number").value_or(-1);
    return true;
  }
  if (by_worker || (event.name != "fragment:processed" && event.name != "error")) return false;
  // An error that breaks its schema is ignored.
  if (event.name == "error" && !keeps_schema(event)) return true;
  const std::string_view stream = text_field(event.payload, "stream_id");
  if (!stream.empty() && stream != kStreamId) return true;
  FragmentSeen* seen = find(id);
  if (seen == nullptr || seen->connection != event.connection || seen->answered) return true;
  seen->answered = now;
  return true;
}

}  // namespace sw::sim
