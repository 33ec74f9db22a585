// Oracle "metrics": at the end every metric equals what was counted from the wire, the files and the media (spec 003,
// 018; design §4, "Counting").
//   counter    worker_audio_fragments_total and the others differ from what happened
//   fallbacks  worker_fallback_total is the sum of its reasons, and, with what was applied, all that was decided; none
//              in `disabled`
//   histogram  a latency for each picture of the source that went out
//   gauge      worker_inflight_fragments is never above its limit or below zero, and zero at a good end
//   ready      /readyz says yes only while the output runs
#include <array>
#include <map>
#include <set>
#include <string>

#include "sim/oracle/fields.h"
#include "sim/oracle/media/fragment_watch.h"
#include "sim/oracle/media/input_model.h"
#include "sim/oracle/media/media_oracles.h"
#include "sim/oracle/media/text.h"

namespace sw::sim {
namespace {

using ports::Counter;

constexpr std::array<std::string_view, 4> kErrorTypes{"pipeline_error", "element_error", "stream_error",
                                                      "negotiation_error"};
// A job of the disk that is over is counted when the worker hears of it.
constexpr uint64_t kUnheard = 8;

class Metrics final : public Oracle {
 public:
  Metrics(const Scenario& scenario, Verdict& verdict, SharedModel media)
      : Oracle("metrics", scenario, verdict), media_(media), input_(scenario, std::move(media)) {}

  void on(Timestamp now, const Observation& observation) override {
    input_.on(now, observation);
    if (std::holds_alternative<InputOpened>(observation)) input_run_ = std::get<InputOpened>(observation).run;
    if (std::holds_alternative<InputClosed>(observation)) input_run_.reset();
    for (const ClosedSegment& segment : media_->closed()) segments_ += segment.batch ? 1 : 0;
    for (const Label& reason : media_->dropped()) ++dropped_[std::string(reason)];
    if (media_->begun()) ++epochs_[std::string(*media_->begun())];
    if (const auto* event = std::get_if<EventHanded>(&observation)) {
      settle_unheard();
      on_event(event->event);
    } else if (const auto* wire = std::get_if<WireEvent>(&observation)) {
      on_wire(*wire);
    } else if (const auto* connecting = std::get_if<Connecting>(&observation)) {
      connection_ = connecting->connection;
    } else if (const auto* closed = std::get_if<ConnectionClosed>(&observation)) {
      if (closed->connection == connection_) end_connection();
    } else if (const auto* file = std::get_if<FileWritten>(&observation)) {
      ++files_[kind_of(file->path)];
    } else if (std::holds_alternative<FileFailed>(observation)) {
      ++files_failed_;
    } else if (const auto* gauge = std::get_if<GaugeSet>(&observation)) {
      on_gauge(now, *gauge);
    } else if (const auto* counted = std::get_if<Counted>(&observation)) {
      if (counted->counter == Counter::kBackpressureEvents) on_heard(counted->label);
    } else if (const auto* line = std::get_if<Logged>(&observation)) {
      applied_ += line->message == "fragment applied" ? 1 : 0;
      if (line->message == "the connection to the STS is over") end_connection();
    } else if (const auto* opened = std::get_if<OutputOpened>(&observation)) {
      output_run_ = opened->run;
    } else if (const auto* written = std::get_if<OutputWritten>(&observation)) {
      on_written(written->unit);
    } else if (const auto* ready = std::get_if<ReadySet>(&observation)) {
      if (ready->ready && !output_run_) violated("ready", now, "without an output");
    }
  }

