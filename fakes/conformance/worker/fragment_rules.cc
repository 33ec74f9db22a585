#include "fakes/conformance/worker/fragment_rules.h"

#include <algorithm>

#include "fakes/wire/fields.h"

namespace sw::fakes::conformance::worker {
namespace {

using wire::integer_field;
using wire::text_field;

constexpr TimeDelta kDefaultTimeout = TimeDelta::Seconds(8);  // stream_init.worker_to_sts.json /timeout_ms

const rapidjson::Value& member(const rapidjson::Value& payload, const char* name) {
  static const rapidjson::Value kNothing;
  if (!payload.IsObject()) return kNothing;
  const auto found = payload.FindMember(name);
  return found == payload.MemberEnd() ? kNothing : found->value;
}

}  // namespace

FragmentRules::FragmentRules(Ledger& ledger, RunMemory& memory, TimeDelta tolerance)
    : ledger_(ledger),
      memory_(memory),
      tolerance_(tolerance),
      is_first_session_(!memory.had_session),
      timeout_(kDefaultTimeout) {}

void FragmentRules::on_init(const rapidjson::Value& payload) {
  const rapidjson::Value& config = member(payload, "config");
  stream_id_ = remembered(text_field(payload, "stream_id"));
  sample_rate_hz_ = integer_field(config, "sample_rate_hz");
  channels_ = integer_field(config, "channels");
  if (const auto ms = integer_field(payload, "timeout_ms")) timeout_ = TimeDelta::Millis(*ms);
}

void FragmentRules::on_ready(int64_t max_inflight) {
  if (!max_inflight_) max_inflight_ = max_inflight;
  memory_.had_session = true;
}

void FragmentRules::on_fragment(Timestamp now, const rapidjson::Value& payload) {
  ledger_.check(Rule::kFragmentAfterReady, is_ready(), now, "a fragment before stream:ready");
  const std::string_view id = text_field(payload, "fragment_id");
  check_identity(now, id, text_field(payload, "stream_id"));
  check_audio(now, member(payload, "audio"));
  check_sequence(now, integer_field(payload, "sequence_number"));
  remember(now, id);
  check_inflight(now);
}

void FragmentRules::check_identity(Timestamp now, std::string_view id, std::string_view stream_id) {
  ledger_.check(Rule::kFragmentStream, is_own(stream_id), now,
                "a fragment of stream \"" + shown(stream_id) + "\" in the session of \"" + shown(stream_id_) + "\"");
  ledger_.check(Rule::kFragmentIdUnique, !ids_.contains(id), now, "fragment " + shown(id) + " came again");
  if (is_first_session_) return;
  ledger_.check(Rule::kReconnectNoResend, !memory_.former_ids.contains(id), now,
                "fragment " + shown(id) + " of an earlier session was sent again");
}

void FragmentRules::check_audio(Timestamp now, const rapidjson::Value& audio) {
  const auto is_said = [&](const char* name, std::optional<int64_t> said) {
    return !said || integer_field(audio, name) == said;
  };
  ledger_.check(Rule::kFragmentAudio, text_field(audio, "format") == "m4a", now,
                "format \"" + shown(text_field(audio, "format")) + "\" instead of m4a");
  ledger_.check(Rule::kFragmentAudio, is_said("sample_rate_hz", sample_rate_hz_) && is_said("channels", channels_), now,
                "another rate, or another number of channels, than stream:init said");
}

void FragmentRules::check_sequence(Timestamp now, std::optional<int64_t> number) {
  const int64_t came = number.value_or(-1);
  const bool begins_again = !last_number_ && !is_first_session_;
  const bool in_order = last_number_ ? came > *last_number_ && came - 1 == *last_number_ : came == 0;
  ledger_.check(begins_again ? Rule::kReconnectSequence : Rule::kFragmentSequence, in_order, now,
                "number " + std::to_string(came) +
                    (last_number_ ? " behind " + std::to_string(*last_number_) : std::string(" instead of 0")));
  last_number_ = came;
}

// The worker counts a fragment from when it hands it over and until it knows of the answer: it may never have more in
// flight than are seen here.
void FragmentRules::check_inflight(Timestamp now) {
  if (!max_inflight_) return;
  const int64_t flying = in_flight(now);
  if (flying >= *max_inflight_) ledger_.tried(Rule::kFragmentMaxInflight);
  if (flying > *max_inflight_) {
    ledger_.broken(Rule::kFragmentMaxInflight, now,
                   std::to_string(flying) + " fragments in flight, " + std::to_string(*max_inflight_) + " confirmed");
  }
}

void FragmentRules::remember(Timestamp now, std::string_view id) {
  ids_.add(id);
  fragments_.insert_or_assign(remembered(id), Fragment{now});
  if (fragments_.size() <= kMaxRemembered) return;
  const auto oldest = std::ranges::min_element(fragments_, {}, [](const auto& entry) { return entry.second.at; });
  fragments_.erase(oldest);
}

// A time-out of the worker may have been a little earlier than it is counted here.
int64_t FragmentRules::in_flight(Timestamp now) const {
  return std::ranges::count_if(fragments_, [&](const auto& entry) {
    return !entry.second.answered && now < entry.second.at + timeout_ - tolerance_;
  });
}

void FragmentRules::on_answer(std::string_view fragment_id) {
  const auto found = fragments_.find(remembered(fragment_id));
  if (found != fragments_.end()) found->second.answered = true;
}

void FragmentRules::on_end() { memory_.former_ids.take(ids_); }

std::optional<Timestamp> FragmentRules::arrival(std::string_view fragment_id) const {
  const auto found = fragments_.find(remembered(fragment_id));
  if (found == fragments_.end()) return std::nullopt;
  return found->second.at;
}

}  // namespace sw::fakes::conformance::worker
