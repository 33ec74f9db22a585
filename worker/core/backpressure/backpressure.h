// What the STS service asked of our sending pace (spec FR-015c; design §4, backpressure): the state of one session,
// gone with it.
//
//   None --slow_down--> SlowDown --pause--> Paused --none--> None
// Only `none` lifts a pause: a slow_down that comes meanwhile changes nothing. In SlowDown a segment is sent at
// max(its being ready, the previous send) + the delay asked for.
//
// Some services signal only when a fragment arrives, so that they never lift what they asked for. A pause, or a
// slow_down longer than the STS time-out, that has lasted for the pause limit with nothing in flight therefore lets
// one fragment through, and one more each pause limit while it lasts.
//
// It has no effects and no timer: whoever holds the segments asks when one may go, and waits for that. Time is passed
// in; nothing here looks at a clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>

#include "worker/base/units.h"

namespace sw::core {

enum class BackpressureAction : uint8_t { kNone, kSlowDown, kPause };

class Backpressure {
 public:
  // `pause_limit`: WORKER_BACKPRESSURE_PAUSE_LIMIT; zero never lets a fragment through.
  Backpressure(TimeDelta fragment_timeout, TimeDelta pause_limit);

  // A new session: nothing was asked for, nothing was sent, nothing is in flight.
  void begin_session(Timestamp now);
  // A backpressure event of this stream. The delay is bounded to 0..30 s; absent means 1 s.
  void on_signal(Timestamp now, BackpressureAction action, std::optional<int64_t> recommended_delay_ms);
  // A fragment was handed over. `exception`: it went out under exception_at().
  void on_sent(Timestamp now, bool exception);
  // How many fragments are in flight, whenever that changed.
  void on_in_flight(Timestamp now, std::size_t count);

  bool paused() const { return std::holds_alternative<Paused>(state_); }
  // The delay before each send; zero where none is asked for.
  TimeDelta delay() const;
  // When a segment that is ready since `ready` may be sent, pauses apart.
  Timestamp earliest_send(Timestamp ready) const;
  // From when on one fragment may be sent although the service asked for none. Absent while fragments are in flight,
  // and where nothing that blocks was asked for.
  std::optional<Timestamp> exception_at() const;
  // How many exceptions were made since the pause or the long slow_down began.
  std::size_t exceptions() const;

 private:
  // How long sending has been blocked, and what was let through since.
  struct Blockade {
    Timestamp since;
    std::optional<Timestamp> last_exception;
    std::size_t exceptions = 0;
  };
  struct None {};
  struct SlowDown {
    TimeDelta delay;
    std::optional<Blockade> blockade;  // where the delay exceeds the STS time-out
  };
  struct Paused {
    Blockade blockade;
  };

  void slow_down(Timestamp now, TimeDelta delay);
  const Blockade* blockade() const;

  TimeDelta fragment_timeout_;
  TimeDelta pause_limit_;
  std::optional<Timestamp> last_send_;
  std::optional<Timestamp> idle_since_;  // absent while anything is in flight
  std::variant<None, SlowDown, Paused> state_ = None{};
};

}  // namespace sw::core
