#include "fakes/conformance/worker/connection_rules.h"

#include <string>

#include "fakes/wire/reader.h"

namespace sw::fakes::conformance::worker {
namespace {

using wire::Sender;

constexpr TimeDelta kAnswerTime = TimeDelta::Seconds(5);  // to a DISCONNECT
// How soon behind a provocation an end of the connection counts as its consequence.
constexpr TimeDelta kConsequence = TimeDelta::Seconds(1);

}  // namespace

void ConnectionRules::on_packet(Timestamp now, const wire::WirePacket& packet) {
  if (packet.sender == Sender::kWorker) return on_worker_packet(now, packet);
  if (packet.engine_type == '0') opened_ = true;
  if (packet.engine_type != '4' || packet.socket_type != '1') return;
  says_goodbye(false);
  if (!worker_said_ && !disconnected_) disconnected_ = now;
}

void ConnectionRules::on_worker_packet(Timestamp now, const wire::WirePacket& packet) {
  ledger_.tried(Rule::kPacketValid);
  const std::string type{packet.engine_type, packet.socket_type};
  if (packet.engine_type == '1' || type == "41") return says_goodbye(true);
  if (packet.engine_type == '6') return;  // noop
  if (packet.engine_type != '4') {
    return ledger_.broken(Rule::kPacketValid, now, "an Engine.IO packet of type " + shown(type));
  }
  ledger_.check(Rule::kPacketNoBinary, packet.socket_type < '5', now, "a binary packet of type " + shown(type));
  if (packet.socket_type == '4') ledger_.broken(Rule::kPacketValid, now, "a CONNECT_ERROR");
  if (packet.socket_type != '0') {
    return ledger_.check(Rule::kConnectOnce, joined_, now, "a packet of type " + shown(type) + " before CONNECT");
  }
  ledger_.check(Rule::kConnectOnce, opened_, now, "CONNECT before the open packet");
  ledger_.check(Rule::kConnectOnce, !joined_, now, "a second CONNECT");
  joined_ = true;
}

void ConnectionRules::on_worker_event(Timestamp now, std::string_view name) {
  ledger_.tried(Rule::kPacketValid);
  ledger_.tried(Rule::kPacketNoBinary);
  ledger_.check(Rule::kConnectOnce, joined_, now, shown(name) + " before CONNECT");
  if (disconnected_ && now - *disconnected_ > tolerance_) {
    ledger_.broken(Rule::kDisconnectAnswered, now, shown(name) + " after the service's DISCONNECT");
  }
}

void ConnectionRules::on_worker_broken(Timestamp now, std::string_view why) {
  const bool binary = why == wire::kUnannounced;
  const Rule rule = why == wire::kTooLong ? Rule::kPacketSize : binary ? Rule::kPacketNoBinary : Rule::kPacketValid;
  ledger_.broken(rule, now, why);
}

void ConnectionRules::on_closing(Timestamp, Sender sender) {
  service_closes_ = service_closes_ || sender == Sender::kService;
  says_goodbye(sender == Sender::kWorker);
}

void ConnectionRules::says_goodbye(bool worker) {
  if (!worker) service_said_first_ = service_said_first_ || !worker_said_;
  worker_said_ = worker_said_ || worker;
}

void ConnectionRules::on_provocation(Timestamp now, Rule rule) {
  if (provocations_.size() < kMaxProvocations) provocations_.push_back({now, rule});
}

// Before the open packet there is nothing to take leave of.
void ConnectionRules::on_end(Timestamp now, EndedBy who, bool stream_ended) {
  const bool by_will = who == EndedBy::kWorker && !service_said_first_;
  if (by_will && opened_) {
    ledger_.check(Rule::kFarewell, worker_said_, now, "the connection was dropped without a word");
  }
  for (const Provocation& provocation : provocations_) {
    const bool at_once = now - provocation.at <= kConsequence + tolerance_;
    if (at_once && (!by_will || stream_ended)) continue;
    ledger_.check(provocation.rule, !at_once, now,
                  "the worker closed the connection " + shown(now - provocation.at) + " behind it");
  }
  check_disconnect(now, who);
}

// Where the service closes as well, there is nothing left to close for the worker.
void ConnectionRules::check_disconnect(Timestamp now, EndedBy who) {
  if (!disconnected_ || (service_closes_ && !worker_said_)) return;
  const TimeDelta took = now - *disconnected_;
  const bool in_time = took <= kAnswerTime + tolerance_;
  if (in_time && who != EndedBy::kWorker) return;
  ledger_.check(Rule::kDisconnectAnswered, in_time, now,
                "the connection was still open " + shown(took) + " after DISCONNECT");
}

}  // namespace sw::fakes::conformance::worker
