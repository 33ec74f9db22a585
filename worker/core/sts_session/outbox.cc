#include "worker/core/sts_session/outbox.h"

#include <algorithm>

#include "worker/base/earlier.h"
#include "worker/core/rules.h"

namespace sw::core {

bool Outbox::add(Timestamp now, const ClosedSegment& segment) {
  if (waiting_.size() == kMaxWaitingSegments) return false;
  waiting_.push_back({segment, now});
  return true;
}

void Outbox::test_overload(Timestamp now, const SendConditions& conditions, bool slot_freed, StsEffects& effects) {
  for (std::size_t place = 0; place < waiting_.size();) {
    Waiting& waiting = waiting_[place];
    const bool first_time = !waiting.waited_for_slot && obstacle(place, now, conditions) == Obstacle::kSlot;
    if (first_time) waiting.waited_for_slot = true;
    const bool tested = first_time || (waiting.waited_for_slot && slot_freed);
    if (tested && now + conditions.expected_round_trip > schedule_.due(waiting.segment.number)) {
      fall_back(place, FallbackReason::kOverload, effects);
    } else {
      ++place;
    }
  }
}

void Outbox::expire(Timestamp now, const SendConditions& conditions, StsEffects& effects) {
  for (std::size_t place = 0; place < waiting_.size();) {
    const auto at = expiry(place, conditions);
    if (!at || now < *at) {
      ++place;
      continue;
    }
    const Obstacle why = obstacle(place, *at, conditions);
    FallbackReason reason = FallbackReason::kPaused;
    if (why == Obstacle::kSlot) reason = FallbackReason::kOverload;
    if (why == Obstacle::kSlowDown) reason = FallbackReason::kSlowDown;
    fall_back(place, reason, effects);
  }
}

std::optional<Outbox::Ready> Outbox::take_ready(Timestamp now, const SendConditions& conditions) {
  if (waiting_.empty() || obstacle(0, now, conditions) != Obstacle::kNone) return std::nullopt;
  const Waiting first = waiting_.front();
  waiting_.erase(waiting_.begin());
  const auto& backpressure = conditions.backpressure;
  const bool against_wish = backpressure.paused() || now < backpressure.earliest_send(first.closed);
  return Ready{first.segment, against_wish};
}

bool Outbox::remove(SegmentNumber segment) {
  return std::erase_if(waiting_, [&](const Waiting& w) { return w.segment.number == segment; }) > 0;
}

void Outbox::clear(FallbackReason reason, StsEffects& effects) {
  for (const Waiting& waiting : waiting_) effects.emplace_back(FallBack{waiting.segment.number, reason});
  waiting_.clear();
}

bool Outbox::may_hold(SegmentNumber segment, const SendConditions& conditions) const {
  const auto found = std::ranges::find_if(waiting_, [&](const Waiting& w) { return w.segment.number == segment; });
  if (found == waiting_.end()) return false;
  const auto place = static_cast<std::size_t>(found - waiting_.begin());
  return obstacle(place, found->closed, conditions) == Obstacle::kSlowDown &&
         conditions.backpressure.delay() <= kSlowDownHoldLimit;
}

std::optional<Timestamp> Outbox::next_expiry(const SendConditions& conditions) const {
  std::optional<Timestamp> earliest;
  for (std::size_t place = 0; place < waiting_.size(); ++place) {
    earliest = earlier(earliest, expiry(place, conditions));
  }
  return earliest;
}

std::optional<Timestamp> Outbox::next_ready(const SendConditions& conditions) const {
  if (waiting_.empty() || conditions.free_slots == 0) return std::nullopt;
  const auto& backpressure = conditions.backpressure;
  const auto exception = backpressure.exception_at();
  if (backpressure.paused()) return exception;
  const Timestamp own = backpressure.earliest_send(waiting_.front().closed);
  return exception ? std::min(*exception, own) : own;
}

Outbox::Obstacle Outbox::obstacle(std::size_t place, Timestamp at, const SendConditions& conditions) const {
  const auto& backpressure = conditions.backpressure;
  const auto exception = backpressure.exception_at();
  const bool has_slot = place < conditions.free_slots;
  if (place == 0 && has_slot && exception && at >= *exception) return Obstacle::kNone;
  if (backpressure.paused()) return Obstacle::kPause;
  if (!has_slot) return Obstacle::kSlot;
  if (backpressure.delay() == TimeDelta::Zero()) return Obstacle::kNone;
  const bool waited = at >= backpressure.earliest_send(waiting_[place].closed);
  return waited ? Obstacle::kNone : Obstacle::kSlowDown;
}

// When the segment at `place` falls back if nothing changes. What stands in its way is asked for that very instant,
// so that one which may be sent by then is not given up.
std::optional<Timestamp> Outbox::expiry(std::size_t place, const SendConditions& conditions) const {
  const Waiting& waiting = waiting_[place];
  const Timestamp at = std::max(schedule_.due(waiting.segment.number), waiting.closed);
  const Obstacle why = obstacle(place, at, conditions);
  const bool may_wait_on = why == Obstacle::kSlowDown && conditions.backpressure.delay() <= kSlowDownHoldLimit;
  if (why == Obstacle::kNone || may_wait_on) return std::nullopt;
  return at;
}

void Outbox::fall_back(std::size_t place, FallbackReason reason, StsEffects& effects) {
  effects.emplace_back(FallBack{waiting_[place].segment.number, reason});
  waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(place));
}

}  // namespace sw::core
