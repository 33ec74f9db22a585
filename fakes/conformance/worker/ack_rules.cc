#include "fakes/conformance/worker/ack_rules.h"

#include "fakes/conformance/worker/known_ids.h"
#include "fakes/wire/fields.h"

namespace sw::fakes::conformance::worker {
namespace {

using wire::text_field;

// Until when a result is acked. A worker may say that it has applied the audio when it is played, some segments later.
constexpr TimeDelta kAckTime = TimeDelta::Seconds(15);

bool has_audio(const rapidjson::Value& payload) {
  if (!payload.IsObject()) return false;
  const auto found = payload.FindMember("dubbed_audio");
  return found != payload.MemberEnd() && found->value.IsObject();
}

}  // namespace

void AckRules::on_result(Timestamp now, const rapidjson::Value& payload, const ResultFacts& facts) {
  const std::string_view id = text_field(payload, "fragment_id");
  if (id.empty()) return;
  Answers& answers = answers_of(now, remembered(id));
  const Kind kind = kind_of(now, payload, facts, answers);
  if (answers.owed.size() < kMaxOwed) answers.owed.push_back({now, kind});
  answers.answered = answers.answered || kind != Kind::kStray;
}

AckRules::Answers& AckRules::answers_of(Timestamp now, const std::string& id) {
  if (const auto found = answers_.find(id); found != answers_.end()) return found->second;
  if (order_.size() >= kMaxFragments) {
    judge_missing(now, order_.front(), kAckTime);
    answers_.erase(order_.front());
    order_.pop_front();
  }
  order_.push_back(id);
  return answers_[order_.back()];
}

AckRules::Kind AckRules::kind_of(Timestamp now, const rapidjson::Value& payload, const ResultFacts& facts,
                                 const Answers& answers) const {
  if (!facts.fragment_at || !facts.own_stream) return Kind::kStray;
  if (answers.answered) return Kind::kRepeated;
  if (text_field(payload, "status") == "failed" || !has_audio(payload)) return Kind::kStray;
  const TimeDelta took = now - *facts.fragment_at;
  if (took < facts.timeout - tolerance_) return Kind::kUsable;
  return took > facts.timeout + tolerance_ ? Kind::kLate : Kind::kDoubtful;
}

void AckRules::on_ack(Timestamp now, const rapidjson::Value& payload) {
  const std::string_view id = text_field(payload, "fragment_id");
  const auto found = answers_.find(remembered(id));
  const bool known = found != answers_.end();
  ledger_.check(Rule::kAckKnown, known, now, "an ack of " + shown(id) + ", whose result was never sent");
  if (!known) return;
  std::deque<Owed>& owed = found->second.owed;
  ledger_.check(Rule::kAckOnce, !owed.empty(), now, "an ack of " + shown(id) + ", which was acked before");
  if (owed.empty()) return;
  const Kind kind = owed.front().kind;
  owed.pop_front();
  if (text_field(payload, "status") == "applied") return judge_applied(now, id, kind);
  if (kind == Kind::kLate) ledger_.tried(Rule::kAckLate);
  if (kind == Kind::kRepeated) ledger_.tried(Rule::kAckRepeated);
  if (kind == Kind::kStray) ledger_.tried(Rule::kAckStray);
}

void AckRules::judge_applied(Timestamp now, std::string_view id, Kind kind) {
  any_applied_ = any_applied_ || kind == Kind::kUsable || kind == Kind::kDoubtful;
  if (kind == Kind::kLate) ledger_.broken(Rule::kAckLate, now, "the late result of " + shown(id) + " was applied");
  if (kind == Kind::kRepeated) ledger_.broken(Rule::kAckRepeated, now, shown(id) + " was applied again");
  if (kind == Kind::kStray) ledger_.broken(Rule::kAckStray, now, "the result of " + shown(id) + " was applied");
}

// What was sent just before the end may not have arrived.
void AckRules::on_end(Timestamp now, bool orderly) {
  for (const std::string& id : order_) judge_missing(now, id, orderly ? tolerance_ : kAckTime);
  answers_.clear();
  order_.clear();
}

// Acks that are owed for longer than `least`.
void AckRules::judge_missing(Timestamp now, const std::string& id, TimeDelta least) {
  for (const Owed& owed : answers_[id].owed) {
    if (now - owed.since <= least) continue;
    ledger_.broken(Rule::kAckOnce, now,
                   "no ack of " + shown(id) + ", whose result was sent " + shown(now - owed.since) + " before");
  }
}

}  // namespace sw::fakes::conformance::worker
