#include "worker/core/breaker/breaker.h"

#include "worker/base/check.h"
#include "worker/core/rules.h"

namespace sw::core {

bool Breaker::admits(Timestamp now) const {
  if (const auto* open = std::get_if<Open>(&state_)) return now >= open->since + kBreakerCooldown;
  if (const auto* half_open = std::get_if<HalfOpen>(&state_)) return !half_open->probe;
  return true;
}

BreakerTicket Breaker::admit(Timestamp now, BreakerMoves& moves) {
  on_time(now, moves);
  SW_CHECK(admits(now));
  const BreakerTicket ticket = next_;
  next_ = next_.next();
  if (auto* half_open = std::get_if<HalfOpen>(&state_)) half_open->probe = ticket;
  return ticket;
}

void Breaker::settle(Timestamp now, BreakerTicket ticket, Outcome outcome, BreakerMoves& moves) {
  SW_CHECK(ticket < next_);
  on_time(now, moves);
  if (std::holds_alternative<Closed>(state_)) return settle_closed(now, ticket, outcome, moves);
  if (std::holds_alternative<HalfOpen>(state_)) return settle_half_open(now, ticket, outcome, moves);
}

void Breaker::settle_closed(Timestamp now, BreakerTicket ticket, Outcome outcome, BreakerMoves& moves) {
  auto& closed = std::get<Closed>(state_);
  if (ticket < closed.first) return;
  if (outcome == Outcome::kSuccess) closed.failures = 0;
  if (outcome != Outcome::kFailure) return;
  ++closed.failures;
  if (closed.failures == kBreakerThreshold) move(now, Open{now}, moves);
}

void Breaker::settle_half_open(Timestamp now, BreakerTicket ticket, Outcome outcome, BreakerMoves& moves) {
  auto& half_open = std::get<HalfOpen>(state_);
  if (half_open.probe != ticket) return;
  half_open.probe.reset();
  if (outcome == Outcome::kSuccess) return move(now, Closed{0, next_}, moves);
  if (outcome == Outcome::kFailure) return move(now, Open{now}, moves);
}

std::optional<Timestamp> Breaker::deadline() const {
  if (const auto* open = std::get_if<Open>(&state_)) return open->since + kBreakerCooldown;
  return std::nullopt;
}

void Breaker::on_time(Timestamp now, BreakerMoves& moves) {
  const auto due = deadline();
  if (!due || now < *due) return;
  move(*due, HalfOpen{}, moves);
}

BreakerState Breaker::state() const {
  if (std::holds_alternative<Open>(state_)) return BreakerState::kOpen;
  if (std::holds_alternative<HalfOpen>(state_)) return BreakerState::kHalfOpen;
  return BreakerState::kClosed;
}

bool Breaker::is_probe(BreakerTicket ticket) const {
  const auto* half_open = std::get_if<HalfOpen>(&state_);
  return half_open != nullptr && half_open->probe == ticket;
}

void Breaker::move(Timestamp at, State to, BreakerMoves& moves) {
  const BreakerState from = state();
  state_ = to;
  moves.push_back({from, state(), at});
}

}  // namespace sw::core
