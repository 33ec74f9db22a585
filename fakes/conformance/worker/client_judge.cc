#include "fakes/conformance/worker/client_judge.h"

#include <string>

#include "contracts/events.h"
#include "contracts/judge/event_schemas.h"
#include "fakes/wire/fields.h"

namespace sw::fakes::conformance::worker {
namespace {

using wire::integer_field;
using wire::Sender;
using wire::text_field;

constexpr TimeDelta kUsefulTime = TimeDelta::Minutes(1);  // of readiness, after which the ladder begins anew

// Whether an error with this code may make a worker give up its session.
bool may_end_session(std::string_view code) {
  return code == "STREAM_NOT_FOUND" || code == "INVALID_SEQUENCE" || code == "INVALID_CONFIG";
}

}  // namespace

ClientJudge::ClientJudge(Timestamp began, const JudgeSettings& settings, Ledger& ledger, RunMemory& memory)
    : began_(began),
      settings_(settings),
      ledger_(ledger),
      connection_(ledger, settings.tolerance),
      heartbeat_(ledger, settings.ping_timeout),
      life_(ledger, settings.tolerance),
      fragments_(ledger, memory, settings.tolerance),
      pressure_(ledger, settings.tolerance),
      acks_(ledger, settings.tolerance) {}

void ClientJudge::on(Timestamp now, const wire::WireOpened& opened) {
  asked_ = true;
  if (!asks_for_statistics(opened.request)) introduction_ = judge_handshake(now, opened.request, ledger_);
}

void ClientJudge::on(Timestamp now, const wire::WirePacket& packet) {
  const bool from_worker = packet.sender == Sender::kWorker;
  if (packet.engine_type == '2' && !from_worker) return heartbeat_.on_ping(now, packet.text);
  if (packet.engine_type == '3' && from_worker) return heartbeat_.on_pong(now, packet.text);
  connection_.on_packet(now, packet);
}

void ClientJudge::on(Timestamp now, const wire::WireBroken& broken) {
  asked_ = asked_ || broken.sender == Sender::kWorker;
  if (broken.sender == Sender::kWorker) connection_.on_worker_broken(now, broken.why);
}

void ClientJudge::on(Timestamp now, const wire::WireClosing& closing) { connection_.on_closing(now, closing.sender); }

void ClientJudge::on(Timestamp now, const wire::WireEvent& event) {
  if (event.sender == Sender::kWorker) return on_worker_event(now, event);
  on_service_event(now, event);
}

// --- What the worker says ---

void ClientJudge::on_worker_event(Timestamp now, const wire::WireEvent& event) {
  connection_.on_worker_event(now, event.name);
  check_message(now, event);
  if (introduction_) life_.on_event(now, event.name, event.payload, *introduction_);
  if (event.name == "stream:init") return fragments_.on_init(event.payload);
  if (event.name == "fragment:data") return on_fragment(now, event.payload);
  if (event.name == "fragment:ack") return acks_.on_ack(now, event.payload);
  if (!event.name.starts_with("stream:")) return;
  ledger_.check(Rule::kFragmentStream, fragments_.is_own(text_field(event.payload, "stream_id")), now,
                shown(event.name) + " of stream \"" + shown(text_field(event.payload, "stream_id")) + "\"");
}

void ClientJudge::check_message(Timestamp now, const wire::WireEvent& event) {
  ledger_.check(Rule::kPacketSize, event.bytes <= settings_.max_payload, now,
                shown(event.name) + " of " + std::to_string(event.bytes) + " bytes, " +
                    std::to_string(settings_.max_payload) + " announced");
  const auto* contract = contracts::find_event(event.name, contracts::Direction::kWorkerToSts);
  ledger_.check(Rule::kMessageKnown, contract != nullptr, now, "event \"" + shown(event.name) + "\"");
  if (contract == nullptr) return;
  const auto problem = contracts::schema_problem(*contract, event.payload);
  ledger_.check(Rule::kMessageSchema, !problem, now, shown(event.name) + ": " + problem.value_or(""));
}

void ClientJudge::on_fragment(Timestamp now, const rapidjson::Value& payload) {
  pressure_.on_fragment(now, payload, fragments_.any_in_flight(now));
  fragments_.on_fragment(now, payload);
}

// --- What the service says ---

void ClientJudge::on_service_event(Timestamp now, const wire::WireEvent& event) {
  const std::string_view id = text_field(event.payload, "fragment_id");
  const bool is_own = fragments_.is_own(text_field(event.payload, "stream_id"));
  if (event.name == "fragment:processed") {
    acks_.on_result(now, event.payload, {fragments_.arrival(id), fragments_.timeout(), is_own});
    if (is_own) fragments_.on_answer(id);
  } else if (event.name == "stream:ready") {
    if (!is_own) return;
    ready_ = now;
    fragments_.on_ready(integer_field(event.payload, "max_inflight").value_or(0));
  } else if (event.name == "backpressure") {
    if (is_own) pressure_.on_signal(now, event.payload);
  } else if (event.name == "stream:complete") {
    life_.on_complete();
  } else if (event.name == "error") {
    on_error_event(now, event.payload);
  } else if (contracts::find_event(event.name, contracts::Direction::kStsToWorker) == nullptr) {
    connection_.on_provocation(now, Rule::kUnknownIgnored);
  }
}

void ClientJudge::on_error_event(Timestamp now, const rapidjson::Value& payload) {
  const std::string_view id = text_field(payload, "fragment_id");
  if (!id.empty()) return fragments_.on_answer(id);
  if (!ready_ || may_end_session(text_field(payload, "code")) || text_field(payload, "severity") == "fatal") return;
  connection_.on_provocation(now, Rule::kErrorSurvived);
}

Ending ClientJudge::on_end(Timestamp now, EndedBy who) {
  // The service closes in answer to a close frame.
  if (who == EndedBy::kService && connection_.worker_has_left()) who = EndedBy::kWorker;
  const bool by_worker = who == EndedBy::kWorker && !connection_.service_left_first();
  if (is_worker()) connection_.on_end(now, who, life_.has_ended());
  heartbeat_.on_end(now);
  pressure_.on_end(now);
  acks_.on_end(now, by_worker);
  life_.on_end(now, by_worker);
  fragments_.on_end();
  const bool useful = acks_.any_applied() || (ready_ && now - *ready_ >= kUsefulTime);
  return {fragments_.is_ready(), useful, by_worker, life_.has_ended()};
}

}  // namespace sw::fakes::conformance::worker