  void at_end(const RunEnd& end) override {
    const bool good = end.exit_code == 0;
    settle_unheard();
    expect(end, Counter::kEpochs, epochs_);
    check_drops(end);
    expect(end, Counter::kPipelineErrors, errors_);
    expect(end, Counter::kBackpressureEvents, pressure_);
    expect(end, Counter::kInputLosses, input_.losses());
    expect(end, Counter::kPipelineWarnings, warnings_);
    expect(end, Counter::kFragmentsSent, sent_);
    expect(end, Counter::kFragmentsApplied, applied_);
    if (good) expect(end, Counter::kAudioFragments, segments_);
    check_fallbacks(end);
    check_files(end);
    // What the drain gave up may still be awaited for the breaker's sake.
    const bool all_answered = end.metrics.value(Counter::kFallbackReasons, "drain") == 0;
    if (good && all_answered && end.metrics.value(ports::Gauge::kInflightFragments) != 0) {
      violated("gauge", end.ended, "fragments are in flight at the end");
    }
    if (good && end.metrics.ready()) violated("ready", end.ended, "at the end");
    check_latencies(end);
  }

 private:
  using Counts = std::map<std::string, uint64_t, std::less<>>;

  static std::string kind_of(std::string_view path) {
    if (path.ends_with("_video.mp4")) return "video";
    if (path.ends_with("_audio.m4a")) return "audio";
    return path.ends_with("_dubbed.m4a") ? "dubbed" : "metadata";
  }

  void on_event(const ports::Event& event) {
    if (const auto* warned = std::get_if<ports::InputWarned>(&event)) {
      warnings_ += warned->run == input_run_ ? 1 : 0;
    } else if (const auto* failed = std::get_if<ports::InputFailed>(&event)) {
      if (failed->run == input_run_) ++errors_[std::string(kErrorTypes.at(static_cast<std::size_t>(failed->type)))];
    } else if (const auto* lost = std::get_if<ports::OutputFailed>(&event)) {
      if (lost->run == output_run_) ++errors_[std::string(kErrorTypes.at(static_cast<std::size_t>(lost->type)))];
    }
  }

  void on_wire(const WireEvent& wire) {
    if (wire.sender == Sender::kWorker) {
      if (wire.name == "fragment:data") ++sent_;
      return;
    }
    // What a connection that was closed still brings is not listened to.
    if (wire.connection != connection_) return;
    if (wire.name != "backpressure" || text_member(wire.payload, "stream_id") != kStreamId) return;
    const auto action = text_member(wire.payload, "action");
    const bool known = action == "slow_down" || action == "pause" || action == "none";
    if (!known || !text_member(wire.payload, "severity")) return;
    ++pressure_[std::string(*action)];
    unheard_.insert(std::string(*action));
  }

  void on_heard(std::string_view action) {
    if (const auto one = unheard_.find(action); one != unheard_.end()) unheard_.erase(one);
  }

  // What came in the bytes that made the worker close, behind what made it do so, is not listened to either.
  void settle_unheard() {
    if (std::exchange(ended_, false)) {
      for (const std::string& action : unheard_) --pressure_[action];
    }
    unheard_.clear();
  }
  void end_connection() {
    connection_.reset();
    ended_ = true;
  }

  void on_gauge(Timestamp now, const GaugeSet& set) {
    if (set.gauge != ports::Gauge::kInflightFragments) return;
    if (set.value < 0 || set.value > scenario().worker.sts_max_inflight) {
      violated("gauge", now, std::to_string(set.value) + " fragments in flight");
    }
  }

  // Pictures of the filler are published again, and have no latency of their own.
  void on_written(const ports::OutputUnit& unit) {
    if (unit.track != Track::kVideo || media_->passthrough()) return;
    if (unit.keyframe && unit.payload == last_picture_) return;
    if (unit.keyframe) last_picture_ = unit.payload;
    ++pictures_;
  }

  void differ(const RunEnd& end, std::string_view what, uint64_t wanted, uint64_t got) {
    violated("counter", end.ended,
             std::string(what) + " is " + std::to_string(got) + " instead of " + std::to_string(wanted));
  }
  static std::string name_of(Counter counter) { return "counter " + std::to_string(static_cast<int>(counter)); }

