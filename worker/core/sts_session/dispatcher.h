// Decides for every closed segment whether it is sent, waits, or keeps its original audio, and for every answer what
// becomes of it: joins the breaker, backpressure and the fragments in flight (design §4). Each segment ends exactly
// once: ApplyAudio, or FallBack with one reason.
//
// A segment that closes falls back at once, for the first of these that holds: too_short, unsupported, drain,
// disconnected (no session is ready, or it began before the session was), breaker. Else it waits in the outbox, often
// for no time at all. When the session is lost or the breaker opens, all that wait fall back with it.
// One segment is handed over at a time: SendFragment, then on_sent() or on_refused() before any other input.
//
// As all machines of core: time is passed in; effects are appended in the order in which they are to be carried out;
// on_time() before the deadline does nothing. Time-outs, the breaker, due times and the drain act before an input of
// the same instant and, when called late, as of their own instants, in order. Sends are decided last and for the
// real time, since that is when they happen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "worker/base/ids.h"
#include "worker/base/units.h"
#include "worker/core/backpressure/backpressure.h"
#include "worker/core/breaker/breaker.h"
#include "worker/core/fragment_tracker/fragment_tracker.h"
#include "worker/core/sts_session/outbox.h"
#include "worker/core/sts_session/sts_effects.h"
#include "worker/core/sts_session/sts_messages.h"

namespace sw::core {

struct DispatchSettings {
  StreamId stream;
  TimeDelta fragment_timeout;  // WORKER_STS_TIMEOUT_MS
  TimeDelta pause_limit;       // WORKER_BACKPRESSURE_PAUSE_LIMIT
  TimeDelta drain_timeout;     // WORKER_DRAIN_TIMEOUT
};

enum class Refusal : uint8_t { kTooLarge, kNotConnected };
// kEnd: the stream ended; what waits keeps its rules. kSignal: what is unsent falls back at once.
enum class DrainKind : uint8_t { kEnd, kSignal };

class Dispatcher {
 public:
  // `schedule` outlives the dispatcher.
  Dispatcher(const DispatchSettings& settings, const DueSchedule& schedule);

  void on_session_ready(Timestamp now, std::size_t limit, StsEffects& effects);
  // The session is over, whatever the reason: what is unsent or unanswered falls back.
  void on_session_over(Timestamp now, StsEffects& effects);

  // Segments come in order.
  void on_segment_closed(Timestamp now, const ClosedSegment& segment, StsEffects& effects);
  void on_sent(Timestamp now, SegmentNumber segment, StsEffects& effects);
  void on_refused(Timestamp now, SegmentNumber segment, Refusal why, StsEffects& effects);
  // `usable`: it decodes, or can be converted, and its duration is near enough.
  void on_validated(Timestamp now, SegmentNumber segment, bool usable, StsEffects& effects);
  // Playout held the output for `segment` as long as it may. Ignored when the segment is over.
  void on_hold_expired(Timestamp now, SegmentNumber segment, StsEffects& effects);

  void on_result(Timestamp now, const FragmentResult& result, StsEffects& effects);
  void on_error(Timestamp now, const ServiceError& error, StsEffects& effects);
  void on_backpressure(Timestamp now, const BackpressureSignal& signal, StsEffects& effects);

  // The worker ends. What is not over at 60 % of the drain timeout, counted from the first call, falls back.
  void drain(Timestamp now, DrainKind kind, StsEffects& effects);
  // stream:end has gone out: a segment that closes all the same falls back (`drain`).
  void stop_sending();

  std::optional<Timestamp> deadline() const;
  // The part of deadline() whose rules act as of their own instant.
  std::optional<Timestamp> next_expiry() const;
  void on_time(Timestamp now, StsEffects& effects);
  // As on_time(), without sending: for an owner that has machines of its own to put in between.
  void expire(Timestamp now, StsEffects& effects);

  // Closed segments that were neither handed over nor given up.
  std::size_t unsent() const { return outbox_.size() + (handing_ ? 1 : 0); }
  std::size_t in_flight() const { return tracker_.in_flight(); }
  BreakerState breaker_state() const { return breaker_.state(); }
  // Whether a result may still come for `segment`, which may have fallen back meanwhile.
  bool is_out(SegmentNumber segment) const { return tracker_.is_out(segment); }
  // Whether playout may hold the output for `segment`: it is sent, or waits for a slow_down of at most 8 s.
  bool may_hold(SegmentNumber segment) const;

 private:
  struct Session {
    Timestamp ready;
    bool first;
  };
  struct Handing {
    ClosedSegment segment;
    BreakerTicket ticket;
    bool exception;
  };
  struct Running {};
  struct Finishing {
    Timestamp until;
  };
  struct Stopped {
    std::optional<Timestamp> until;  // in-flight fragments may still be applied
  };

  std::optional<FallbackReason> refuse_at_close(Timestamp now, const ClosedSegment& segment, StsEffects& effects);
  bool began_in_session(const ClosedSegment& segment) const;
  void pump(Timestamp now, StsEffects& effects);
  void offer(Timestamp now, const Outbox::Ready& ready, StsEffects& effects);
  void expire_at(Timestamp at, StsEffects& effects);
  void time_out(const TimedOut& timed_out, StsEffects& effects);
  void take_result(Timestamp now, const FragmentResult& result, StsEffects& effects);
  void take_error(Timestamp now, const ServiceError& error, StsEffects& effects);
  void take_verdict(Timestamp now, SegmentNumber segment, bool usable, StsEffects& effects);
  void fail(Timestamp now, std::string_view fragment, const ErrorReport& report, StsEffects& effects);
  void apply_or_fall_back(const Fragment& fragment, bool usable, StsEffects& effects);
  void acknowledge(const std::string& fragment, AckStatus status, StsEffects& effects);
  void act_on_code(ErrorCode code, StsEffects& effects);
  bool settle(Timestamp at, BreakerTicket ticket, Outcome outcome, StsEffects& effects);
  void tell(const BreakerMoves& moves, StsEffects& effects);
  void on_fragment_over(Timestamp at, const Fragment& fragment);
  void give_up_all(StsEffects& effects);
  std::optional<Timestamp> drain_deadline() const;
  SendConditions conditions() const;

  DispatchSettings settings_;
  Breaker breaker_;
  Backpressure backpressure_;
  FragmentTracker tracker_;
  Outbox outbox_;
  std::optional<Session> session_;
  bool ever_ready_ = false;
  std::optional<Handing> handing_;
  bool slot_freed_ = false;  // since the overload rule was last applied
  bool unsupported_alerted_ = false;
  std::optional<SegmentNumber> last_closed_;
  std::variant<Running, Finishing, Stopped> phase_ = Running{};
};

}  // namespace sw::core
