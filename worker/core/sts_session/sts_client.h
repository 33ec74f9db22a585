// The STS side of the worker: one connection after another (StsSession), when to open the next (Reconnect), and what
// is sent over them (Dispatcher). Whoever drives it carries out the effects in order and reports what came of them.
//
// Calls: start() once; then what happens, in any order. Of a connection that CloseConnection has ended nothing more is
// reported. After StsOver nothing is connected or sent any more, while segments may go on closing: they fall back.
//
// The ladder starts anew after one applied fragment, a RecycleWanted replaces the session as soon as Reconnect lets
// it, stream:pause goes out once everything that closed before the loss is sent or given up, and stream:end right
// after the last fragment.
//
// As all machines of core: time is passed in; on_time() before the deadline does nothing. What ends by itself acts as
// of its own instant and before an input of that instant; what acts on the world, connecting and sending, comes last.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "worker/base/units.h"
#include "worker/core/reconnect/reconnect.h"
#include "worker/core/sts_session/dispatcher.h"
#include "worker/core/sts_session/sts_effects.h"
#include "worker/core/sts_session/sts_messages.h"
#include "worker/core/sts_session/sts_session.h"

namespace sw::core {

class StsClient {
 public:
  // `asked_limit`: WORKER_STS_MAX_INFLIGHT. `schedule` outlives the client.
  StsClient(const DispatchSettings& settings, std::size_t asked_limit, const DueSchedule& schedule);

  void start(Timestamp now, StsEffects& effects);

  // The connection: namespace CONNECT was answered; it was refused, broke, or the service left the namespace.
  void on_connected(Timestamp now, StsEffects& effects);
  void on_connection_closed(Timestamp now, StsEffects& effects);

  // The service's events.
  void on_stream_ready(Timestamp now, const StreamReady& message, StsEffects& effects);
  void on_result(Timestamp now, const FragmentResult& message, StsEffects& effects);
  void on_error(Timestamp now, const ServiceError& message, StsEffects& effects);
  void on_backpressure(Timestamp now, const BackpressureSignal& message, StsEffects& effects);
  void on_complete(Timestamp now, const StreamComplete& message, StsEffects& effects);

  // Segments: see Dispatcher.
  void on_segment_closed(Timestamp now, const ClosedSegment& segment, StsEffects& effects);
  void on_sent(Timestamp now, SegmentNumber segment, StsEffects& effects);
  void on_refused(Timestamp now, SegmentNumber segment, Refusal why, StsEffects& effects);
  void on_validated(Timestamp now, SegmentNumber segment, bool usable, StsEffects& effects);
  void on_hold_expired(Timestamp now, SegmentNumber segment, StsEffects& effects);

  // The input is lost: said after its last segment closed. It is back: said before the next one closes.
  void on_input_lost(Timestamp now, StsEffects& effects);
  void on_input_returned(Timestamp now, StsEffects& effects);
  // The session no longer fits: the source's rate or channels changed.
  void recycle(Timestamp now, StsEffects& effects);
  // The worker ends: said after the last segment closed. Reconnecting stops.
  void drain(Timestamp now, DrainKind kind, StsEffects& effects);

  std::optional<Timestamp> deadline() const;
  void on_time(Timestamp now, StsEffects& effects);

  const Dispatcher& dispatcher() const { return dispatcher_; }
  bool ready() const { return session_ && session_->ready(); }

 private:
  template <class Step>
  void take_step(Timestamp at, Timestamp now, StsEffects& effects, Step&& step);
  template <class Input>
  void take_input(Timestamp now, StsEffects& effects, Input&& input);
  template <class Input>
  void take_word(Timestamp now, StsEffects& effects, Input&& input);
  void expire(Timestamp now, StsEffects& effects);
  void act(Timestamp now, StsEffects& effects);
  void follow_up(Timestamp now, StsEffects& effects);
  void route(Timestamp at, Timestamp now, std::size_t index, StsEffects& effects);
  void route_end(Timestamp at, SessionEnd how, ReconnectEffects& wanted, StsEffects& effects);
  void carry_out(Timestamp now, const ReconnectEffects& wanted, StsEffects& effects);
  void finish(bool gave_up, StsEffects& effects);

  StreamId stream_;
  TimeDelta fragment_timeout_;
  std::size_t asked_limit_;
  Reconnect reconnect_;
  Dispatcher dispatcher_;
  std::optional<StsSession> session_;
  uint64_t sessions_ = 0;  // that were begun
  bool ever_ready_ = false;
  bool input_lost_ = false;
  bool recycle_at_ready_ = false;
  bool draining_ = false;
  bool over_ = false;
};

}  // namespace sw::core
