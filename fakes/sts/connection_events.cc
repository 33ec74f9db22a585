// What a client's events mean; connection.cc carries bytes.
#include "fakes/sts/connection.h"

#include <algorithm>
#include <utility>

#include "contracts/limits.h"
#include "fakes/sts/message_record.h"
#include "fakes/sts/raw_bytes.h"
#include "fakes/sts/suite_echo.h"

namespace sw::fakes::sts {

using contracts::ErrorKind;

void StsConnection::on_connect(Timestamp now, const protocol::socket_io::Connected& connected) {
  if (connected.nsp == kNamespace) joined_ = true;
  record({now, id_, RecordKind::kReceived, "connect", header_stream_, {}, {}, {}, 0, header_worker_});
  if (shared_.settings.suites) greet(sio_, connected);
}

// Namespaces other than our own are there for the suites alone.
bool StsConnection::answers_suite(Timestamp now, const protocol::socket_io::EventReceived& event) {
  if (!shared_.settings.suites) return false;
  const std::string_view answered = answer(sio_, event);
  if (answered.empty() && event.nsp == kNamespace) return false;
  if (answered.empty()) ++shared_.statistics.unknown_events;
  record({now, id_, RecordKind::kReceived, event.name});
  if (!answered.empty()) record({now, id_, RecordKind::kSent, std::string(answered)});
  return true;
}

void StsConnection::on_event(Timestamp now, const protocol::socket_io::EventReceived& event) {
  static const rapidjson::Value kNothing;
  if (answers_suite(now, event)) return;
  if (event.name == "fragment:data") {
    ++shared_.statistics.fragments_received;
    shared_.script.count(now, Milestone::kFragment);
  }
  const rapidjson::Value& payload = event.arguments.size() > 0 ? event.arguments[0] : kNothing;
  if (shared_.settings.check_contracts) {
    constexpr auto kUp = contracts::Direction::kWorkerToSts;
    record_breach(now, kUp, event.name, shared_.messages.see(kUp, event.name, payload));
  }
  auto message = contracts::parse_worker_message(event.name, payload);
  if (!message) {
    on_malformed(now, event.name, payload, message.error());
  } else {
    if (shared_.settings.record) record(record_of(now, id_, *message));
    std::visit([&](auto& m) { handle(now, std::move(m)); }, *message);
  }
  // As in the reference implementation: an ack without a value, once the event is dealt with.
  if (event.ack_id && !over_) sio_.acknowledge(event.nsp, {*event.ack_id, ""});
}

// One that breaks its contract is answered where an answer exists, and otherwise ignored.
void StsConnection::on_malformed(Timestamp now, const std::string& name, const rapidjson::Value& payload,
                                 const contracts::ParseError& error) {
  ++shared_.statistics.malformed_events;
  const std::string text = to_text(error);
  record({now, id_, RecordKind::kIgnored, name, {}, {}, {}, {}, 0, text});
  if (name == "stream:init") {
    ++shared_.statistics.inits_refused;
    refuse(now, blame_of(ErrorKind::kInvalidConfig, text), "");
  } else if (name == "fragment:data") {
    const auto named = contracts::parse_fragment_reference(payload);
    const ErrorKind kind = session_ ? ErrorKind::kInvalidConfig : ErrorKind::kStreamNotFound;
    ++shared_.statistics.fragments_refused;
    refuse(now, blame_of(kind, text), session_ ? session_->stream_id() : "", named ? named->fragment_id : "");
  } else if (name == "config:error_simulation") {
    emit(now, emission_of(contracts::ErrorSimulationAck{contracts::ConfigurationStatus::kError, std::nullopt, text}));
  }
}

void StsConnection::refuse(Timestamp now, const Blame& blame, const std::string& stream_id,
                           const std::string& fragment_id) {
  shared_.statistics.count_error(blame.code);
  emit(now, emission_of(ErrorText{shared_.next_error_id(), stream_id, fragment_id, blame}));
}

// --- stream:init ---

void StsConnection::handle(Timestamp now, contracts::StreamInit init) {
  if (session_ || pending_ready_) {
    ++shared_.statistics.inits_refused;
    return refuse(now, blame_of(ErrorKind::kInvalidConfig, "this connection has a stream already"), init.stream_id);
  }
  const auto next = static_cast<int64_t>(shared_.statistics.sessions + 1);
  const AnswerInit* scripted = shared_.script.answer_init(now, {init.stream_id, next});
  if (scripted == nullptr) return open_session(now, init, std::nullopt);
  if (scripted->silent) return;
  if (scripted->error) {
    ++shared_.statistics.inits_refused;
    return refuse(now, *scripted->error, init.stream_id);
  }
  if (scripted->delay <= TimeDelta::Zero()) return open_session(now, init, *scripted);
  pending_ready_ = PendingReady{now + scripted->delay, std::move(init), *scripted};
}

void StsConnection::open_session(Timestamp now, const contracts::StreamInit& init,
                                 const std::optional<AnswerInit>& answer) {
  const uint64_t number = ++shared_.statistics.sessions;
  int64_t confirmed = std::min(init.max_inflight.value_or(contracts::kDefaultInflight), shared_.settings.max_inflight);
  if (answer && answer->max_inflight) confirmed = *answer->max_inflight;
  session_.emplace(shared_, number, init, confirmed);
  contracts::StreamReady ready{init.stream_id, "session-" + std::to_string(number), confirmed, {false, true}};
  if (answer && answer->stream_id) ready.stream_id = *answer->stream_id;
  emit(now, emission_of(ready));
  shared_.script.count(now, Milestone::kSession);
}

// --- What goes to the session ---

void StsConnection::handle(Timestamp now, contracts::FragmentData fragment) {
  if (!session_) {
    ++shared_.statistics.fragments_refused;
    return refuse(now, blame_of(ErrorKind::kStreamNotFound, "no stream:init came before"), fragment.stream_id,
                  fragment.fragment_id);
  }
  Emissions emissions;
  session_->on_fragment(now, std::move(fragment), emissions);
  emit(now, emissions);
}

void StsConnection::handle(Timestamp now, const contracts::WorkerFragmentAck& ack) {
  Emissions emissions;
  if (session_) session_->on_ack(ack, emissions);
  emit(now, emissions);
}

template <class Message, class Take>
void StsConnection::for_session(Timestamp now, const Message& message, Take take) {
  if (!session_) return refuse(now, blame_of(ErrorKind::kStreamNotFound, "no such stream here"), message.stream_id);
  Emissions emissions;
  take(*session_, emissions);
  emit(now, emissions);
}

void StsConnection::handle(Timestamp now, const contracts::StreamPause& pause) {
  for_session(now, pause, [&](StsSession& session, Emissions& out) { session.on_pause(pause, out); });
}
void StsConnection::handle(Timestamp now, const contracts::StreamResume& resume) {
  for_session(now, resume, [&](StsSession& session, Emissions& out) { session.on_resume(resume, out); });
}
void StsConnection::handle(Timestamp now, const contracts::StreamEnd& end) {
  for_session(now, end, [&](StsSession& session, Emissions& out) { session.on_end(now, end, out); });
}

// --- What only an Echo service knows ---

void StsConnection::handle(Timestamp now, const contracts::ErrorSimulation& simulation) {
  emit(now, emission_of(session_ ? session_->configure(simulation) : shared_.rules.configure(simulation)));
}

void StsConnection::handle(Timestamp now, const contracts::SimulateDisconnect& disconnect) {
  const Timestamp at = now + TimeDelta::Millis(disconnect.delay_ms.value_or(0));
  disconnect_at(at);
  if (!session_) general_disconnect_ = at;
}

void StsConnection::handle(Timestamp, const contracts::UnknownEvent&) { ++shared_.statistics.unknown_events; }

// --- Faults of moments ---

bool StsConnection::is_picked(const Pick& pick) const { return !over_ && picks(pick, facts()); }
bool StsConnection::is_frozen(Timestamp now) const { return shared_.script.is_frozen(now, facts()); }

void StsConnection::act(Timestamp now, const SendPressure& pressure) {
  if (!session_) return;
  Emissions emissions;
  session_->send(pressure, emissions);
  emit(now, emissions);
}

void StsConnection::act(Timestamp now, const SendStray& stray) {
  if (!session_) return;
  Emissions emissions;
  session_->send(stray, emissions);
  emit(now, emissions);
}

void StsConnection::act(Timestamp now, const SendError& error) {
  if (!joined_) return;
  shared_.statistics.count_error(error.error.code);
  emit(now, emission_of(ErrorText{shared_.next_error_id(), session_ ? session_->stream_id() : "",
                                  error.fragment_id.value_or(""), error.error, error.severity}));
}

void StsConnection::act(Timestamp now, const SendEvent& event) {
  if (joined_) emit(now, Emission{event.event, event.payload});
}

void StsConnection::act(Timestamp, const SendPacket& packet) {
  if (joined_) send(faulty_packet(packet));
}

void StsConnection::act(Timestamp now, const EndConnection& end) {
  switch (end.how) {
    case Farewell::kReset:
      return reset(now, "reset by the script");
    case Farewell::kCloseFrame:
      if (open_) send(close_frame(end.code));
      [[fallthrough]];
    case Farewell::kClose:
      return close(now, "closed by the script");
    case Farewell::kDisconnect:
      sio_.disconnect(kNamespace);
      drain(now);
      return leave();
  }
}

}  // namespace sw::fakes::sts
