// Decides when to connect to the STS service, when to give up, and when to replace a session that got stuck (spec
// FR-016f to FR-016h; design §4, reconnect).
//
//   Idle --start--> Attempting --ready--> Up --lost--> Waiting 2, 4, 8, 16, 32 s --delay over--> Attempting
//   Attempting --failed--> Waiting for the ladder's next delay, or Over when it is used up
//   Up --recycle--> Attempting, at once; a step of the ladder is taken only when that attempt fails
//
// Delays run from the loss, or from the failure of the attempt before. The ladder starts anew after one applied
// fragment or 60 s of readiness, not at ready alone. Recycles are at least 30 s apart: one that is asked for earlier
// waits for that, and is forgotten when the session is lost first.
//
// As all machines of core: time is passed in, effects are appended in the order in which they are to be carried out,
// and on_time() before the deadline does nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <variant>
#include <vector>

#include "worker/base/units.h"
#include "worker/core/reconnect/retry_ladder.h"

namespace sw::core {

// Begin to connect now.
struct ConnectSts {
  bool recycle;  // in place of a session that was given up, not of one that was lost
};
// Give up the running session; a ConnectSts follows.
struct DropSession {};
// The next attempt is made at `at`; it is the `attempt`-th since the ladder started, counted from 1.
struct RetryScheduled {
  Timestamp at;
  std::size_t attempt;
};
// Five attempts failed: nothing will be tried any more (FR-016h).
struct GiveUp {};
using ReconnectEffect = std::variant<ConnectSts, DropSession, RetryScheduled, GiveUp>;
using ReconnectEffects = std::vector<ReconnectEffect>;

class Reconnect {
 public:
  Reconnect();

  // Once, first.
  void start(ReconnectEffects& effects);
  // The attempt became a session: stream:ready.
  void on_ready(Timestamp now);
  // The attempt failed, whichever part of it.
  void on_attempt_failed(Timestamp now, ReconnectEffects& effects);
  // The session broke.
  void on_lost(Timestamp now, ReconnectEffects& effects);
  // A fragment of the running session was applied.
  void on_applied();
  // The session no longer works and is to be replaced. Ignored unless one is up.
  void request_recycle(Timestamp now, ReconnectEffects& effects);
  // No session is wanted any more; what is running is the caller's to close.
  void stop();

  std::optional<Timestamp> deadline() const;
  void on_time(Timestamp now, ReconnectEffects& effects);

  bool stopped() const { return std::holds_alternative<Over>(state_); }

 private:
  struct Idle {};
  struct Attempting {};
  struct Up {
    Timestamp since;
    std::optional<Timestamp> recycle_at;
  };
  struct Waiting {
    Timestamp until;
  };
  struct Over {};

  void wait(Timestamp from, ReconnectEffects& effects);
  void recycle(Timestamp now, ReconnectEffects& effects);
  void reset_after_readiness(Timestamp now);

  RetryLadder ladder_;
  std::optional<Timestamp> last_recycle_;
  std::variant<Idle, Attempting, Up, Waiting, Over> state_ = Idle{};
};

}  // namespace sw::core
