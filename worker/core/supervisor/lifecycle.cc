#include "worker/core/supervisor/lifecycle.h"

#include "worker/core/rules.h"

namespace sw::core {

bool Lifecycle::drain(Timestamp now, ExitCode code, TimeDelta limit) {
  if (!running()) return false;
  state_ = Draining{now + limit, now + limit * kDrainFlushPercent / 100, code, false};
  return true;
}

void Lifecycle::on_drained() {
  if (const auto* draining = std::get_if<Draining>(&state_)) state_ = Ended{static_cast<int>(draining->code)};
}

void Lifecycle::end(ExitCode code) {
  if (!exit_code()) state_ = Ended{static_cast<int>(code)};
}

bool Lifecycle::on_signal(Timestamp now, int signal) {
  const bool begun = drain(now, ExitCode::kOk);
  // A drain that the stream's own end began is not a first signal's: this one still only asks for an end.
  auto* draining = std::get_if<Draining>(&state_);
  if (draining == nullptr) return false;
  if (!draining->signalled) {
    draining->signalled = true;
    return begun;
  }
  state_ = Ended{exit_code_of_signal(signal)};
  return false;
}

std::optional<Timestamp> Lifecycle::deadline() const {
  const auto* draining = std::get_if<Draining>(&state_);
  if (draining == nullptr) return std::nullopt;
  return draining->flush_at.value_or(draining->until);
}

bool Lifecycle::take_flush(Timestamp now) {
  auto* draining = std::get_if<Draining>(&state_);
  if (draining == nullptr || !draining->flush_at || now < *draining->flush_at) return false;
  draining->flush_at.reset();
  return true;
}

void Lifecycle::on_time(Timestamp now) {
  const auto* draining = std::get_if<Draining>(&state_);
  if (draining == nullptr || now < draining->until) return;
  const ExitCode code = draining->code == ExitCode::kOk ? ExitCode::kOutputFailed : draining->code;
  state_ = Ended{static_cast<int>(code)};
}

std::optional<int> Lifecycle::exit_code() const {
  const auto* ended = std::get_if<Ended>(&state_);
  if (ended == nullptr) return std::nullopt;
  return ended->code;
}

}  // namespace sw::core
