// From decisions to the output: outcomes of the service, playout's effects, the end.
#include <utility>

#include "worker/base/check.h"
#include "worker/base/earlier.h"
#include "worker/engine/dubbing/dubbing.h"
#include "worker/engine/labels.h"

namespace sw::engine {
namespace {

constexpr TimeDelta kGaugePeriod = TimeDelta::Seconds(1);
constexpr std::string_view kApplied = "applied";

}  // namespace

// Carries out whatever the parts decided, until nothing is left; each step may make others decide.
void Dubbing::settle(Timestamp now) {
  if (settling_) return;
  settling_ = true;
  for (;;) {
    if (auto outcome = sts_ ? sts_->take_outcome() : std::nullopt) {
      take_outcome(now, std::move(*outcome));
    } else if (next_effect_ < effects_.size()) {
      const core::PlayoutEffect effect = effects_[next_effect_++];
      take_effect(now, effect);
    } else {
      break;
    }
  }
  effects_.clear();
  next_effect_ = 0;
  settling_ = false;
}

void Dubbing::take_outcome(Timestamp now, StsOutcome outcome) {
  if (auto* dubbed = std::get_if<SegmentDubbed>(&outcome)) {
    program_.dub(dubbed->segment, std::move(dubbed->reply.audio));
    open_.at(dubbed->segment).dubbed = true;
    files_.write_dubbed(dubbed->segment.value(), std::move(dubbed->reply.file));
    decide(now, dubbed->segment, kApplied);
  } else if (const auto* fell_back = std::get_if<SegmentFellBack>(&outcome)) {
    decide(now, fell_back->segment, fallback_label(fell_back->reason));
  } else {
    sts_over_ = true;
    if (std::get<StsGone>(outcome).gave_up) signal(PathGaveUp{});
    tell_if_drained();
  }
}

// The segment's end, for whatever reason: counted once, and its pair is ready.
void Dubbing::decide(Timestamp now, core::SegmentNumber segment, std::string_view outcome) {
  SegmentRecord& record = open_.at(segment);
  world_.telemetry.count(ports::Counter::kAudioFragments, {}, 1);
  if (!outcome.empty()) {
    record.outcome = outcome;
    files_.write_record(record);
  }
  playout_.on_ready(now, record.start, effects_);
}

void Dubbing::take_effect(Timestamp now, const core::PlayoutEffect& effect) {
  if (std::holds_alternative<core::ConnectOutput>(effect)) {
    judge(program_.connect(now));
  } else if (std::holds_alternative<core::BeginPiece>(effect)) {
    begin_piece(now);
  } else if (const auto* release = std::get_if<core::Release>(&effect)) {
    judge(program_.release(now, release->until));
  } else if (const auto* fill = std::get_if<core::Fill>(&effect)) {
    judge(program_.fill(now, fill->until));
  } else if (const auto* expired = std::get_if<core::ExpireHold>(&effect)) {
    if (sts_) sts_->on_hold_expired(now, expired->segment);
  } else if (std::holds_alternative<core::HoldBegan>(effect)) {
    world_.telemetry.count(ports::Counter::kHolds, {}, 1);
  } else if (const auto* held = std::get_if<core::HoldEnded>(&effect)) {
    log_.info("the output waited", {{"hold_ms", held->length.millis()}, {"lateness_ms", held->lateness.millis()}});
  } else {
    played_out_ = true;
    judge(program_.finish(now));
    tell_if_drained();
  }
}

void Dubbing::begin_piece(Timestamp now) {
  const auto segment = program_.begin_piece();
  if (!segment) return;
  const auto found = open_.find(*segment);
  SW_CHECK(found != open_.end());
  files_.on_released(now, segment->value(), found->second.dubbed);
  open_.erase(found);
}

// At a signal whatever is unsent falls back, also the segment that the signal ends; at the stream's end that is sent.
void Dubbing::drain(Timestamp now, core::DrainKind kind) {
  const bool signalled = kind == core::DrainKind::kSignal;
  if (sts_ && signalled) sts_->drain(now, kind);
  if (!std::exchange(draining_, true)) {
    finish_segment(now, core::SegmentEnd::kStream);
    playout_.finish(now, effects_);
  }
  if (sts_ && !signalled) sts_->drain(now, kind);
  settle(now);
  tell_if_drained();
}

void Dubbing::flush(Timestamp now) {
  playout_.flush(now, effects_);
  settle(now);
}

void Dubbing::close() {
  output().close();
  if (sts_) sts_->close();
}

void Dubbing::on(Timestamp now, const ports::OutputStarted& event) { judge(output().on(now, event)); }

void Dubbing::on(Timestamp now, const ports::OutputDrained& event) {
  judge(output().on(now, event));
  tell_if_drained();
}

void Dubbing::on(Timestamp now, const ports::OutputFailed& event) { judge(output().on(now, event)); }

std::optional<Timestamp> Dubbing::deadline() const {
  std::optional<Timestamp> earliest = next_gauges_;
  for (const auto& due : {sts_ ? sts_->deadline() : std::nullopt, segmenter_.deadline(), playout_.deadline(),
                          files_.deadline(), program_.output().deadline()}) {
    earliest = earlier(earliest, due);
  }
  return earliest;
}

// What the service owes comes before what the output wants, so that a segment falls back when due, not one step later.
void Dubbing::serve_sts(Timestamp now) {
  if (!sts_) return;
  sts_->on_time(now);
  settle(now);
}

void Dubbing::on_time(Timestamp now) {
  serve_sts(now);
  core::Segments closed;
  segmenter_.on_time(now, closed);
  if (!closed.empty()) take_closed(now, closed);
  playout_.on_time(now, effects_);
  settle(now);
  files_.on_time(now);
  judge(output().on_time(now));
  if (next_gauges_ && now >= *next_gauges_) set_gauges(now);
}

void Dubbing::tell_if_drained() {
  const bool sts_done = !sts_ || sts_over_;
  if (draining_ && delivered() && sts_done) signal(PathDrained{});
}

void Dubbing::start(Timestamp now) { next_gauges_ = now + kGaugePeriod; }

void Dubbing::set_gauges(Timestamp now) {
  next_gauges_ = now + kGaugePeriod;
  ports::Telemetry& telemetry = world_.telemetry;
  telemetry.set(ports::Gauge::kAvSyncDeltaMs, program_.sync_delta().seconds() * 1000);
  telemetry.set(ports::Gauge::kLatenessMs, static_cast<double>(playout_.lateness().millis()));
  const auto waiting = static_cast<double>(program_.waiting().millis());
  telemetry.set(ports::Gauge::kVideoQueueMs, waiting);
  telemetry.set(ports::Gauge::kAudioQueueMs, waiting);
  const uint64_t errors = source_.errors() + program_.audio_errors();
  if (errors > counted_errors_) telemetry.count(ports::Counter::kAudioErrors, {}, errors - counted_errors_);
  counted_errors_ = errors;
}

}  // namespace sw::engine
