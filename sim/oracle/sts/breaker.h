// The circuit breaker (FR-021 to FR-025; design §4, breaker), as a model of its own that is fed with the wire:
//   - the fifth consecutive counted failure opens it, a usable result within the time-out resets the count;
//   - counted, once per fragment: TIMEOUT, MODEL_ERROR, GPU_OOM, QUEUE_FULL, RATE_LIMIT unless `retryable` is false, an
//     unknown code by its flag, `failed` without an error as MODEL_ERROR, our own time-out; never the other four codes;
//   - open for 30 s exactly, then half open: one fragment at a time, whose own outcome alone moves the state;
//   - what was in flight when it opened moves nothing, and it outlives its connections.
// Held against worker_sts_breaker_state, move by move and instant by instant, and against what is sent.
//
// Two things the wire does not say and the model takes from the worker's telemetry: whether a result's audio was usable
// (its alert says when it was not), and, of several answers in one piece of bytes, how many were handled before the
// worker closed the connection (it observes a round trip for each). An error or failed result that breaks its schema
// says nothing and is a result without audio.
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "sim/oracle/oracle.h"

namespace sw::sim {

class BreakerOracle final : public Oracle {
 public:
  BreakerOracle(const Scenario& scenario, Verdict& verdict) : Oracle("breaker", scenario, verdict) {}
  void on(Timestamp now, const Observation& observation) override;

 private:
  enum class State { kClosed, kHalfOpen, kOpen };
  enum class Outcome { kSuccess, kFailure, kNeutral };
  struct Flying {
    Timestamp until;
    ports::ConnectionId connection;
    bool before_opening = false;
    bool answered = false;  // and its audio is being looked at
  };
  struct Answer {
    std::string id;
    Timestamp at;
    ports::ConnectionId connection;
    std::optional<Outcome> outcome;  // none: it depends on the audio
  };
  struct Audio {
    std::string id;
    Timestamp at;
    bool usable = true;
  };
  struct Move {
    State to;
    Timestamp at;
  };

  void on_handed(Timestamp now, const ports::Event& event);
  void on_message(Timestamp now, const WireEvent& event);
  void on_sent(Timestamp now, const WireEvent& event);
  void on_answer(Timestamp now, const WireEvent& event);
  void on_gauge(Timestamp now, double value);
  void advance(Timestamp now);
  bool take_answer();
  void judge_audio();
  void forget_gone();
  void settle(Timestamp at, std::string_view id, Outcome outcome);
  void move(Timestamp at, State to);

  State state_ = State::kClosed;
  int failures_ = 0;
  Timestamp opened_ = Timestamp::FromNanos(0);
  std::optional<std::string> probe_;
  std::map<std::string, Flying, std::less<>> flying_;
  std::deque<Answer> answers_;               // on the wire, and not handled yet
  std::optional<Audio> audio_;               // being looked at
  std::deque<Move> moves_;                   // that the gauge has not shown yet
  std::optional<ports::ConnectionId> gone_;  // by what was handed last
};

}  // namespace sw::sim
