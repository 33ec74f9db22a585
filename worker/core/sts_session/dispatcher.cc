// Sessions, segments and sends; dispatcher_answers.cc has what comes back, and what time does.
#include "worker/core/sts_session/dispatcher.h"

#include <utility>
#include <vector>

#include "worker/base/check.h"
#include "worker/core/rules.h"

namespace sw::core {

Dispatcher::Dispatcher(const DispatchSettings& settings, const DueSchedule& schedule)
    : settings_(settings),
      backpressure_(settings.fragment_timeout, settings.pause_limit),
      tracker_(settings.stream, settings.fragment_timeout),
      outbox_(schedule) {}

void Dispatcher::on_session_ready(Timestamp now, std::size_t limit, StsEffects& effects) {
  expire(now, effects);
  SW_CHECK(!session_);
  session_ = Session{now, !ever_ready_};
  ever_ready_ = true;
  slot_freed_ = false;
  tracker_.begin_session(limit);
  backpressure_.begin_session(now);
}

void Dispatcher::on_session_over(Timestamp now, StsEffects& effects) {
  expire(now, effects);
  if (!session_) return;
  session_.reset();
  std::vector<Fragment> lost;
  tracker_.end_session(lost);
  for (const Fragment& fragment : lost) {
    if (!fragment.segment_over) effects.emplace_back(FallBack{fragment.segment, FallbackReason::kDisconnected});
    settle(now, fragment.ticket, Outcome::kNeutral, effects);
  }
  if (handing_) {
    const Handing unsent = *std::exchange(handing_, std::nullopt);
    effects.emplace_back(FallBack{unsent.segment.number, FallbackReason::kDisconnected});
    settle(now, unsent.ticket, Outcome::kNeutral, effects);
  }
  outbox_.clear(FallbackReason::kDisconnected, effects);
}

void Dispatcher::on_segment_closed(Timestamp now, const ClosedSegment& segment, StsEffects& effects) {
  SW_CHECK(!last_closed_ || *last_closed_ < segment.number);
  expire(now, effects);
  last_closed_ = segment.number;
  if (const auto reason = refuse_at_close(now, segment, effects)) {
    effects.emplace_back(FallBack{segment.number, *reason});
    return;
  }
  if (!outbox_.add(now, segment)) {
    effects.emplace_back(FallBack{segment.number, FallbackReason::kOverload});
    return;
  }
  pump(now, effects);
}

std::optional<FallbackReason> Dispatcher::refuse_at_close(Timestamp now, const ClosedSegment& segment,
                                                          StsEffects& effects) {
  if (segment.real_audio < kMinSentAudio) return FallbackReason::kTooShort;
  if (!segment.supported) {
    if (!unsupported_alerted_) effects.emplace_back(Alert{AlertCause::kUnsupportedAudio, segment.number});
    unsupported_alerted_ = true;
    return FallbackReason::kUnsupported;
  }
  unsupported_alerted_ = false;
  if (std::holds_alternative<Stopped>(phase_)) return FallbackReason::kDrain;
  if (!began_in_session(segment)) return FallbackReason::kDisconnected;
  if (!breaker_.admits(now)) return FallbackReason::kBreaker;
  return std::nullopt;
}

// The segment under way when a session gets ready is the spec's discarded partial (FR-016g). At start nothing was
// lost before it, so the stream's first segment is sent when the session was ready before it closed.
bool Dispatcher::began_in_session(const ClosedSegment& segment) const {
  if (!session_) return false;
  if (session_->first && segment.number == SegmentNumber(0)) return true;
  return segment.began >= session_->ready;
}

void Dispatcher::pump(Timestamp now, StsEffects& effects) {
  outbox_.test_overload(now, conditions(), std::exchange(slot_freed_, false), effects);
  outbox_.expire(now, conditions(), effects);
  if (handing_) return;
  if (const auto ready = outbox_.take_ready(now, conditions())) offer(now, *ready, effects);
}

void Dispatcher::offer(Timestamp now, const Outbox::Ready& ready, StsEffects& effects) {
  BreakerMoves moves;
  const BreakerTicket ticket = breaker_.admit(now, moves);
  tell(moves, effects);
  const bool probe = breaker_.is_probe(ticket);
  const std::size_t exception = ready.exception ? backpressure_.exceptions() + 1 : 0;
  if (exception == 1) effects.emplace_back(Alert{AlertCause::kPauseException, ready.segment.number});
  handing_ = Handing{ready.segment, ticket, ready.exception};
  effects.emplace_back(
      SendFragment{ready.segment.number, ready.segment.fragment, tracker_.next_sequence(), probe, exception});
  // One probe at a time: whatever waits behind it would find the breaker shut.
  if (probe) outbox_.clear(FallbackReason::kBreaker, effects);
}

void Dispatcher::on_sent(Timestamp now, SegmentNumber segment, StsEffects& effects) {
  expire(now, effects);
  if (!handing_ || handing_->segment.number != segment) return;
  const Handing sent = *std::exchange(handing_, std::nullopt);
  tracker_.on_sent(now, sent.segment.fragment, segment, sent.ticket);
  backpressure_.on_sent(now, sent.exception);
  backpressure_.on_in_flight(now, tracker_.in_flight());
  pump(now, effects);
}

void Dispatcher::on_refused(Timestamp now, SegmentNumber segment, Refusal why, StsEffects& effects) {
  expire(now, effects);
  if (!handing_ || handing_->segment.number != segment) return;
  const Handing refused = *std::exchange(handing_, std::nullopt);
  const bool too_large = why == Refusal::kTooLarge;
  effects.emplace_back(FallBack{segment, too_large ? FallbackReason::kTooLarge : FallbackReason::kDisconnected});
  settle(now, refused.ticket, Outcome::kNeutral, effects);
  slot_freed_ = true;
  pump(now, effects);
}

void Dispatcher::on_hold_expired(Timestamp now, SegmentNumber segment, StsEffects& effects) {
  expire(now, effects);
  if (!outbox_.remove(segment) && !tracker_.release_segment(segment)) return;
  effects.emplace_back(FallBack{segment, FallbackReason::kPlayout});
  pump(now, effects);
}

void Dispatcher::drain(Timestamp now, DrainKind kind, StsEffects& effects) {
  expire(now, effects);
  const TimeDelta patience = settings_.drain_timeout * kDrainFallbackPercent / 100;
  if (kind == DrainKind::kEnd && std::holds_alternative<Running>(phase_)) phase_ = Finishing{now + patience};
  if (kind == DrainKind::kSignal && !std::holds_alternative<Stopped>(phase_)) {
    phase_ = Stopped{drain_deadline().value_or(now + patience)};
    outbox_.clear(FallbackReason::kDrain, effects);
  }
  expire(now, effects);
  pump(now, effects);
}

void Dispatcher::stop_sending() { phase_ = Stopped{drain_deadline()}; }

bool Dispatcher::may_hold(SegmentNumber segment) const {
  if (handing_ && handing_->segment.number == segment) return true;
  return tracker_.holds(segment) || outbox_.may_hold(segment, conditions());
}

SendConditions Dispatcher::conditions() const {
  const std::size_t reserved = handing_ ? 1 : 0;
  const std::size_t free = tracker_.free_slots();
  return {backpressure_, free > reserved ? free - reserved : 0, tracker_.expected_round_trip()};
}

}  // namespace sw::core