  void expect(const RunEnd& end, Counter counter, uint64_t wanted) {
    const uint64_t got = end.metrics.total(counter);
    if (got != wanted) differ(end, name_of(counter), wanted, got);
  }
  void expect(const RunEnd& end, Counter counter, const Counts& wanted) {
    uint64_t sum = 0;
    for (const auto& [label, count] : wanted) {
      sum += count;
      const uint64_t got = end.metrics.value(counter, label);
      if (got != count) differ(end, name_of(counter) + " " + label, count, got);
    }
    if (end.metrics.total(counter) != sum) differ(end, name_of(counter), sum, end.metrics.total(counter));
  }

  // What came too late for the output is known from its count alone; oracle media_once looks for those units.
  void check_drops(const RunEnd& end) {
    for (const auto& count : end.metrics.counts(Counter::kDroppedUnits)) {
      if (count.label == "late" || count.label == "unpublished") continue;
      const uint64_t wanted = dropped_[count.label];
      if (count.value != wanted) differ(end, "dropped " + count.label, wanted, count.value);
    }
    for (const auto& [label, count] : dropped_) {
      const uint64_t got = end.metrics.value(Counter::kDroppedUnits, label);
      if (got != count) differ(end, "dropped " + label, count, got);
    }
  }

  void check_fallbacks(const RunEnd& end) {
    const uint64_t all = end.metrics.total(Counter::kFallbacks);
    const uint64_t reasons = end.metrics.total(Counter::kFallbackReasons);
    if (all != reasons)
      violated("fallbacks", end.ended, std::to_string(all) + ", but " + std::to_string(reasons) + " by reason");
    const bool enabled = scenario().worker.sts_mode == engine::StsMode::kEnabled;
    const uint64_t decided = end.metrics.total(Counter::kAudioFragments);
    const uint64_t wanted = enabled ? decided - std::min(decided, applied_) : 0;
    if (all != wanted) violated("fallbacks", end.ended, std::to_string(all) + " instead of " + std::to_string(wanted));
  }

  void check_files(const RunEnd& end) {
    for (const auto& [kind, written] : files_) {
      const uint64_t got = end.metrics.value(Counter::kSegmentFiles, kind);
      if (got > written || got + kUnheard < written) differ(end, "files " + kind, written, got);
    }
    const uint64_t failed = end.metrics.total(Counter::kStorageFailures);
    if (failed > files_failed_ || failed + kUnheard < files_failed_) differ(end, "files failed", files_failed_, failed);
  }

  void check_latencies(const RunEnd& end) {
    const uint64_t late = end.metrics.value(Counter::kDroppedUnits, "late");
    const uint64_t got = end.metrics.summary(ports::Histogram::kLatencyMs).count;
    if (got < pictures_ || got > pictures_ + late) {
      violated("histogram", end.ended,
               std::to_string(got) + " latencies of " + std::to_string(pictures_) + " pictures");
    }
  }

  SharedModel media_;
  InputModel input_;
  std::optional<ports::PipelineRunId> input_run_;
  std::optional<ports::PipelineRunId> output_run_;
  std::optional<ports::ConnectionId> connection_;
  PayloadRef last_picture_;
  Counts epochs_;
  Counts dropped_;
  Counts errors_;
  Counts pressure_;
  Counts files_;
  uint64_t files_failed_ = 0;
  uint64_t warnings_ = 0;
  uint64_t sent_ = 0;
  uint64_t applied_ = 0;
  bool ended_ = false;                               // the connection, while these bytes were handled
  std::multiset<std::string, std::less<>> unheard_;  // pressure in the bytes that are being handled, not counted yet
  uint64_t segments_ = 0;
  uint64_t pictures_ = 0;
};

}  // namespace

std::unique_ptr<Oracle> make_metrics(const Scenario& scenario, Verdict& verdict, SharedModel model) {
  return std::make_unique<Metrics>(scenario, verdict, std::move(model));
}

}  // namespace sw::sim
