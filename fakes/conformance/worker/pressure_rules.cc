#include "fakes/conformance/worker/pressure_rules.h"

#include <algorithm>

#include "fakes/wire/fields.h"

namespace sw::fakes::conformance::worker {
namespace {

using wire::integer_field;
using wire::text_field;

constexpr TimeDelta kPauseLimit = TimeDelta::Seconds(60);    // of a pause, until it may be probed
constexpr TimeDelta kDefaultDelay = TimeDelta::Seconds(1);   // where slow_down recommends none
constexpr TimeDelta kLongestDelay = TimeDelta::Seconds(30);  // that a worker has to follow

// How long after the end of its own audio the fragment came, on a clock of which only differences mean something.
std::optional<TimeDelta> behind_its_end(Timestamp now, const rapidjson::Value& payload) {
  if (!payload.IsObject()) return std::nullopt;
  const auto metadata = payload.FindMember("metadata");
  const auto audio = payload.FindMember("audio");
  if (metadata == payload.MemberEnd() || audio == payload.MemberEnd()) return std::nullopt;
  const auto pts = integer_field(metadata->value, "pts_ns");
  const auto duration = integer_field(audio->value, "duration_ms");
  if (!pts || !duration) return std::nullopt;
  return now - Timestamp::FromNanos(*pts) - TimeDelta::Millis(*duration);
}

}  // namespace

void PressureRules::on_signal(Timestamp now, const rapidjson::Value& payload) {
  const std::string_view action = text_field(payload, "action");
  if (action == "pause") {
    if (!paused_) paused_ = now;
  } else {
    leave_pause(now);
  }
  slow_.reset();
  if (action != "slow_down") return;
  const auto ms = integer_field(payload, "recommended_delay_ms");
  slow_ = SlowDown{now, ms ? std::clamp(TimeDelta::Millis(*ms), TimeDelta::Zero(), kLongestDelay) : kDefaultDelay};
}

void PressureRules::on_fragment(Timestamp now, const rapidjson::Value& payload, bool any_in_flight) {
  const auto behind = behind_its_end(now, payload);
  if (paused_ && now - *paused_ > tolerance_ && !may_probe(now, any_in_flight)) {
    ledger_.broken(Rule::kBackpressurePause, now, "a fragment " + shown(now - *paused_) + " after the pause began");
  }
  if (slow_ && now - slow_->since > tolerance_) {
    if (!may_probe(now, any_in_flight)) check_delay(now, behind);
  } else if (!slow_ && !paused_ && behind) {
    least_behind_ = std::min(*behind, least_behind_.value_or(*behind));
  }
  last_fragment_ = now;
}

bool PressureRules::may_probe(Timestamp now, bool any_in_flight) const {
  const Timestamp began = paused_ ? *paused_ : slow_->since;
  const Timestamp since = std::max(began, last_fragment_.value_or(began));
  return !any_in_flight && now - since >= kPauseLimit - tolerance_;
}

// Its wait began when its segment was there, and not before the fragment ahead of it was sent. When a segment is there
// can only be guessed, from those before it; a delay within the tolerance says nothing.
void PressureRules::check_delay(Timestamp now, std::optional<TimeDelta> behind) {
  ledger_.tried(Rule::kBackpressureSlowDown);
  const TimeDelta least = slow_->delay - tolerance_;
  if (least <= TimeDelta::Zero()) return;
  if (last_fragment_ && now - *last_fragment_ < least) {
    ledger_.broken(Rule::kBackpressureSlowDown, now,
                   "a fragment " + shown(now - *last_fragment_) + " after the one before it; " + shown(slow_->delay) +
                       " recommended");
  } else if (behind && least_behind_ && *behind - *least_behind_ < least) {
    ledger_.broken(
        Rule::kBackpressureSlowDown, now,
        "a fragment held back for " + shown(*behind - *least_behind_) + "; " + shown(slow_->delay) + " recommended");
  }
}

void PressureRules::leave_pause(Timestamp now) {
  if (paused_ && now - *paused_ > tolerance_) ledger_.tried(Rule::kBackpressurePause);
  paused_.reset();
}

}  // namespace sw::fakes::conformance::worker
