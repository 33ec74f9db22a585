#include "fakes/conformance/worker/life_rules.h"

#include <string>
#include <utility>

#include "fakes/wire/fields.h"

namespace sw::fakes::conformance::worker {
namespace {

using wire::text_field;

constexpr TimeDelta kCompleteTime = TimeDelta::Seconds(5);  // for stream:complete

}  // namespace

void LifeRules::on_event(Timestamp now, std::string_view name, const rapidjson::Value& payload,
                         const Introduction& said) {
  const bool is_init = name == "stream:init";
  if (!std::exchange(any_event_, true)) {
    ledger_.check(Rule::kInitFirst, is_init, now, "the first event is " + shown(name));
  } else if (is_init) {
    ledger_.broken(Rule::kInitFirst, now, "a second stream:init");
  }
  if (ended_ && name != "fragment:ack") ledger_.broken(Rule::kStreamEndLast, now, shown(name) + " after stream:end");
  if (is_init) on_init(now, payload, said);
  if (name == "stream:pause") on_turn(now, true);
  if (name == "stream:resume") on_turn(now, false);
  if (name == "fragment:data" && paused_) {
    ledger_.broken(Rule::kStreamPauseResume, now, "a fragment between stream:pause and stream:resume");
  }
  if (name != "stream:end") return;
  ledger_.tried(Rule::kStreamEndLast);
  if (!ended_) ended_ = now;
}

void LifeRules::on_init(Timestamp now, const rapidjson::Value& payload, const Introduction& said) {
  has_init_ = true;
  const auto is_same = [&](const char* name, const std::string& header) {
    ledger_.check(Rule::kInitContent, text_field(payload, name) == header, now,
                  std::string(name) + " \"" + shown(text_field(payload, name)) + "\", \"" + shown(header) +
                      "\" in the handshake");
  };
  is_same("stream_id", said.stream_id);
  is_same("worker_id", said.worker_id);
  if (!payload.IsObject() || !payload.HasMember("config") || !payload["config"].IsObject()) return;
  const rapidjson::Value& config = payload["config"];
  ledger_.check(Rule::kInitContent, !config.HasMember("format") || text_field(config, "format") == "m4a", now,
                "format \"" + shown(text_field(config, "format")) + "\" instead of m4a");
}

void LifeRules::on_turn(Timestamp now, bool pauses) {
  ledger_.check(Rule::kStreamPauseResume, paused_ != pauses, now,
                pauses ? "a second stream:pause" : "stream:resume without a stream:pause");
  paused_ = pauses;
}

void LifeRules::on_end(Timestamp now, bool by_worker) {
  if (!ended_) return;
  const TimeDelta waited = now - *ended_;
  const bool enough = complete_ || !by_worker || waited >= kCompleteTime - tolerance_;
  ledger_.check(Rule::kStreamCompleteAwaited, enough, now,
                "closed " + shown(waited) + " after stream:end, without stream:complete");
}

}  // namespace sw::fakes::conformance::worker
