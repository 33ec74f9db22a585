// What core wants done about the service: sent, connected, counted, logged.
#include <utility>

#include "contracts/base64.h"
#include "contracts/limits.h"
#include "worker/engine/dubbing/sts_side.h"
#include "worker/engine/labels.h"

namespace sw::engine {

using protocol::socket_io::SendResult;

// ---- Segments and fragments.

contracts::FragmentData StsSide::fragment_data(const OutgoingSegment& segment, uint64_t sequence) const {
  contracts::FragmentMetadata metadata{.pts_ns = segment.pts.nanos()};
  if (segment.source_pts) metadata.source_pts_ns = segment.source_pts->nanos();
  return {.fragment_id = segment.closed.fragment.text(),
          .stream_id = settings_.stream_id.text(),
          .sequence_number = static_cast<int64_t>(sequence),
          .timestamp_ms = world_.clock.wall_now().millis(),
          .audio = {.format = "m4a",
                    .sample_rate_hz = segment.sample_rate,
                    .channels = segment.channels,
                    .duration_ms = segment.duration.millis(),
                    .data_base64 = contracts::base64_encode(segment.file)},
          .metadata = metadata};
}

void StsSide::carry_out(Timestamp now, const core::SendFragment& effect) {
  Known& one = known(effect.segment);
  const bool fits = contracts::base64_length(one.segment.file.size()) <= contracts::kFragmentTooLargeCharacters;
  const SendResult sent = fits ? link_.send(fragment_data(one.segment, effect.sequence)) : SendResult::kTooLarge;
  const Log::Fields fields = {{"fragmentId", effect.fragment.text()},
                              {"batchNumber", static_cast<int64_t>(effect.segment.value())},
                              {"sequenceNumber", static_cast<int64_t>(effect.sequence)},
                              {"bytes", static_cast<int64_t>(one.segment.file.size())}};
  if (sent == SendResult::kSent) {
    one.sequence = effect.sequence;
    one.segment.file.clear();
    one.segment.file.shrink_to_fit();
    world_.telemetry.count(ports::Counter::kFragmentsSent, {}, 1);
    log_.info(effect.breaker_probe ? "fragment sent as the breaker's probe" : "fragment sent", fields);
    client_.on_sent(now, effect.segment, effects_);
    return;
  }
  log_.warn(sent == SendResult::kTooLarge ? "the fragment is larger than the STS takes" : "the fragment was not sent",
            fields);
  const auto why = sent == SendResult::kTooLarge ? core::Refusal::kTooLarge : core::Refusal::kNotConnected;
  client_.on_refused(now, effect.segment, why, effects_);
}

void StsSide::carry_out(Timestamp now, const core::ValidateAudio& effect) {
  Known& one = known(effect.segment);
  bool usable = false;
  if (result_ != nullptr && result_->dubbed_audio) {
    auto reply = read_reply(*result_->dubbed_audio, one.segment.wanted, world_.container, world_.codec);
    usable = reply.has_value();
    if (reply) {
      one.reply = std::move(*reply);
    } else {
      log_.warn("the reply's audio is unusable", {{"fragmentId", one.segment.closed.fragment.text()},
                                                  {"batchNumber", static_cast<int64_t>(effect.segment.value())},
                                                  {"why", reply.error()}});
    }
  }
  client_.on_validated(now, effect.segment, usable, effects_);
}

void StsSide::carry_out(Timestamp, const core::ApplyAudio& effect) {
  Known& one = known(effect.segment);
  world_.telemetry.count(ports::Counter::kFragmentsApplied, {}, 1);
  log_.info("fragment applied", {{"fragmentId", one.segment.closed.fragment.text()},
                                 {"batchNumber", static_cast<int64_t>(effect.segment.value())},
                                 {"sequenceNumber", static_cast<int64_t>(one.sequence.value_or(0))}});
  outcomes_.emplace_back(SegmentDubbed{effect.segment, std::move(*one.reply)});
  segments_.erase(effect.segment);
}

void StsSide::carry_out(Timestamp, const core::FallBack& effect) {
  const Known& one = known(effect.segment);
  const std::string_view reason = fallback_label(effect.reason);
  world_.telemetry.count(ports::Counter::kFallbacks, {}, 1);
  world_.telemetry.count(ports::Counter::kFallbackReasons, reason, 1);
  log_.warn("the segment keeps its original audio", {{"fragmentId", one.segment.closed.fragment.text()},
                                                     {"batchNumber", static_cast<int64_t>(effect.segment.value())},
                                                     {"reason", reason}});
  outcomes_.emplace_back(SegmentFellBack{effect.segment, effect.reason});
  if (!one.sequence) {
    segments_.erase(effect.segment);
  } else {
    over_.push_back(effect.segment);
  }
}

void StsSide::carry_out(Timestamp, const core::Acknowledge& effect) {
  const bool applied = effect.status == core::AckStatus::kApplied;
  link_.send(contracts::WorkerFragmentAck{
      .fragment_id = effect.fragment_id,
      .status = applied ? contracts::ReceiptStatus::kApplied : contracts::ReceiptStatus::kReceived,
      .timestamp_ms = world_.clock.wall_now().millis()});
}

// ---- To be counted and logged.

void StsSide::carry_out(Timestamp, const core::ResultIgnored& effect) {
  world_.telemetry.count(ports::Counter::kIgnoredMessages, match_label(effect.match), 1);
  log_.info("a result is ignored", {{"fragmentId", effect.fragment_id}, {"reason", match_label(effect.match)}});
}

void StsSide::carry_out(Timestamp, const core::ForeignEvent&) { ignore("other_stream"); }

void StsSide::carry_out(Timestamp, const core::RoundTrip& effect) {
  world_.telemetry.observe(ports::Histogram::kStsRttMs, static_cast<double>(effect.value.micros()) / 1000);
  log_.debug("round trip",
             {{"batchNumber", static_cast<int64_t>(effect.segment.value())}, {"rtt_ms", effect.value.millis()}});
}

void StsSide::carry_out(Timestamp, const core::Alert& effect) {
  const std::string_view cause = alert_label(effect.cause);
  world_.telemetry.count(ports::Counter::kAlerts, cause, 1);
  log_.warn("alert", {{"cause", cause}, {"batchNumber", static_cast<int64_t>(effect.segment.value())}});
}

void StsSide::carry_out(Timestamp, const core::BreakerMove& effect) {
  world_.telemetry.set(ports::Gauge::kBreakerState, static_cast<double>(effect.to));
  log_.warn("breaker", {{"from", breaker_label(effect.from)}, {"to", breaker_label(effect.to)}});
}

void StsSide::carry_out(Timestamp, const core::RecycleWanted& effect) {
  world_.telemetry.count(ports::Counter::kRecycles, recycle_label(effect.cause), 1);
  log_.warn("the session is to be replaced", {{"cause", recycle_label(effect.cause)}});
}

// ---- The connection.

void StsSide::carry_out(Timestamp, const core::OpenConnection& effect) {
  log_.info("connecting to the STS", {{"url", settings_.sts_service_url.text()}, {"recycle", effect.recycle}});
  link_.open();
}

void StsSide::carry_out(Timestamp, const core::CloseConnection&) { link_.close(); }

// A service that takes no message of this length has no session with us, whatever it says next. One that has left in
// the same read in which it let us in: the link tells of that next.
void StsSide::carry_out(Timestamp now, const core::SendStreamInit&) {
  const SendResult sent = link_.send(
      contracts::StreamInit{.stream_id = settings_.stream_id.text(),
                            .worker_id = settings_.worker_id.text(),
                            .config = {.source_language = settings_.source_language,
                                       .target_language = settings_.target_language,
                                       .voice_profile = settings_.tts_voice,
                                       .chunk_duration_ms = contracts::chunk_duration(settings_.segment_duration),
                                       .sample_rate_hz = sample_rate_,
                                       .channels = channels_,
                                       .format = "m4a"},
                            .max_inflight = settings_.sts_max_inflight,
                            .timeout_ms = settings_.sts_timeout.millis()});
  if (sent == SendResult::kSent || sent == SendResult::kNotConnected) return;
  log_.warn("stream:init was not sent", {{"why", protocol::socket_io::to_text(sent)}});
  link_.close();
  client_.on_connection_closed(now, effects_);
}

void StsSide::carry_out(Timestamp, const core::SendStreamPause&) {
  link_.send(contracts::StreamPause{.stream_id = settings_.stream_id.text(), .reason = "input lost"});
}

void StsSide::carry_out(Timestamp, const core::SendStreamResume&) {
  link_.send(contracts::StreamResume{.stream_id = settings_.stream_id.text()});
}

void StsSide::carry_out(Timestamp, const core::SendStreamEnd&) {
  link_.send(contracts::StreamEnd{.stream_id = settings_.stream_id.text(), .reason = "stream ended"});
}

void StsSide::carry_out(Timestamp, const core::SessionReady& effect) {
  if (effect.reconnected) world_.telemetry.count(ports::Counter::kReconnections, {}, 1);
  log_.info("session ready", {{"sessionId", effect.ready.session_id},
                              {"maxInflight", static_cast<int64_t>(effect.limit)},
                              {"reconnected", effect.reconnected}});
}

void StsSide::carry_out(Timestamp, const core::AttemptFailed& effect) {
  log_.warn("connecting to the STS failed", {{"why", attempt_label(effect.why)}});
}

void StsSide::carry_out(Timestamp, const core::SessionOver& effect) {
  log_.info("session over", {{"how", session_end_label(effect.how)}});
}

void StsSide::carry_out(Timestamp now, const core::ReconnectAt& effect) {
  world_.telemetry.count(ports::Counter::kReconnectAttempts, {}, 1);
  log_.info("reconnecting",
            {{"attempt", static_cast<int64_t>(effect.attempt)}, {"delay_ms", (effect.at - now).millis()}});
}

void StsSide::carry_out(Timestamp, const core::StsOver& effect) {
  if (effect.gave_up) log_.error("the STS is lost for good");
  outcomes_.emplace_back(StsGone{effect.gave_up});
}

}  // namespace sw::engine
