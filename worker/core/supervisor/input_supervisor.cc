#include "worker/core/supervisor/input_supervisor.h"

#include <algorithm>
#include <utility>

namespace sw::core {

InputSupervisor::InputSupervisor(TimeDelta ready_timeout, TimeDelta stable_after)
    : ready_timeout_(ready_timeout),
      stable_after_(stable_after),
      ladder_(kInputRetryDelays, RetryLadder::AfterLast::kRepeat) {}

void InputSupervisor::start(Timestamp now, InputEffects& effects) {
  SW_CHECK(std::holds_alternative<Idle>(state_));
  ready_deadline_ = now + ready_timeout_;
  open(now, effects);
}

void InputSupervisor::open(Timestamp now, InputEffects& effects) {
  state_ = Opening{now};
  effects.emplace_back(OpenInput{});
}

void InputSupervisor::on_described(Timestamp, bool has_audio, bool has_video, const std::string& unsupported,
                                   InputEffects& effects) {
  if (!is_open()) return;
  if (!unsupported.empty()) return finish(InputVerdict::kUnsupported, unsupported, effects);
  if (!has_audio) return finish(InputVerdict::kNoAudio, "the input has no audio track", effects);
  if (!has_video) return finish(InputVerdict::kUnsupported, "the input has no video track", effects);
}

void InputSupervisor::on_media(Timestamp now) {
  if (std::holds_alternative<Opening>(state_)) {
    state_ = Streaming{now, now, std::nullopt};
    return;
  }
  auto* streaming = std::get_if<Streaming>(&state_);
  if (streaming == nullptr) return;
  streaming->last_media = now;
  if (now - streaming->since >= stable_after_) ladder_.reset();
}

void InputSupervisor::on_readable() {
  if (!ready_deadline_) return;
  ready_deadline_.reset();
  ladder_ = RetryLadder(kInputRetryDelays, RetryLadder::AfterLast::kGiveUp);
}

void InputSupervisor::on_warning(Timestamp now) {
  if (auto* streaming = std::get_if<Streaming>(&state_)) streaming->warned = now;
}

void InputSupervisor::on_end(Timestamp now, InputEffects& effects) {
  if (std::holds_alternative<Opening>(state_)) {
    return fail_attempt(now, InputAnswer::kSilent, "the server ended the stream before any media", effects);
  }
  const auto* streaming = std::get_if<Streaming>(&state_);
  if (streaming == nullptr) return;
  if (streaming->warned && now - *streaming->warned <= kInputWarningMemory) {
    return lose(now, "the connection to the server broke", effects);
  }
  finish(InputVerdict::kEnded, "the stream has ended", effects);
}

void InputSupervisor::on_failure(Timestamp now, InputAnswer answer, const std::string& why, InputEffects& effects) {
  if (std::holds_alternative<Opening>(state_)) return fail_attempt(now, answer, why, effects);
  if (std::holds_alternative<Streaming>(state_)) return lose(now, why, effects);
}

void InputSupervisor::on_unsupported(Timestamp, const std::string& why, InputEffects& effects) {
  if (is_open()) finish(InputVerdict::kUnsupported, why, effects);
}

void InputSupervisor::stop(InputEffects& effects) {
  if (is_open()) effects.emplace_back(CloseInput{});
  state_ = Over{};
}

std::optional<Timestamp> InputSupervisor::deadline() const {
  std::optional<Timestamp> own;
  if (const auto* opening = std::get_if<Opening>(&state_)) own = opening->since + kInputSilenceLimit;
  if (const auto* streaming = std::get_if<Streaming>(&state_)) own = streaming->last_media + kInputSilenceLimit;
  if (const auto* waiting = std::get_if<Waiting>(&state_)) own = waiting->until;
  if (!own || !ready_deadline_) return own;
  return std::min(*own, *ready_deadline_);
}

void InputSupervisor::on_time(Timestamp now, InputEffects& effects) {
  const auto due = deadline();
  if (!due || now < *due) return;
  if (ready_deadline_ && now >= *ready_deadline_) {
    return finish(InputVerdict::kNotReadable, "the input was not readable within the ready timeout", effects);
  }
  if (std::holds_alternative<Opening>(state_)) {
    return fail_attempt(now, InputAnswer::kSilent, "no media came within 5 s", effects);
  }
  if (std::holds_alternative<Streaming>(state_)) return lose(now, "no media for 5 s", effects);
  open(now, effects);
}

void InputSupervisor::fail_attempt(Timestamp now, InputAnswer answer, const std::string& why, InputEffects& effects) {
  effects.emplace_back(CloseInput{});
  wait(now, answer, why, effects);
}

void InputSupervisor::lose(Timestamp now, std::string why, InputEffects& effects) {
  effects.emplace_back(CloseInput{});
  effects.emplace_back(InputLost{why});
  wait(now, InputAnswer::kSilent, why, effects);
}

void InputSupervisor::wait(Timestamp now, InputAnswer answer, const std::string& why, InputEffects& effects) {
  const auto delay = ladder_.take_step();
  if (delay) {
    state_ = Waiting{now + *delay};
    effects.emplace_back(InputRetry{*delay, answer});
    return;
  }
  state_ = Over{};
  // A path that is gone is a stream that has ended; a server that refuses or says nothing is a failure.
  const bool ended = answer == InputAnswer::kNotFound;
  effects.emplace_back(InputOver{ended ? InputVerdict::kEnded : InputVerdict::kLost, why});
}

void InputSupervisor::finish(InputVerdict verdict, std::string why, InputEffects& effects) {
  if (is_open()) effects.emplace_back(CloseInput{});
  state_ = Over{};
  effects.emplace_back(InputOver{verdict, std::move(why)});
}

bool InputSupervisor::is_open() const {
  return std::holds_alternative<Opening>(state_) || std::holds_alternative<Streaming>(state_);
}

}  // namespace sw::core
