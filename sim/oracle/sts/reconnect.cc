#include "sim/oracle/sts/reconnect.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/kernel/scheduler.h"
#include "sim/oracle/fields.h"
#include "sim/oracle/sts/schema.h"
#include "worker/base/duration.h"

namespace sw::sim {
namespace {

constexpr std::array<TimeDelta, 5> kDelays{TimeDelta::Seconds(2), TimeDelta::Seconds(4), TimeDelta::Seconds(8),
                                           TimeDelta::Seconds(16), TimeDelta::Seconds(32)};
constexpr TimeDelta kAttemptLimit = TimeDelta::Seconds(10);
constexpr TimeDelta kReadinessProof = TimeDelta::Seconds(60);
constexpr TimeDelta kRecycleDistance = TimeDelta::Seconds(30);
// Ready pairs are flushed for 10 s at most before exit 6.
constexpr TimeDelta kFlushLimit = TimeDelta::Seconds(10);
constexpr double kBreakerOpen = 2;

std::string text(Timestamp at) { return duration_text(at - kSimulationStart); }

}  // namespace

void ReconnectOracle::on(Timestamp now, const Observation& observation) {
  if (const auto* handed = std::get_if<EventHanded>(&observation)) return on_handed(now, handed->event);
  if (const auto* connecting = std::get_if<Connecting>(&observation)) return on_connecting(now, *connecting);
  if (const auto* closed = std::get_if<ConnectionClosed>(&observation)) return on_gone(now, closed->connection, true);
  if (const auto* event = std::get_if<WireEvent>(&observation)) return on_message(now, *event);
  if (const auto* line = std::get_if<Logged>(&observation)) return on_line(now, *line);
  if (const auto* packet = std::get_if<WirePacket>(&observation)) {
    const bool connect = packet->sender == Sender::kService && packet->engine_type == '4' && packet->socket_type == '0';
    const bool ours = attempt_ && attempt_->connection == packet->connection && !attempt_->connected;
    // An answer that comes when the time is over ends nothing, however late the alarm.
    if (connect && ours && now < attempt_->began + kAttemptLimit) attempt_->connected = now;
  } else if (const auto* gauge = std::get_if<GaugeSet>(&observation)) {
    const bool opened = gauge->gauge == ports::Gauge::kBreakerState && gauge->value == kBreakerOpen;
    if (opened && quiet_) want_recycle(now);
  } else if (std::holds_alternative<WorkerExited>(observation)) {
    ended_.reset();
    draining_ = true;
  }
}

// What the handling before led to is known by now.
void ReconnectOracle::on_handed(Timestamp now, const ports::Event& event) {
  settle_end();
  check_limits(now);
  quiet_ = !std::holds_alternative<ports::Received>(event);
  if (std::holds_alternative<ports::StopRequested>(event)) draining_ = true;
  if (const auto* lost = std::get_if<ports::Closed>(&event)) on_gone(now, lost->connection, false);
}

void ReconnectOracle::on_line(Timestamp now, const Logged& line) {
  if (line.message == "the input has ended" || line.message == "the input is over") {
    draining_ = true;
  } else if (line.message == "fragment applied") {
    steps_ = 0;
  } else if (line.message == "the connection to the STS is over") {
    // A close frame may be read before the end of the bytes behind it.
    if (attempt_) on_gone(now, attempt_->connection, false);
    if (ended_) ended_->broken = true;
  } else if (line.message == "the session is to be replaced") {
    blamed_.reset();
    // Also by a time-out of the very instant at which the input ends.
    note_recycle(now);
    if (wanted_) wanted_->by_word = true;
  }
}

// Whatever was due by now.
void ReconnectOracle::check_limits(Timestamp now) {
  if (draining_) return;
  if (retry_at_ && now > *retry_at_ + tolerance()) {
    violated("not-retried", *retry_at_, "no attempt was made at " + text(*retry_at_));
    retry_at_.reset();
  }
  if (wanted_ && (now > wanted_->due + tolerance() || !wanted_->by_word)) {
    violated("not-recycled", wanted_->due, "the session was to be replaced at " + text(wanted_->due));
    wanted_.reset();
  }
  if (blamed_ && attempt_) {
    violated("not-replaced", *blamed_, "the service called the session's numbers or stream unknown");
  }
  blamed_.reset();
  if (!attempt_ || attempt_->ready) return;
  const Timestamp until = attempt_->connected.value_or(attempt_->began) + kAttemptLimit;
  if (now <= until + tolerance()) return;
  violated(attempt_->connected ? "ready-limit" : "connect-limit", now, "the attempt was to end at " + text(until));
  attempt_.reset();
}

void ReconnectOracle::on_connecting(Timestamp now, const Connecting& connecting) {
  if (is_recycle(now)) {
    on_recycle(now);
  } else {
    settle_end();
    if (gave_up_) violated("after-giving-up", now, "an attempt after the last one");
    if (!retry_at_ && !first_) violated("uncalled-for", now, "nothing was lost");
    if (retry_at_ && now < *retry_at_) violated("too-early", now, "due at " + text(*retry_at_));
    if (retry_at_ && now > *retry_at_ + tolerance()) violated("too-late", now, "due at " + text(*retry_at_));
    retry_at_.reset();
  }
  first_ = false;
  attempt_ = Attempt{connecting.connection, now};
}

// Also where the connection broke behind a time-out that called for another session, and before its late alarm.
bool ReconnectOracle::is_recycle(Timestamp now) const {
  if (!ended_ || !ended_->attempt.ready) return false;
  return (ended_->by_worker && !ended_->broken) || (wanted_ && wanted_->by_word && wanted_->due <= now);
}

void ReconnectOracle::on_recycle(Timestamp now) {
  const Ended ended = *std::exchange(ended_, std::nullopt);
  const auto wanted = std::exchange(wanted_, std::nullopt);
  if (now - *ended.attempt.ready >= kReadinessProof) steps_ = 0;
  if (!wanted) violated("recycled-for-nothing", now, "nothing called for another session");
  if (wanted && now < wanted->due) {
    violated("recycled-early", now, "the last one was at " + text(*last_recycle_));
  }
  if (wanted && now > wanted->due + tolerance()) violated("recycled-late", now, "due at " + text(wanted->due));
  last_recycle_ = now;
}

void ReconnectOracle::on_message(Timestamp now, const WireEvent& event) {
  if (event.sender == Sender::kService) return on_service(now, event);
  if (event.name == "stream:end") draining_ = true;
  if (event.name == "fragment:data") {
    sent_.insert_or_assign(std::string(text_field(event.payload, "fragment_id")), event.connection);
  }
}

void ReconnectOracle::on_service(Timestamp now, const WireEvent& event) {
  if (!attempt_ || attempt_->connection != event.connection) return;
  if (event.name == "error" && attempt_->ready) return on_error(now, event);
  if (attempt_->ready) return;
  attempt_->answered = attempt_->answered || event.name == "stream:ready" || event.name == "error";
  if (event.name != "stream:ready" || text_field(event.payload, "stream_id") != kStreamId || !keeps_schema(event))
    return;
  if (integer_field(event.payload, "max_inflight").value_or(0) > 0) attempt_->ready = now;
}

// Of this stream, and not about a fragment of an earlier session.
void ReconnectOracle::on_error(Timestamp now, const WireEvent& event) {
  const std::string_view code = text_field(event.payload, "code");
  if (code != "INVALID_SEQUENCE" && code != "STREAM_NOT_FOUND") return;
  const std::string_view stream = text_field(event.payload, "stream_id");
  const auto sent = sent_.find(text_field(event.payload, "fragment_id"));
  if (!stream.empty() && stream != kStreamId) return;
  if (sent != sent_.end() && sent->second != event.connection) return;
  if (keeps_schema(event)) blamed_ = now;
}

void ReconnectOracle::on_gone(Timestamp now, ports::ConnectionId connection, bool by_worker) {
  if (!attempt_ || attempt_->connection != connection) return;
  ended_ = Ended{*std::exchange(attempt_, std::nullopt), now, by_worker, !by_worker};
}

// The connection that ended was lost, or its attempt failed: it was not recycled.
void ReconnectOracle::settle_end() {
  if (!ended_) return;
  const Ended ended = *std::exchange(ended_, std::nullopt);
  wanted_.reset();
  if (ended.attempt.ready && ended.at - *ended.attempt.ready >= kReadinessProof) steps_ = 0;
  if (draining_) return;
  const Timestamp until = ended.attempt.connected.value_or(ended.attempt.began) + kAttemptLimit;
  if (!ended.attempt.ready && !ended.broken && !ended.attempt.answered && ended.at < until) {
    violated("cut-short", ended.at, "the attempt had until " + text(until));
  }
  // An attempt that ran out of time failed then, however late the alarm rang.
  expect_retry(ended.attempt.ready ? ended.at : std::min(ended.at, until));
}

// Forgotten when the session is lost before it is due.
void ReconnectOracle::want_recycle(Timestamp now) {
  if (!draining_) note_recycle(now);
}

void ReconnectOracle::note_recycle(Timestamp now) {
  const Attempt* session = attempt_ ? &*attempt_ : ended_ ? &ended_->attempt : nullptr;
  if (wanted_ || session == nullptr || !session->ready) return;
  wanted_ = Wanted{last_recycle_ ? std::max(now, *last_recycle_ + kRecycleDistance) : now};
}

void ReconnectOracle::expect_retry(Timestamp from) {
  if (steps_ == kDelays.size()) {
    gave_up_ = from;
    return;
  }
  retry_at_ = from + kDelays[steps_++];
}

void ReconnectOracle::at_end(const RunEnd& end) {
  settle_end();
  if (end.exit_code == 6 && !gave_up_) violated("gave-up-early", end.ended, "fewer than five attempts failed");
  if (!gave_up_) return;
  const bool too_long = !end.exit_code && end.ended > *gave_up_ + kFlushLimit + tolerance();
  if (too_long || end.exit_code == 0) {
    violated("did-not-give-up", end.ended, "the fifth attempt failed at " + text(*gave_up_));
  }
}

}  // namespace sw::sim
