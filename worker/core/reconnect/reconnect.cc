#include "worker/core/reconnect/reconnect.h"

#include "worker/base/check.h"
#include "worker/core/rules.h"

namespace sw::core {

Reconnect::Reconnect() : ladder_(kStsRetryDelays, RetryLadder::AfterLast::kGiveUp) {}

void Reconnect::start(ReconnectEffects& effects) {
  SW_CHECK(std::holds_alternative<Idle>(state_));
  state_ = Attempting{};
  effects.emplace_back(ConnectSts{false});
}

void Reconnect::on_ready(Timestamp now) {
  if (std::holds_alternative<Attempting>(state_)) state_ = Up{now, std::nullopt};
}

void Reconnect::on_attempt_failed(Timestamp now, ReconnectEffects& effects) {
  if (std::holds_alternative<Attempting>(state_)) wait(now, effects);
}

void Reconnect::on_lost(Timestamp now, ReconnectEffects& effects) {
  if (!std::holds_alternative<Up>(state_)) return;
  reset_after_readiness(now);
  wait(now, effects);
}

void Reconnect::on_applied() {
  if (std::holds_alternative<Up>(state_)) ladder_.reset();
}

void Reconnect::request_recycle(Timestamp now, ReconnectEffects& effects) {
  auto* up = std::get_if<Up>(&state_);
  if (up == nullptr || up->recycle_at) return;
  const Timestamp earliest = last_recycle_ ? *last_recycle_ + kRecycleInterval : now;
  if (earliest <= now) return recycle(now, effects);
  up->recycle_at = earliest;
}

void Reconnect::stop() { state_ = Over{}; }

std::optional<Timestamp> Reconnect::deadline() const {
  if (const auto* waiting = std::get_if<Waiting>(&state_)) return waiting->until;
  if (const auto* up = std::get_if<Up>(&state_)) return up->recycle_at;
  return std::nullopt;
}

void Reconnect::on_time(Timestamp now, ReconnectEffects& effects) {
  const auto due = deadline();
  if (!due || now < *due) return;
  if (std::holds_alternative<Up>(state_)) return recycle(now, effects);
  state_ = Attempting{};
  effects.emplace_back(ConnectSts{false});
}

void Reconnect::wait(Timestamp from, ReconnectEffects& effects) {
  const auto delay = ladder_.take_step();
  if (!delay) {
    state_ = Over{};
    effects.emplace_back(GiveUp{});
    return;
  }
  state_ = Waiting{from + *delay};
  effects.emplace_back(RetryScheduled{from + *delay, ladder_.taken()});
}

void Reconnect::recycle(Timestamp now, ReconnectEffects& effects) {
  reset_after_readiness(now);
  last_recycle_ = now;
  state_ = Attempting{};
  effects.emplace_back(DropSession{});
  effects.emplace_back(ConnectSts{true});
}

void Reconnect::reset_after_readiness(Timestamp now) {
  if (now - std::get<Up>(state_).since >= kStsReadinessProof) ladder_.reset();
}

}  // namespace sw::core
