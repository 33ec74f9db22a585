// How the worker ends: runs, drains what is on its way for a bounded time, ends with an exit code.
#pragma once

#include <optional>
#include <variant>

#include "worker/base/units.h"
#include "worker/core/supervisor/exit_code.h"

namespace sw::core {

class Lifecycle {
 public:
  explicit Lifecycle(TimeDelta drain_timeout) : drain_timeout_(drain_timeout) {}

  // Nothing new will come: what is on its way is drained, then the worker ends with `code`. True when this began the
  // drain; false when it had begun, and then the first reason stands.
  bool drain(Timestamp now, ExitCode code) { return drain(now, code, drain_timeout_); }
  // The same with a limit of its own.
  bool drain(Timestamp now, ExitCode code, TimeDelta limit);
  // Everything was drained.
  void on_drained();
  // Ends at once, whatever is on its way.
  void end(ExitCode code);
  // SIGTERM or SIGINT. The first drains (true: begin it); a second ends at once with 128 + signal.
  bool on_signal(Timestamp now, int signal);

  std::optional<Timestamp> deadline() const;
  // True once, when kDrainFlushPercent of the drain time is over: what is ready is to go out at once.
  bool take_flush(Timestamp now);
  // At the end of the drain time the worker ends. What an orderly end left undelivered makes it a failed output.
  void on_time(Timestamp now);

  bool running() const { return std::holds_alternative<Running>(state_); }
  // The process's exit code, once ended.
  std::optional<int> exit_code() const;

 private:
  struct Running {};
  struct Draining {
    Timestamp until;
    std::optional<Timestamp> flush_at;  // until it was taken
    ExitCode code;
    bool signalled;
  };
  struct Ended {
    int code;
  };
  TimeDelta drain_timeout_;
  std::variant<Running, Draining, Ended> state_ = Running{};
};

}  // namespace sw::core
