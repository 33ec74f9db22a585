#include "sim/campaign/probes.h"

#include "sim/trace/happening.h"

namespace sw::sim {
namespace {

// Happenings whose names are probes as they stand.
bool is_rare(std::string_view name) {
  constexpr std::string_view kBeginnings[] = {
      "fallback.",           "breaker.",     "recycle.",     "alert.",        "epoch.",  "hold",
      "reconnected",         "input.lost",   "input.failed", "output.failed", "stream:", "sts.lost",
      "fragment:processed.", "fragment:ack."};
  for (const std::string_view beginning : kBeginnings) {
    if (name.starts_with(beginning)) return true;
  }
  return false;
}

std::string probe_of(const Observation& observation) {
  if (const auto* counted = std::get_if<Counted>(&observation)) {
    if (counted->counter == ports::Counter::kIgnoredMessages) return "ignored." + std::string(counted->label);
    if (counted->counter == ports::Counter::kDroppedUnits) return "dropped." + std::string(counted->label);
    if (counted->counter == ports::Counter::kStorageFailures) return "storage.failed";
    if (counted->counter == ports::Counter::kAudioErrors) return "audio.error";
  }
  if (const auto* logged = std::get_if<Logged>(&observation)) {
    if (logged->message == "fragment sent as the breaker's probe") return "breaker.probe";
    if (logged->message == "reconnecting") {
      for (const ports::Field& field : logged->fields) {
        const auto* attempt = std::get_if<int64_t>(&field.value);
        if (field.name == "attempt" && attempt != nullptr) return "ladder." + std::to_string(*attempt);
      }
    }
  }
  if (std::holds_alternative<WireBroken>(observation)) return "wire.broken";
  if (std::holds_alternative<FileRemoved>(observation)) return "file.removed";
  if (std::holds_alternative<OutputFormatSet>(observation)) return "output.format";
  if (std::holds_alternative<OutputAdvanced>(observation)) return "output.advance";
  if (const auto* gauge = std::get_if<GaugeSet>(&observation)) {
    const bool is_delta = gauge->gauge == ports::Gauge::kAvSyncDeltaMs;
    if (is_delta && (gauge->value >= 15 || gauge->value <= -15)) return "sync.slew";
    if (gauge->gauge == ports::Gauge::kLatenessMs && gauge->value > 0) return "playout.late";
  }
  return {};
}

}  // namespace

// The network splits messages at any byte and joins them: what one piece of bytes completes tells which.
void ProbeWatch::watch_pieces(const Observation& observation) {
  const auto* handed = std::get_if<EventHanded>(&observation);
  if (handed != nullptr && std::holds_alternative<ports::Received>(handed->event)) {
    if (has_received_ && completed_ == 0) hit_.insert("bytes.split");
    if (completed_ > 1) hit_.insert("bytes.joined");
    has_received_ = true;
    completed_ = 0;
  }
  const auto* event = std::get_if<WireEvent>(&observation);
  const auto* packet = std::get_if<WirePacket>(&observation);
  const bool came = (event != nullptr && event->sender == Sender::kService) ||
                    (packet != nullptr && packet->sender == Sender::kService);
  if (came) ++completed_;
}

void ProbeWatch::on(Timestamp, const Observation& observation) {
  // Media and bytes are most of what happens and never rare.
  if (std::holds_alternative<OutputWritten>(observation) || std::holds_alternative<BytesSent>(observation)) return;
  watch_pieces(observation);
  if (auto probe = probe_of(observation); !probe.empty()) hit_.insert(std::move(probe));
  if (const auto happening = happening_of(observation); happening && is_rare(happening->name)) {
    hit_.insert(happening->name);
  }
}

std::vector<std::string> ProbeWatch::conclude(const RunEnd& end) const {
  std::vector<std::string> probes(hit_.begin(), hit_.end());
  probes.push_back(end.exit_code ? "exit." + std::to_string(*end.exit_code) : "exit.none");
  return probes;
}

const std::vector<std::string>& required_probes() {
  static const std::vector<std::string> kRequired{"alert.pause_exception",
                                                  "alert.unusable_audio",
                                                  "breaker.closed",
                                                  "breaker.half_open",
                                                  "breaker.open",
                                                  "breaker.probe",
                                                  "bytes.joined",
                                                  "bytes.split",
                                                  "dropped.awaiting_keyframe",
                                                  "epoch.format_change",
                                                  "epoch.jump",
                                                  "epoch.restart",
                                                  "exit.0",
                                                  "exit.130",
                                                  "exit.143",
                                                  "exit.4",
                                                  "exit.5",
                                                  "exit.6",
                                                  "fallback.breaker",
                                                  "fallback.disconnected",
                                                  "fallback.drain",
                                                  "fallback.error",
                                                  "fallback.overload",
                                                  "fallback.paused",
                                                  "fallback.playout",
                                                  "fallback.slow_down",
                                                  "fallback.timeout",
                                                  "fallback.too_short",
                                                  "fallback.unsupported",
                                                  "fallback.unusable",
                                                  "hold",
                                                  "ignored.duplicate",
                                                  "ignored.late",
                                                  "ignored.other_stream",
                                                  "ignored.unknown_event",
                                                  "input.lost",
                                                  "ladder.1",
                                                  "ladder.5",
                                                  "output.format",
                                                  "playout.late",
                                                  "reconnected",
                                                  "recycle.invalid_sequence",
                                                  "recycle.probe_timeout",
                                                  "recycle.requested",
                                                  "recycle.timeouts",
                                                  "storage.failed",
                                                  "stream:pause",
                                                  "stream:resume",
                                                  "sync.slew",
                                                  "wire.broken"};
  return kRequired;
}

}  // namespace sw::sim
