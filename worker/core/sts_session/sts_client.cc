#include "worker/core/sts_session/sts_client.h"

#include <utility>

#include "worker/base/earlier.h"

namespace sw::core {

StsClient::StsClient(const DispatchSettings& settings, std::size_t asked_limit, const DueSchedule& schedule)
    : stream_(settings.stream),
      fragment_timeout_(settings.fragment_timeout),
      asked_limit_(asked_limit),
      dispatcher_(settings, schedule) {}

// One step of one machine, and all that follows from its effects in the other machines. `at` is the instant for which
// it acts, `now` the real one, which is later where an alarm rang late.
template <class Step>
void StsClient::take_step(Timestamp at, Timestamp now, StsEffects& effects, Step&& step) {
  std::size_t index = effects.size();
  step();
  for (; index < effects.size(); ++index) route(at, now, index, effects);
}

// What ended by itself comes first, then the input, then what is to be done about the world.
template <class Input>
void StsClient::take_input(Timestamp now, StsEffects& effects, Input&& input) {
  expire(now, effects);
  take_step(now, now, effects, input);
  act(now, effects);
}

// What a connection says is no word of the one that has taken its place by what was due before.
template <class Input>
void StsClient::take_word(Timestamp now, StsEffects& effects, Input&& input) {
  const uint64_t session = sessions_;
  take_input(now, effects, [&] {
    if (session_ && sessions_ == session) input(*session_);
  });
}

void StsClient::start(Timestamp now, StsEffects& effects) {
  ReconnectEffects wanted;
  reconnect_.start(wanted);
  take_step(now, now, effects, [&] { carry_out(now, wanted, effects); });
}

void StsClient::on_connected(Timestamp now, StsEffects& effects) {
  take_word(now, effects, [&](StsSession& session) { session.on_connected(now, effects); });
}

void StsClient::on_connection_closed(Timestamp now, StsEffects& effects) {
  take_word(now, effects, [&](StsSession& session) { session.on_closed(now, effects); });
}

void StsClient::on_stream_ready(Timestamp now, const StreamReady& message, StsEffects& effects) {
  take_word(now, effects, [&](StsSession& session) { session.on_stream_ready(now, message, effects); });
}

void StsClient::on_result(Timestamp now, const FragmentResult& message, StsEffects& effects) {
  take_input(now, effects, [&] { dispatcher_.on_result(now, message, effects); });
}

void StsClient::on_error(Timestamp now, const ServiceError& message, StsEffects& effects) {
  take_input(now, effects, [&] {
    const bool foreign = !message.stream_id.empty() && message.stream_id != stream_.text();
    if (session_ && !foreign) session_->on_error(now, message.report.code, effects);
    dispatcher_.on_error(now, message, effects);
  });
}

void StsClient::on_backpressure(Timestamp now, const BackpressureSignal& message, StsEffects& effects) {
  take_input(now, effects, [&] { dispatcher_.on_backpressure(now, message, effects); });
}

void StsClient::on_complete(Timestamp now, const StreamComplete& message, StsEffects& effects) {
  take_word(now, effects, [&](StsSession& session) { session.on_complete(now, message, effects); });
}

void StsClient::on_segment_closed(Timestamp now, const ClosedSegment& segment, StsEffects& effects) {
  take_input(now, effects, [&] { dispatcher_.on_segment_closed(now, segment, effects); });
}

void StsClient::on_sent(Timestamp now, SegmentNumber segment, StsEffects& effects) {
  take_input(now, effects, [&] { dispatcher_.on_sent(now, segment, effects); });
}

void StsClient::on_refused(Timestamp now, SegmentNumber segment, Refusal why, StsEffects& effects) {
  take_input(now, effects, [&] { dispatcher_.on_refused(now, segment, why, effects); });
}

void StsClient::on_validated(Timestamp now, SegmentNumber segment, bool usable, StsEffects& effects) {
  take_input(now, effects, [&] { dispatcher_.on_validated(now, segment, usable, effects); });
}

void StsClient::on_hold_expired(Timestamp now, SegmentNumber segment, StsEffects& effects) {
  take_input(now, effects, [&] { dispatcher_.on_hold_expired(now, segment, effects); });
}

void StsClient::on_input_lost(Timestamp now, StsEffects& effects) {
  take_input(now, effects, [&] { input_lost_ = true; });
}

void StsClient::on_input_returned(Timestamp now, StsEffects& effects) {
  take_input(now, effects, [&] {
    input_lost_ = false;
    if (session_) session_->resume_input(effects);
  });
}

void StsClient::recycle(Timestamp now, StsEffects& effects) {
  take_input(now, effects, [&] {
    if (ready()) effects.emplace_back(RecycleWanted{RecycleCause::kRequested});
    // stream:init went out with what no longer holds.
    recycle_at_ready_ = session_ && session_->initialising();
  });
}

void StsClient::drain(Timestamp now, DrainKind kind, StsEffects& effects) {
  take_input(now, effects, [&] {
    draining_ = true;
    reconnect_.stop();
    dispatcher_.drain(now, kind, effects);
    if (session_ && session_->answering()) return;
    if (session_) session_->close(SessionEnd::kNotCompleted, effects);
    finish(false, effects);
  });
}

std::optional<Timestamp> StsClient::deadline() const {
  const auto earliest = earlier(dispatcher_.deadline(), reconnect_.deadline());
  return session_ ? earlier(earliest, session_->deadline()) : earliest;
}

void StsClient::on_time(Timestamp now, StsEffects& effects) {
  expire(now, effects);
  act(now, effects);
}

// Everything whose time came, each as of its own instant. Of one instant, fragments end before their session does.
void StsClient::expire(Timestamp now, StsEffects& effects) {
  for (;;) {
    const auto fragments = dispatcher_.next_expiry();
    const auto connection = session_ ? session_->deadline() : std::nullopt;
    const bool fragments_first = fragments && (!connection || *fragments <= *connection);
    const auto first = fragments_first ? fragments : connection;
    if (!first || now < *first) return;
    take_step(*first, now, effects, [&] {
      if (fragments_first) return dispatcher_.expire(*first, effects);
      session_->on_time(*first, effects);
    });
  }
}

// Connections first, since a session that is to be replaced gets no further fragment.
void StsClient::act(Timestamp now, StsEffects& effects) {
  take_step(now, now, effects, [&] {
    ReconnectEffects wanted;
    reconnect_.on_time(now, wanted);
    carry_out(now, wanted, effects);
  });
  take_step(now, now, effects, [&] { dispatcher_.on_time(now, effects); });
  take_step(now, now, effects, [&] { follow_up(now, effects); });
}

// What the session may say once nothing waits to be sent.
void StsClient::follow_up(Timestamp now, StsEffects& effects) {
  if (!session_ || !session_->answering() || dispatcher_.unsent() > 0) return;
  if (draining_) {
    session_->end(now, effects);
    dispatcher_.stop_sending();
    if (dispatcher_.in_flight() == 0) session_->on_nothing_in_flight(now, effects);
    return;
  }
  if (input_lost_) session_->pause_input(effects);
}

// Passes on what one machine decided to those that it concerns. Effects may grow meanwhile.
void StsClient::route(Timestamp at, Timestamp now, std::size_t index, StsEffects& effects) {
  ReconnectEffects wanted;
  const StsEffect effect = effects[index];
  if (const auto* ready = std::get_if<SessionReady>(&effect)) {
    std::get<SessionReady>(effects[index]).reconnected = ever_ready_;
    ever_ready_ = true;
    reconnect_.on_ready(at);
    dispatcher_.on_session_ready(at, ready->limit, effects);
    if (std::exchange(recycle_at_ready_, false)) effects.emplace_back(RecycleWanted{RecycleCause::kRequested});
  } else if (std::holds_alternative<AttemptFailed>(effect)) {
    session_.reset();
    recycle_at_ready_ = false;
    reconnect_.on_attempt_failed(at, wanted);
  } else if (const auto* over = std::get_if<SessionOver>(&effect)) {
    route_end(at, over->how, wanted, effects);
  } else if (std::holds_alternative<RecycleWanted>(effect)) {
    reconnect_.request_recycle(now, wanted);
  } else if (std::holds_alternative<ApplyAudio>(effect)) {
    reconnect_.on_applied();
  }
  carry_out(now, wanted, effects);
}

void StsClient::route_end(Timestamp at, SessionEnd how, ReconnectEffects& wanted, StsEffects& effects) {
  dispatcher_.on_session_over(at, effects);
  // The next session is there already.
  if (how == SessionEnd::kRecycled) return;
  session_.reset();
  reconnect_.on_lost(at, wanted);
  if (draining_) finish(false, effects);
}

void StsClient::carry_out(Timestamp now, const ReconnectEffects& wanted, StsEffects& effects) {
  for (const ReconnectEffect& effect : wanted) {
    if (const auto* connect = std::get_if<ConnectSts>(&effect)) {
      session_.emplace(stream_, asked_limit_, fragment_timeout_, now);
      ++sessions_;
      effects.emplace_back(OpenConnection{connect->recycle});
    } else if (std::holds_alternative<DropSession>(effect)) {
      session_->close(SessionEnd::kRecycled, effects);
    } else if (const auto* retry = std::get_if<RetryScheduled>(&effect)) {
      effects.emplace_back(ReconnectAt{retry->at, retry->attempt});
    } else {
      finish(true, effects);
    }
  }
}

void StsClient::finish(bool gave_up, StsEffects& effects) {
  if (over_) return;
  over_ = true;
  effects.emplace_back(StsOver{gave_up});
}

}  // namespace sw::core
