#include "worker/core/playout/playout.h"

#include <algorithm>

#include "worker/base/check.h"

namespace sw::core {

void Playout::on_epoch(Timestamp arrival, MediaTime start) {
  clock_.on_epoch(arrival, start);
  correction_ = clock_.correction();
}

void Playout::on_closed(Timestamp now, const Piece& piece, PlayoutEffects& effects) {
  SW_CHECK(!finished_);
  SW_CHECK(piece.start < piece.end);
  on_time(now, effects);
  correction_ = clock_.correction();
  waiting_.push_back({piece, now, correction_});
}

void Playout::set_open(Timestamp now, std::optional<MediaTime> start, PlayoutEffects& effects) {
  if (open_start_ == start) return;
  open_start_ = start;
  on_time(now, effects);
}

void Playout::on_ready(Timestamp now, MediaTime start, PlayoutEffects& effects) {
  const auto found = std::ranges::find(waiting_, start, [](const Waiting& w) { return w.piece.start; });
  SW_CHECK(found != waiting_.end());
  SW_CHECK(!found->ready);
  found->ready = true;
  if (first_) lateness_.add(now, now - (due_of(*found) - late_));
  if (auto* holding = std::get_if<Holding>(&state_); holding != nullptr && next_is_ready() && !holding->until) {
    holding->until = std::max(now, std::min(now + kHoldMargin, holding->due + kHoldLimit));
  }
  on_time(now, effects);
}

void Playout::finish(Timestamp now, PlayoutEffects& effects) {
  finished_ = true;
  open_start_.reset();
  on_time(now, effects);
}

void Playout::flush(Timestamp now, PlayoutEffects& effects) {
  flushing_ = true;
  on_time(now, effects);
}

void Playout::on_time(Timestamp now, PlayoutEffects& effects) {
  while (step(now, effects)) {
  }
}

bool Playout::step(Timestamp now, PlayoutEffects& effects) {
  return std::visit([&](auto& state) { return step_in(state, now, effects); }, state_);
}

bool Playout::step_in(const Gathering&, Timestamp now, PlayoutEffects& effects) {
  if (nothing_left()) return end(effects), true;
  if (!next_is_ready()) return false;
  first_ = First{now + delay_, waiting_.front().piece.start};
  position_ = first_->start;
  clock_.start();
  lateness_.add(now, -delay_);
  state_ = Starting{};
  return true;
}

bool Playout::step_in(Starting& state, Timestamp now, PlayoutEffects& effects) {
  if (!state.connected && (flushing_ || now >= first_->release - kConnectLead)) {
    state.connected = true;
    effects.emplace_back(ConnectOutput{});
    return true;
  }
  if (!flushing_ && now < first_->release) return false;
  begin(first_->release, effects);
  return true;
}

bool Playout::step_in(Playing& state, Timestamp now, PlayoutEffects& effects) {
  if (!flushing_ && now < next_step(state)) return false;
  ++state.steps;
  position_ = flushing_ ? state.end : released_after(state, state.steps);
  effects.emplace_back(Release{position_});
  if (position_ == state.end) state_ = Between{state.began + (state.end - state.start) - state.catch_up};
  return true;
}

bool Playout::step_in(const Between& state, Timestamp now, PlayoutEffects& effects) {
  if (nothing_left()) return end(effects), true;
  if (flushing_) {
    if (!next_is_ready()) return false;
    begin(now, effects);
    return true;
  }
  keep_behind(state.ended);
  const auto start = next_start();
  const Timestamp due = turn(state);
  if (now < due) return false;
  if (!start || *start > position_) {
    state_ = Dry{due, position_};
  } else if (next_is_ready()) {
    begin(due, effects);
  } else {
    state_ = Holding{due, std::nullopt};
    effects.emplace_back(HoldBegan{waiting_.empty() ? std::nullopt : waiting_.front().piece.segment});
  }
  return true;
}

// An epoch that came before the media ahead of it could end would begin within that, and go out in one burst: it is as
// late as that makes it, and is caught up with at 1.01x. Less than a step is what following a clock takes.
void Playout::keep_behind(Timestamp ended) {
  if (!next_start()) return;
  const TimeDelta overlap = ended - next_due();
  if (overlap > kReleaseStep) late_ += overlap;
}

bool Playout::step_in(Holding& state, Timestamp now, PlayoutEffects& effects) {
  if (nothing_left()) return end(effects), true;
  // What was open was empty, and an epoch further on has taken its place: nothing of it is late.
  if (const auto start = next_start(); !start || *start > position_) {
    state_ = Dry{state.due, position_};
    return true;
  }
  if (flushing_ && next_is_ready()) {
    begin(now, effects);
    return true;
  }
  if (state.until && now >= *state.until) {
    const Timestamp until = *state.until;
    const TimeDelta length = until - state.due;
    late_ += length;
    effects.emplace_back(HoldEnded{length, late_});
    begin(until, effects);
    return true;
  }
  if (!hold_may_expire(state) || now < state.due + kHoldLimit) return false;
  state.expired = true;
  effects.emplace_back(ExpireHold{*waiting_.front().piece.segment});
  return true;
}

bool Playout::step_in(Dry& state, Timestamp now, PlayoutEffects& effects) {
  if (nothing_left()) return end(effects), true;
  if (flushing_ && next_is_ready()) {
    state_ = Between{now};
    return true;
  }
  const auto start = next_start();
  if (start && now >= next_due()) {
    if (state.steps > 0 && position_ < *start) effects.emplace_back(Fill{*start});
    position_ = *start;
    state_ = Between{next_due()};
    return true;
  }
  const auto due = next_fill(state);
  if (!due || now < *due) return false;
  position_ = fill_end(state);
  ++state.steps;
  effects.emplace_back(Fill{position_});
  return true;
}

void Playout::begin(Timestamp at, PlayoutEffects& effects) {
  const Piece piece = waiting_.front().piece;
  waiting_.pop_front();
  const TimeDelta excess = late_ - lateness_.target(at);
  const TimeDelta most = (piece.end - piece.start) / (kSpeedUpDivisor + 1);
  const TimeDelta catch_up = std::clamp(excess, TimeDelta::Zero(), most);
  late_ -= catch_up;
  position_ = piece.start;
  state_ = Playing{.began = at, .start = piece.start, .end = piece.end, .catch_up = catch_up};
  effects.emplace_back(BeginPiece{});
}

void Playout::end(PlayoutEffects& effects) {
  state_ = Over{};
  effects.emplace_back(PlayedOut{});
}

std::optional<Timestamp> Playout::deadline() const {
  if (const auto* starting = std::get_if<Starting>(&state_)) {
    return starting->connected ? first_->release : first_->release - kConnectLead;
  }
  if (const auto* playing = std::get_if<Playing>(&state_)) return next_step(*playing);
  if (const auto* between = std::get_if<Between>(&state_)) {
    if (flushing_) return std::nullopt;
    return turn(*between);
  }
  if (const auto* holding = std::get_if<Holding>(&state_)) {
    if (holding->until) return holding->until;
    if (hold_may_expire(*holding)) return holding->due + kHoldLimit;
    return std::nullopt;
  }
  if (const auto* dry = std::get_if<Dry>(&state_)) {
    const auto fill = next_fill(*dry);
    if (!next_start()) return fill;
    return fill ? std::min(*fill, next_due()) : next_due();
  }
  return std::nullopt;
}

Timestamp Playout::due(SegmentNumber segment) const {
  const auto found = std::ranges::find_if(waiting_, [&](const Waiting& w) { return w.piece.segment == segment; });
  SW_CHECK(found != waiting_.end());
  return first_ ? due_of(*found) : found->closed;
}

Timestamp Playout::due_at(MediaTime start, TimeDelta correction) const {
  return first_->release + (start - first_->start) + late_ + correction;
}

Timestamp Playout::next_due() const {
  if (!waiting_.empty()) return due_of(waiting_.front());
  return due_at(open_start_.value_or(position_), correction_);
}

Timestamp Playout::turn(const Between& state) const {
  const auto start = next_start();
  if (!start) return state.ended;
  return *start <= position_ ? next_due() : std::min(next_due(), state.ended);
}

std::optional<MediaTime> Playout::next_start() const {
  if (!waiting_.empty()) return waiting_.front().piece.start;
  return open_start_;
}

bool Playout::hold_may_expire(const Holding& state) const {
  return !state.expired && !waiting_.empty() && !waiting_.front().ready && waiting_.front().piece.segment;
}

Timestamp Playout::next_step(const Playing& state) { return state.began + kReleaseStep * state.steps; }

MediaTime Playout::released_after(const Playing& state, int64_t steps) {
  const TimeDelta wall = kReleaseStep * steps;
  return std::min(state.end, state.start + wall + std::min(wall / kSpeedUpDivisor, state.catch_up));
}

// A step behind the time at which it is said: an epoch has the place of its arrival, which is told a moment later.
MediaTime Playout::fill_end(const Dry& state) const {
  const MediaTime wanted = state.from + kDryLimit + kReleaseStep * (state.steps - 1);
  const auto start = next_start();
  return start ? std::min(wanted, *start) : wanted;
}

std::optional<Timestamp> Playout::next_fill(const Dry& state) const {
  if (const auto start = next_start(); start && position_ >= *start) return std::nullopt;
  return state.since + kDryLimit + kReleaseStep * state.steps;
}

}  // namespace sw::core
