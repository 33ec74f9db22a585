#include "worker/core/sts_session/sts_session.h"

#include <algorithm>
#include <utility>

#include "worker/core/rules.h"

namespace sw::core {

StsSession::StsSession(StreamId stream, std::size_t asked_limit, TimeDelta fragment_timeout, Timestamp now)
    : stream_(std::move(stream)),
      asked_limit_(asked_limit),
      fragment_timeout_(fragment_timeout),
      state_(Connecting{now + kStsConnectLimit}) {}

void StsSession::on_connected(Timestamp now, StsEffects& effects) {
  on_time(now, effects);
  if (!std::holds_alternative<Connecting>(state_)) return;
  state_ = Initialising{now + kStsReadyLimit};
  effects.emplace_back(SendStreamInit{});
}

void StsSession::on_stream_ready(Timestamp now, const StreamReady& message, StsEffects& effects) {
  on_time(now, effects);
  if (message.stream_id != stream_.text()) {
    effects.emplace_back(ForeignEvent{});
    return;
  }
  if (!std::holds_alternative<Initialising>(state_)) return;
  if (message.max_inflight <= 0) return fail(AttemptFailure::kNoSlots, effects);
  state_ = Ready{};
  const auto confirmed = static_cast<std::size_t>(message.max_inflight);
  effects.emplace_back(SessionReady{message, std::min(asked_limit_, confirmed), false});
}

void StsSession::on_error(Timestamp now, ErrorCode code, StsEffects& effects) {
  on_time(now, effects);
  if (before_ready() && code == ErrorCode::kInvalidConfig) fail(AttemptFailure::kInvalidConfig, effects);
}

void StsSession::on_complete(Timestamp now, const StreamComplete& message, StsEffects& effects) {
  on_time(now, effects);
  if (message.stream_id != stream_.text()) {
    effects.emplace_back(ForeignEvent{});
    return;
  }
  if (auto* awaiting = std::get_if<AwaitingResults>(&state_)) awaiting->complete = true;
  if (std::holds_alternative<AwaitingComplete>(state_)) close(SessionEnd::kCompleted, effects);
}

void StsSession::on_closed(Timestamp now, StsEffects& effects) {
  on_time(now, effects);
  if (before_ready()) return fail(AttemptFailure::kClosed, effects);
  const auto* awaiting = std::get_if<AwaitingResults>(&state_);
  if (awaiting != nullptr && awaiting->complete) return close(SessionEnd::kCompleted, effects);
  close(ending() ? SessionEnd::kNotCompleted : SessionEnd::kLost, effects);
}

void StsSession::pause_input(StsEffects& effects) {
  auto* ready = std::get_if<Ready>(&state_);
  if (ready == nullptr || ready->input_paused) return;
  ready->input_paused = true;
  effects.emplace_back(SendStreamPause{});
}

void StsSession::resume_input(StsEffects& effects) {
  auto* ready = std::get_if<Ready>(&state_);
  if (ready == nullptr || !ready->input_paused) return;
  ready->input_paused = false;
  effects.emplace_back(SendStreamResume{});
}

void StsSession::end(Timestamp now, StsEffects& effects) {
  if (!ready()) return;
  state_ = AwaitingResults{now + fragment_timeout_};
  effects.emplace_back(SendStreamEnd{});
}

void StsSession::on_nothing_in_flight(Timestamp now, StsEffects& effects) {
  on_time(now, effects);
  if (std::holds_alternative<AwaitingResults>(state_)) stop_awaiting_results(now, effects);
}

void StsSession::close(SessionEnd how, StsEffects& effects) {
  if (closed()) return;
  const bool was_answering = answering();
  state_ = Closed{};
  effects.emplace_back(CloseConnection{});
  if (was_answering) effects.emplace_back(SessionOver{how});
}

std::optional<Timestamp> StsSession::deadline() const {
  if (const auto* connecting = std::get_if<Connecting>(&state_)) return connecting->until;
  if (const auto* initialising = std::get_if<Initialising>(&state_)) return initialising->until;
  if (const auto* results = std::get_if<AwaitingResults>(&state_)) return results->until;
  if (const auto* complete = std::get_if<AwaitingComplete>(&state_)) return complete->until;
  return std::nullopt;
}

void StsSession::on_time(Timestamp now, StsEffects& effects) {
  const auto due = deadline();
  if (!due || now < *due) return;
  if (std::holds_alternative<Connecting>(state_)) return fail(AttemptFailure::kConnectTimeout, effects);
  if (std::holds_alternative<Initialising>(state_)) return fail(AttemptFailure::kReadyTimeout, effects);
  if (std::holds_alternative<AwaitingComplete>(state_)) return close(SessionEnd::kNotCompleted, effects);
  stop_awaiting_results(*due, effects);
  on_time(now, effects);
}

bool StsSession::ending() const {
  return std::holds_alternative<AwaitingResults>(state_) || std::holds_alternative<AwaitingComplete>(state_);
}

bool StsSession::before_ready() const {
  return std::holds_alternative<Connecting>(state_) || std::holds_alternative<Initialising>(state_);
}

void StsSession::fail(AttemptFailure why, StsEffects& effects) {
  state_ = Closed{};
  effects.emplace_back(CloseConnection{});
  effects.emplace_back(AttemptFailed{why});
}

void StsSession::stop_awaiting_results(Timestamp at, StsEffects& effects) {
  if (std::get<AwaitingResults>(state_).complete) return close(SessionEnd::kCompleted, effects);
  state_ = AwaitingComplete{at + kStsCompleteLimit};
}

}  // namespace sw::core
