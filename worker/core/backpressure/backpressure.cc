#include "worker/core/backpressure/backpressure.h"

#include <algorithm>

#include "worker/core/rules.h"

namespace sw::core {

Backpressure::Backpressure(TimeDelta fragment_timeout, TimeDelta pause_limit)
    : fragment_timeout_(fragment_timeout), pause_limit_(pause_limit) {}

void Backpressure::begin_session(Timestamp now) {
  last_send_.reset();
  idle_since_ = now;
  state_ = None{};
}

void Backpressure::on_signal(Timestamp now, BackpressureAction action, std::optional<int64_t> recommended_delay_ms) {
  if (action == BackpressureAction::kNone) {
    state_ = None{};
    return;
  }
  if (paused()) return;
  if (action == BackpressureAction::kPause) {
    state_ = Paused{Blockade{now, std::nullopt}};
    return;
  }
  const TimeDelta asked = recommended_delay_ms ? TimeDelta::Millis(*recommended_delay_ms) : kDefaultSlowDown;
  slow_down(now, std::clamp(asked, TimeDelta::Zero(), kMaxSlowDown));
}

void Backpressure::slow_down(Timestamp now, TimeDelta delay) {
  const auto* before = std::get_if<SlowDown>(&state_);
  std::optional<Blockade> blockade;
  if (delay > fragment_timeout_) {
    blockade = before != nullptr && before->blockade ? *before->blockade : Blockade{now, std::nullopt};
  }
  state_ = SlowDown{delay, blockade};
}

void Backpressure::on_sent(Timestamp now, bool exception) {
  last_send_ = now;
  if (!exception) return;
  Blockade* current = nullptr;
  if (auto* pause = std::get_if<Paused>(&state_)) current = &pause->blockade;
  if (auto* slow = std::get_if<SlowDown>(&state_); slow != nullptr && slow->blockade) current = &*slow->blockade;
  if (current == nullptr) return;
  current->last_exception = now;
  ++current->exceptions;
}

void Backpressure::on_in_flight(Timestamp now, std::size_t count) {
  if (count > 0) {
    idle_since_.reset();
  } else if (!idle_since_) {
    idle_since_ = now;
  }
}

TimeDelta Backpressure::delay() const {
  const auto* slow = std::get_if<SlowDown>(&state_);
  return slow != nullptr ? slow->delay : TimeDelta::Zero();
}

Timestamp Backpressure::earliest_send(Timestamp ready) const {
  const auto* slow = std::get_if<SlowDown>(&state_);
  if (slow == nullptr) return ready;
  return (last_send_ ? std::max(ready, *last_send_) : ready) + slow->delay;
}

std::optional<Timestamp> Backpressure::exception_at() const {
  const auto* blocked = blockade();
  if (blocked == nullptr || !idle_since_ || pause_limit_ <= TimeDelta::Zero()) return std::nullopt;
  // The first needs the limit to pass with nothing in flight; later ones follow each other at the limit's distance.
  if (!blocked->last_exception) return std::max(blocked->since, *idle_since_) + pause_limit_;
  return std::max(*blocked->last_exception + pause_limit_, *idle_since_);
}

std::size_t Backpressure::exceptions() const {
  const auto* blocked = blockade();
  return blocked != nullptr ? blocked->exceptions : 0;
}

const Backpressure::Blockade* Backpressure::blockade() const {
  if (const auto* pause = std::get_if<Paused>(&state_)) return &pause->blockade;
  const auto* slow = std::get_if<SlowDown>(&state_);
  return slow != nullptr && slow->blockade ? &*slow->blockade : nullptr;
}

}  // namespace sw::core
