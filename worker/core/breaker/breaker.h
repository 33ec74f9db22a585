// The circuit breaker (spec FR-021 to FR-025, design §4): five consecutive counted failures open it for 30 s, then
// one probe at a time decides.
//
//   Closed --5th consecutive failure--> Open --30 s--> HalfOpen --probe succeeds--> Closed
//                                        ^                |
//                                        +--probe fails---+   (a neutral probe leaves it half open for the next)
//
// Every fragment that is handed over gets a ticket, and its outcome comes back with that ticket, once. A ticket from
// before the last opening moves nothing any more, and in HalfOpen only the probe's does. What counts as a failure is
// service_error.h's; late and unidentified answers never reach the breaker, since they end no fragment.
//
// As all machines of core: no clock, every method that may decide takes the time, deadline() is when it wants to be
// asked again, and on_time() before that does nothing. Called late, it acts as if it had been called on time: the
// cooldown runs from the instant of opening, and a move carries the instant at which it was due. A deadline that
// falls on the instant of an input is handled first.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "worker/base/ids.h"
#include "worker/base/units.h"

namespace sw::core {

using BreakerTicket = NumberId<struct BreakerTicketKind>;

// The values of worker_sts_breaker_state.
enum class BreakerState : uint8_t { kClosed = 0, kHalfOpen = 1, kOpen = 2 };

// How a fragment ended for the breaker. Neutral: a non-retryable error, unusable audio, a send that was refused, or a
// session that was lost or ended first.
enum class Outcome : uint8_t { kSuccess, kFailure, kNeutral };

struct BreakerMove {
  BreakerState from;
  BreakerState to;
  Timestamp at;
};
using BreakerMoves = std::vector<BreakerMove>;

class Breaker {
 public:
  // Whether a fragment may be sent now: closed, or half open with no probe out.
  bool admits(Timestamp now) const;
  // A fragment is about to be handed over. Only where admits() holds. In HalfOpen it is the probe.
  BreakerTicket admit(Timestamp now, BreakerMoves& moves);
  // A fragment ended. Each ticket comes back at most once.
  void settle(Timestamp now, BreakerTicket ticket, Outcome outcome, BreakerMoves& moves);

  std::optional<Timestamp> deadline() const;
  void on_time(Timestamp now, BreakerMoves& moves);

  BreakerState state() const;
  // Whether this ticket is the probe's, still unanswered.
  bool is_probe(BreakerTicket ticket) const;

 private:
  struct Closed {
    int failures = 0;
    BreakerTicket first;  // older tickets were in flight when it opened
  };
  struct Open {
    Timestamp since;
  };
  struct HalfOpen {
    std::optional<BreakerTicket> probe;
  };
  using State = std::variant<Closed, Open, HalfOpen>;

  void settle_closed(Timestamp now, BreakerTicket ticket, Outcome outcome, BreakerMoves& moves);
  void settle_half_open(Timestamp now, BreakerTicket ticket, Outcome outcome, BreakerMoves& moves);
  void move(Timestamp at, State to, BreakerMoves& moves);

  BreakerTicket next_{0};
  State state_ = Closed{0, BreakerTicket(0)};
};

}  // namespace sw::core
