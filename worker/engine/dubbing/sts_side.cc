// What the service and the path say; sts_side_effects.cc has what core wants done about it.
#include "worker/engine/dubbing/sts_side.h"

#include <utility>

#include "worker/base/check.h"
#include "worker/base/earlier.h"
#include "worker/engine/dubbing/service_messages.h"

namespace sw::engine {

StsSide::StsSide(const WorkerSettings& settings, const ports::World& world, const core::DueSchedule& schedule)
    : settings_(settings),
      world_(world),
      log_(world.telemetry, "sts"),
      link_({settings.sts_service_url, settings.stream_id, settings.worker_id}, world.network, world.random),
      client_({.stream = settings.stream_id,
               .fragment_timeout = settings.sts_timeout,
               .pause_limit = settings.backpressure_pause_limit,
               .drain_timeout = settings.drain_timeout},
              static_cast<std::size_t>(settings.sts_max_inflight), schedule) {}

// One input to core and all that follows from it. Effects may lead to further inputs, whose effects come behind.
template <class Input>
void StsSide::tell(Timestamp now, Input&& input) {
  const bool outermost = effects_.empty();
  input(effects_);
  if (!outermost) return;
  for (std::size_t i = 0; i < effects_.size(); ++i) {
    const core::StsEffect effect = effects_[i];
    std::visit([&](const auto& one) { carry_out(now, one); }, effect);
  }
  effects_.clear();
  forget_answered();
  set_gauges();
  take_link_events(now);
}

void StsSide::set_audio(Timestamp now, int sample_rate, int channels) {
  const bool first = sample_rate_ == 0;
  const bool changed = sample_rate != sample_rate_ || channels != channels_;
  sample_rate_ = sample_rate;
  channels_ = channels;
  if (first) {
    tell(now, [&](Effects& effects) { client_.start(now, effects); });
  } else if (changed) {
    tell(now, [&](Effects& effects) { client_.recycle(now, effects); });
  }
}

void StsSide::on_segment_closed(Timestamp now, OutgoingSegment segment) {
  const core::ClosedSegment closed = segment.closed;
  segments_.emplace(closed.number, Known{std::move(segment)});
  tell(now, [&](Effects& effects) { client_.on_segment_closed(now, closed, effects); });
}

void StsSide::on_hold_expired(Timestamp now, core::SegmentNumber segment) {
  tell(now, [&](Effects& effects) { client_.on_hold_expired(now, segment, effects); });
}

void StsSide::on_input_lost(Timestamp now) {
  tell(now, [&](Effects& effects) { client_.on_input_lost(now, effects); });
}

void StsSide::on_input_returned(Timestamp now) {
  tell(now, [&](Effects& effects) { client_.on_input_returned(now, effects); });
}

void StsSide::drain(Timestamp now, core::DrainKind kind) {
  tell(now, [&](Effects& effects) { client_.drain(now, kind, effects); });
}

std::optional<Timestamp> StsSide::deadline() const { return earlier(client_.deadline(), link_.deadline()); }

void StsSide::on_time(Timestamp now) {
  if (const auto due = client_.deadline(); due && now >= *due) {
    tell(now, [&](Effects& effects) { client_.on_time(now, effects); });
  }
  link_.on_time(now);
  take_link_events(now);
}

std::optional<StsOutcome> StsSide::take_outcome() {
  if (outcomes_.empty()) return std::nullopt;
  StsOutcome outcome = std::move(outcomes_.front());
  outcomes_.pop_front();
  return outcome;
}

void StsSide::take_link_events(Timestamp now) {
  while (auto event = link_.take_event()) {
    std::visit([&](auto& one) { take(now, one); }, *event);
  }
}

void StsSide::take(Timestamp now, const LinkUp&) {
  tell(now, [&](Effects& effects) { client_.on_connected(now, effects); });
}

void StsSide::take(Timestamp now, const LinkDown& event) {
  log_.warn("the connection to the STS is over", {{"why", event.why}});
  tell(now, [&](Effects& effects) { client_.on_connection_closed(now, effects); });
}

void StsSide::take(Timestamp now, LinkMessage& event) {
  std::visit([&](const auto& message) { take_message(now, message); }, event.message);
}

void StsSide::take(Timestamp now, const LinkMalformed& event) {
  world_.telemetry.count(ports::Counter::kIgnoredMessages, "malformed", 1);
  if (!std::exchange(malformed_logged_, true)) {
    log_.warn("a message of the STS breaks its schema; further ones are only counted",
              {{"event", event.event}, {"why", event.why}});
  }
  if (!event.reference) return;
  const core::FragmentResult result = to_core(*event.reference);
  tell(now, [&](Effects& effects) { client_.on_result(now, result, effects); });
}

void StsSide::take(Timestamp, const LinkIgnored& event) {
  world_.telemetry.count(ports::Counter::kIgnoredMessages, "unexpected_packet", 1);
  if (std::exchange(packet_logged_, true)) return;
  log_.info("a packet of the STS is ignored; further ones are only counted", {{"what", event.what}});
}

void StsSide::take_message(Timestamp now, const contracts::StreamReady& message) {
  tell(now, [&](Effects& effects) { client_.on_stream_ready(now, to_core(message), effects); });
}

void StsSide::take_message(Timestamp now, const contracts::StreamComplete& message) {
  log_.info("stream complete", {{"totalFragments", message.total_fragments},
                                {"success", message.statistics.success_count},
                                {"failed", message.statistics.failed_count}});
  tell(now, [&](Effects& effects) { client_.on_complete(now, core::StreamComplete{message.stream_id}, effects); });
}

void StsSide::take_message(Timestamp, const contracts::StsFragmentAck& message) {
  log_.debug("fragment acknowledged",
             {{"fragmentId", message.fragment_id}, {"status", contracts::to_text(message.status)}});
}

void StsSide::take_message(Timestamp now, const contracts::FragmentProcessed& message) {
  result_ = &message;
  tell(now, [&](Effects& effects) { client_.on_result(now, to_core(message), effects); });
  result_ = nullptr;
}

void StsSide::take_message(Timestamp now, const contracts::Backpressure& message) {
  if (message.stream_id == settings_.stream_id.text()) {
    world_.telemetry.count(ports::Counter::kBackpressureEvents, contracts::to_text(message.action), 1);
    log_.info("backpressure", {{"action", contracts::to_text(message.action)},
                               {"severity", contracts::to_text(message.severity)},
                               {"recommendedDelay_ms", message.recommended_delay_ms.value_or(0)}});
  }
  tell(now, [&](Effects& effects) { client_.on_backpressure(now, to_core(message), effects); });
}

void StsSide::take_message(Timestamp now, const contracts::ErrorEvent& message) {
  log_.warn("the STS reports an error", {{"code", message.code.text()},
                                         {"fragmentId", message.fragment_id.value_or("")},
                                         {"text", message.message},
                                         {"retryable", message.retryable}});
  tell(now, [&](Effects& effects) { client_.on_error(now, to_core(message), effects); });
}

void StsSide::take_message(Timestamp, const contracts::ErrorSimulationAck&) { ignore("unknown_event"); }

void StsSide::take_message(Timestamp, const contracts::UnknownEvent&) { ignore("unknown_event"); }

void StsSide::ignore(std::string_view reason) {
  world_.telemetry.count(ports::Counter::kIgnoredMessages, reason, 1);
  if (std::exchange(ignored_logged_, true)) return;
  log_.info("a message of the STS is ignored; further ones are only counted", {{"reason", reason}});
}

StsSide::Known& StsSide::known(core::SegmentNumber segment) {
  const auto found = segments_.find(segment);
  SW_CHECK(found != segments_.end());
  return found->second;
}

// A reply to a segment that fell back is still validated, for the breaker's sake. There is none any more once its
// fragment is over, so at most max_inflight are kept.
void StsSide::forget_answered() {
  std::erase_if(over_, [&](core::SegmentNumber segment) {
    if (client_.dispatcher().is_out(segment)) return false;
    segments_.erase(segment);
    return true;
  });
}

void StsSide::set_gauges() {
  const std::size_t in_flight = client_.dispatcher().in_flight();
  if (std::exchange(shown_in_flight_, in_flight) == in_flight) return;
  world_.telemetry.set(ports::Gauge::kInflightFragments, static_cast<double>(in_flight));
}

}  // namespace sw::engine
