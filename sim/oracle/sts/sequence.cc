#include "sim/oracle/sts/sequence.h"

#include <algorithm>

#include "sim/oracle/fields.h"

namespace sw::sim {

void SequenceOracle::on(Timestamp now, const Observation& observation) {
  if (const auto* event = std::get_if<WireEvent>(&observation)) {
    Session& session = sessions_[event->connection];
    event->sender == Sender::kWorker ? on_worker(now, *event, session) : on_service(*event, session);
  } else if (const auto* closed = std::get_if<ConnectionClosed>(&observation)) {
    sessions_.erase(closed->connection);
  }
}

void SequenceOracle::on_worker(Timestamp now, const WireEvent& event, Session& session) {
  if (event.name == "stream:init") session.asked = integer_field(event.payload, "max_inflight").value_or(0);
  if (event.name == "stream:end" && std::exchange(session.ended, true)) {
    violated("two-ends", now, "stream:end went out twice in one session");
  }
  if (event.name == "fragment:data") on_fragment(now, event, session);
}

void SequenceOracle::on_fragment(Timestamp now, const WireEvent& event, Session& session) {
  const std::string id(text_field(event.payload, "fragment_id"));
  const int64_t number = integer_field(event.payload, "sequence_number").value_or(-1);
  if (!session.limit) return violated("before-ready", now, "fragment:data before stream:ready");
  if (session.ended) violated("after-end", now, "fragment:data after stream:end");
  if (number != session.next) {
    violated("not-contiguous", now, "number " + std::to_string(number) + " instead of " + std::to_string(session.next));
  }
  session.next = number + 1;
  if (!ids_.insert(id).second) violated("sent-twice", now, "fragment " + id + " was sent before");
  const TimeDelta timeout = scenario().worker.sts_timeout;
  std::erase_if(session.in_flight, [&](const auto& one) { return now >= one.second + timeout; });
  session.in_flight.emplace(id, now);
  if (static_cast<int64_t>(session.in_flight.size()) > *session.limit) {
    violated("too-many-in-flight", now,
             std::to_string(session.in_flight.size()) + " are, " + std::to_string(*session.limit) + " are allowed");
  }
}

void SequenceOracle::on_service(const WireEvent& event, Session& session) {
  if (event.name == "stream:ready" && !session.limit && text_field(event.payload, "stream_id") == kStreamId) {
    session.limit = std::min(session.asked, integer_field(event.payload, "max_inflight").value_or(0));
  }
  if (event.name == "fragment:processed" || event.name == "error") {
    const auto found = session.in_flight.find(text_field(event.payload, "fragment_id"));
    if (found != session.in_flight.end()) session.in_flight.erase(found);
  }
}

}  // namespace sw::sim
