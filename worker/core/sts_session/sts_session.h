// The life of one connection to the STS service, from the first packet to the close (spec FR-012, FR-013; design §4,
// STS session).
//
//   Connecting --namespace CONNECT within 10 s--> Initialising --stream:ready within 10 s--> Ready
//   Ready --end()--> AwaitingResults, one STS time-out --> AwaitingComplete, 5 s --> Closed
//   any --closed, refused, out of time--> Closed
// Before Ready every way to Closed is a failed attempt, also a confirmed max_inflight of 0 or less and INVALID_CONFIG.
// The results are no longer awaited once nothing is in flight; stream:complete ends the wait for itself.
//
// As all machines of core: time is passed in, effects are appended in the order in which they are to be carried out,
// on_time() before the deadline does nothing, and nothing moves a closed session.
#pragma once

#include <cstddef>
#include <optional>
#include <variant>

#include "worker/base/ids.h"
#include "worker/base/units.h"
#include "worker/core/sts_session/sts_effects.h"

namespace sw::core {

class StsSession {
 public:
  // A connection is being opened. `asked_limit`: the max_inflight of stream:init.
  StsSession(StreamId stream, std::size_t asked_limit, TimeDelta fragment_timeout, Timestamp now);

  // Namespace CONNECT was answered.
  void on_connected(Timestamp now, StsEffects& effects);
  void on_stream_ready(Timestamp now, const StreamReady& message, StsEffects& effects);
  // An error that names no fragment.
  void on_error(Timestamp now, ErrorCode code, StsEffects& effects);
  void on_complete(Timestamp now, const StreamComplete& message, StsEffects& effects);
  // The connection broke, was refused or closed, or the service left the namespace.
  void on_closed(Timestamp now, StsEffects& effects);

  // The input is lost, and all that came before is sent; the input is back. Said as often as one likes.
  void pause_input(StsEffects& effects);
  void resume_input(StsEffects& effects);
  // No further fragment will be sent.
  void end(Timestamp now, StsEffects& effects);
  // After end(): nothing is in flight any more.
  void on_nothing_in_flight(Timestamp now, StsEffects& effects);
  // The worker gives the connection up; one that was never ready is no session that is over.
  void close(SessionEnd how, StsEffects& effects);

  std::optional<Timestamp> deadline() const;
  void on_time(Timestamp now, StsEffects& effects);

  // stream:init is out and not answered yet.
  bool initialising() const { return std::holds_alternative<Initialising>(state_); }
  // Fragments may be sent.
  bool ready() const { return std::holds_alternative<Ready>(state_); }
  // Answers are taken and acked: ready, or after stream:end.
  bool answering() const { return ready() || ending(); }
  bool closed() const { return std::holds_alternative<Closed>(state_); }

 private:
  struct Connecting {
    Timestamp until;
  };
  struct Initialising {
    Timestamp until;
  };
  struct Ready {
    bool input_paused = false;
  };
  struct AwaitingResults {
    Timestamp until;
    bool complete = false;
  };
  struct AwaitingComplete {
    Timestamp until;
  };
  struct Closed {};

  bool ending() const;
  bool before_ready() const;
  void fail(AttemptFailure why, StsEffects& effects);
  void stop_awaiting_results(Timestamp at, StsEffects& effects);

  StreamId stream_;
  std::size_t asked_limit_;
  TimeDelta fragment_timeout_;
  std::variant<Connecting, Initialising, Ready, AwaitingResults, AwaitingComplete, Closed> state_;
};

}  // namespace sw::core
