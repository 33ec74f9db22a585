// What the service answers, and what time does to fragments that it does not answer.
#include <utility>
#include <vector>

#include "worker/base/earlier.h"
#include "worker/core/rules.h"
#include "worker/core/sts_session/dispatcher.h"

namespace sw::core {

void Dispatcher::on_result(Timestamp now, const FragmentResult& result, StsEffects& effects) {
  expire(now, effects);
  take_result(now, result, effects);
  pump(now, effects);
}

void Dispatcher::take_result(Timestamp now, const FragmentResult& result, StsEffects& effects) {
  const std::string& id = result.fragment_id;
  const ResultMatch match = tracker_.match(now, result.stream_id, id);
  if (match != ResultMatch::kMatched) {
    effects.emplace_back(ResultIgnored{id, match});
    return acknowledge(id, AckStatus::kReceived, effects);
  }
  const Fragment& fragment = tracker_.matched(id);
  if (result.sequence_number && fragment.sequence != *result.sequence_number) {
    effects.emplace_back(Alert{AlertCause::kSequenceMismatch, fragment.segment});
  }
  if (result.status == ResultStatus::kFailed) {
    acknowledge(id, AckStatus::kReceived, effects);
    return fail(now, id, result.error.value_or(kUnexplainedFailure), effects);
  }
  const SegmentNumber segment = fragment.segment;
  effects.emplace_back(RoundTrip{segment, tracker_.start_validation(now, id)});
  if (!result.has_audio) return take_verdict(now, segment, false, effects);
  effects.emplace_back(ValidateAudio{segment});
}

void Dispatcher::on_validated(Timestamp now, SegmentNumber segment, bool usable, StsEffects& effects) {
  expire(now, effects);
  take_verdict(now, segment, usable, effects);
  pump(now, effects);
}

void Dispatcher::take_verdict(Timestamp now, SegmentNumber segment, bool usable, StsEffects& effects) {
  const auto fragment = tracker_.take_validated(segment);
  if (!fragment) return;
  apply_or_fall_back(*fragment, usable, effects);
  settle(now, fragment->ticket, usable ? Outcome::kSuccess : Outcome::kNeutral, effects);
  on_fragment_over(now, *fragment);
}

void Dispatcher::apply_or_fall_back(const Fragment& fragment, bool usable, StsEffects& effects) {
  const bool applied = usable && !fragment.segment_over;
  if (applied) effects.emplace_back(ApplyAudio{fragment.segment});
  if (!usable) {
    effects.emplace_back(Alert{AlertCause::kUnusableAudio, fragment.segment});
    if (!fragment.segment_over) effects.emplace_back(FallBack{fragment.segment, FallbackReason::kUnusable});
  }
  if (fragment.session != tracker_.session()) return;
  acknowledge(fragment.id.text(), applied ? AckStatus::kApplied : AckStatus::kReceived, effects);
}

void Dispatcher::on_error(Timestamp now, const ServiceError& error, StsEffects& effects) {
  expire(now, effects);
  take_error(now, error, effects);
  pump(now, effects);
}

void Dispatcher::take_error(Timestamp now, const ServiceError& error, StsEffects& effects) {
  const ResultMatch match = tracker_.match(now, error.stream_id, error.fragment_id);
  if (match == ResultMatch::kOtherStream) {
    effects.emplace_back(ForeignEvent{});
    return;
  }
  if (match == ResultMatch::kOtherSession) return;
  if (match == ResultMatch::kMatched) return fail(now, error.fragment_id, error.report, effects);
  act_on_code(error.report.code, effects);
}

// A fragment that was answered with an error.
void Dispatcher::fail(Timestamp now, std::string_view id, const ErrorReport& report, StsEffects& effects) {
  TimeDelta round_trip = TimeDelta::Zero();
  const Fragment fragment = tracker_.take_answered(now, id, round_trip);
  effects.emplace_back(RoundTrip{fragment.segment, round_trip});
  if (!fragment.segment_over) effects.emplace_back(FallBack{fragment.segment, FallbackReason::kError});
  settle(now, fragment.ticket, counts_as_failure(report) ? Outcome::kFailure : Outcome::kNeutral, effects);
  on_fragment_over(now, fragment);
  act_on_code(report.code, effects);
}

void Dispatcher::act_on_code(ErrorCode code, StsEffects& effects) {
  if (!session_ || !breaks_session(code)) return;
  const bool sequence = code == ErrorCode::kInvalidSequence;
  effects.emplace_back(RecycleWanted{sequence ? RecycleCause::kInvalidSequence : RecycleCause::kStreamNotFound});
}

void Dispatcher::on_backpressure(Timestamp now, const BackpressureSignal& signal, StsEffects& effects) {
  expire(now, effects);
  if (signal.stream_id != settings_.stream.text()) {
    effects.emplace_back(ForeignEvent{});
  } else if (session_) {
    backpressure_.on_signal(now, signal.action, signal.recommended_delay_ms);
  }
  pump(now, effects);
}

void Dispatcher::acknowledge(const std::string& fragment, AckStatus status, StsEffects& effects) {
  if (session_) effects.emplace_back(Acknowledge{fragment, status});
}

std::optional<Timestamp> Dispatcher::next_expiry() const {
  auto earliest = earlier(tracker_.deadline(), breaker_.deadline());
  earliest = earlier(earliest, outbox_.next_expiry(conditions()));
  return earlier(earliest, drain_deadline());
}

std::optional<Timestamp> Dispatcher::deadline() const {
  if (handing_) return next_expiry();
  return earlier(next_expiry(), outbox_.next_ready(conditions()));
}

void Dispatcher::on_time(Timestamp now, StsEffects& effects) {
  expire(now, effects);
  pump(now, effects);
}

void Dispatcher::expire(Timestamp now, StsEffects& effects) {
  for (auto at = next_expiry(); at && *at <= now; at = next_expiry()) expire_at(*at, effects);
}

void Dispatcher::expire_at(Timestamp at, StsEffects& effects) {
  std::vector<TimedOut> timed_out;
  tracker_.on_time(at, timed_out);
  for (const TimedOut& one : timed_out) time_out(one, effects);
  BreakerMoves moves;
  breaker_.on_time(at, moves);
  tell(moves, effects);
  outbox_.expire(at, conditions(), effects);
  const auto drained = drain_deadline();
  if (drained && *drained <= at) give_up_all(effects);
}

void Dispatcher::time_out(const TimedOut& timed_out, StsEffects& effects) {
  const Fragment& fragment = timed_out.fragment;
  if (!fragment.segment_over) effects.emplace_back(FallBack{fragment.segment, FallbackReason::kTimeout});
  const bool probe = breaker_.is_probe(fragment.ticket);
  const bool opened = settle(timed_out.at, fragment.ticket, Outcome::kFailure, effects);
  on_fragment_over(timed_out.at, fragment);
  // A service that delivers strictly in order may be stuck on this very number for ever.
  if (opened) effects.emplace_back(RecycleWanted{probe ? RecycleCause::kProbeTimeout : RecycleCause::kTimeouts});
}

void Dispatcher::on_fragment_over(Timestamp at, const Fragment& fragment) {
  if (fragment.session != tracker_.session()) return;
  slot_freed_ = true;
  backpressure_.on_in_flight(at, tracker_.in_flight());
}

// True when it opened the breaker.
bool Dispatcher::settle(Timestamp at, BreakerTicket ticket, Outcome outcome, StsEffects& effects) {
  BreakerMoves moves;
  breaker_.settle(at, ticket, outcome, moves);
  tell(moves, effects);
  const bool opened = !moves.empty() && moves.back().to == BreakerState::kOpen;
  if (opened) outbox_.clear(FallbackReason::kBreaker, effects);
  return opened;
}

void Dispatcher::tell(const BreakerMoves& moves, StsEffects& effects) {
  for (const BreakerMove& move : moves) effects.emplace_back(move);
}

std::optional<Timestamp> Dispatcher::drain_deadline() const {
  if (const auto* finishing = std::get_if<Finishing>(&phase_)) return finishing->until;
  if (const auto* stopped = std::get_if<Stopped>(&phase_)) return stopped->until;
  return std::nullopt;
}

void Dispatcher::give_up_all(StsEffects& effects) {
  phase_ = Stopped{std::nullopt};
  for (const SegmentNumber segment : tracker_.held_segments()) {
    tracker_.release_segment(segment);
    effects.emplace_back(FallBack{segment, FallbackReason::kDrain});
  }
  outbox_.clear(FallbackReason::kDrain, effects);
}

}  // namespace sw::core
