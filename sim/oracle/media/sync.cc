// Oracle "sync": audio and video of the output keep together (SC-004, FR-017 to FR-020; design §4, "A/V sync"), as the
// tags of the samples show it.
//   too-far        |audio shift - video shift| < 120 ms
//   jump           inside an epoch it moves by at most 10 ms, and by what the source itself drifts, in a segment; so
//                  may what is left of holes that are too short to be filled
//   gauge          worker_av_sync_delta_ms says what is found at a segment's begin, within 1 ms and what may have moved
//                  before anything was heard
//   gauge-period   … and says it each second
// That correction starts at 15 ms and ends below 5 ms is part of what oracle media_once holds each sample against.
#include <algorithm>
#include <cmath>
#include <deque>
#include <set>

#include "sim/media/tags.h"
#include "sim/oracle/media/fragment_watch.h"
#include "sim/oracle/media/media_oracles.h"
#include "sim/oracle/media/numbers.h"
#include "sim/oracle/media/text.h"
#include "sim/oracle/media/toy_runs.h"

namespace sw::sim {
namespace {

constexpr TimeDelta kGaugePeriod = TimeDelta::Seconds(1);
constexpr double kGaugeTolerance = 1.0;  // ms
// What tags, interpolation and roundings may be off by.
constexpr TimeDelta kTagError = TimeDelta::Micros(300);
// Shorter pieces of a ramp are what a fade may leave.
constexpr int64_t kReadableRun = 64;

// Where a run of the source's samples belongs.
struct SourceFrame {
  double first;  // its tag's number
  int64_t samples;
  int sample_rate;
  MediaTime place;
  TimeDelta in_file;  // by how much later than there it stands in the file, whose holes have whole frames
  MediaTime segment;  // where its audio begins
  int64_t epoch;
};
struct Found {
  Timestamp at;
  double ms;
  int64_t epoch;
};

class Sync final : public Oracle {
 public:
  Sync(const Scenario& scenario, Verdict& verdict, SharedModel model)
      : Oracle("sync", scenario, verdict), model_(std::move(model)) {}

  void on(Timestamp now, const Observation& observation) override {
    if (model_->passthrough()) return;
    for (const ClosedSegment& segment : model_->closed()) on_segment(segment);
    if (const auto& applied = model_->applied()) applied_.insert(applied->pts);
    if (const auto* written = std::get_if<OutputWritten>(&observation)) {
      if (written->unit.track == Track::kAudio) on_audio(now, written->unit);
    } else if (const auto* gauge = std::get_if<GaugeSet>(&observation)) {
      if (gauge->gauge == ports::Gauge::kAvSyncDeltaMs) on_gauge(now, gauge->value);
    }
  }

 private:
  void on_segment(const ClosedSegment& segment) {
    ToyRuns runs;
    const TimeDelta whole = TimeDelta::Ticks(segment.format.frame_samples, segment.format.sample_rate);
    MediaTime end = segment.audio_start();
    MediaTime file_end = end;
    TimeDelta rounded = TimeDelta::Zero();
    for (const FrameInPlace& frame : segment.audio) {
      rounded = std::max(rounded, abs(frame.start - end));
      end = frame.start + frame.length;
      const TimeDelta in_file = file_end - frame.start;
      if (frame.in_file) file_end += whole;
      runs.clear();
      if (!frame.payload || !runs.append(frame.payload->bytes())) continue;
      const auto tag = read_tag(static_cast<float>(runs.runs().front().first));
      if (!tag) continue;
      frames_.push_back({tag->sample, runs.size(), segment.format.sample_rate, frame.start, in_file,
                         segment.audio_start(), segment.epoch});
    }
    rounded_ = std::max(rounded_, rounded.seconds() * 1000);
  }

  void on_audio(Timestamp now, const ports::OutputUnit& unit) {
    samples_.clear();
    if (!samples_.append(unit.payload->bytes())) return;
    int64_t at = 0;
    for (const ToyRun& run : samples_.runs()) {
      // The second half of a run is not at a joint.
      const int64_t middle = run.count / 2;
      const auto tag =
          run.count >= kReadableRun ? read_tag(static_cast<float>(run.at(static_cast<double>(middle)))) : std::nullopt;
      if (tag) found(now, unit, at + middle, *tag);
      at += run.count;
    }
  }

  // Tags come in order, so that what lies before is not needed any more; a few frames are kept for fades.
  void found(Timestamp now, const ports::OutputUnit& unit, int64_t sample, const Tag& tag) {
    std::size_t i = 0;
    while (i < frames_.size() && !holds(frames_[i], tag.sample)) ++i;
    if (i == frames_.size()) return;
    const SourceFrame& frame = frames_[i];
    const TimeDelta inside = TimeDelta::Nanos(
        static_cast<int64_t>((tag.sample - frame.first) * 1e9 / static_cast<double>(frame.sample_rate)));
    const TimeDelta place = TimeDelta::Ticks(sample, model_->output_rate());
    const TimeDelta shift = unit.pts + place - (frame.place + inside);
    const TimeDelta delta = shift - scenario().worker.av_offset;
    if (abs(delta) >= numbers::kSyncLimit) violated("too-far", now, said(delta));
    // A reply is laid out as the file that was sent.
    note(now, applied_.contains(frame.segment) ? delta - frame.in_file : delta, frame.epoch);
    if (i > 4) frames_.erase(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(i - 4));
    applied_.erase(applied_.begin(), applied_.lower_bound(frames_.front().segment));
  }
  static bool holds(const SourceFrame& frame, double sample) {
    return sample >= frame.first - 0.5 && sample < frame.first + static_cast<double>(frame.samples) - 0.5;
  }

  void note(Timestamp now, TimeDelta delta, int64_t epoch) {
    const double ms = delta.seconds() * 1000;
    check_slope(now, delta, epoch);
    found_.push_back({now, ms, epoch});
    const TimeDelta memory = scenario().worker.segment_duration + kGaugePeriod * 3;
    while (found_.front().at + memory < now) found_.pop_front();
  }

  // Against what was found one segment ago: a slew of 10 ms, and the source's own drift.
  void check_slope(Timestamp now, TimeDelta delta, int64_t epoch) {
    if (found_.empty() || found_.front().epoch != epoch) return;
    const TimeDelta span = now - found_.front().at + scenario().worker.segment_duration;
    const int64_t drift = scenario().source.audio ? std::abs(scenario().source.audio->pts_ppm) : 0;
    const TimeDelta moved = abs(delta - TimeDelta::Nanos(static_cast<int64_t>(found_.front().ms * 1e6)));
    const int64_t segments = span / scenario().worker.segment_duration + 1;
    const TimeDelta allowed = numbers::kSlewStep * segments + TimeDelta::Nanos(span.micros() * drift / 1000) +
                              kTagError + TimeDelta::Micros(static_cast<int64_t>(rounded_ * 1000));
    if (moved > allowed) violated("jump", now, "moved by " + said(moved) + " in " + said(span));
  }

  // What was said a second ago was of the segment that had begun by then, whose samples are out now.
  void on_gauge(Timestamp now, double value) {
    if (last_gauge_ && now - *last_gauge_ > kGaugePeriod + slack_of(scenario()) + model_->busy()) {
      violated("gauge-period", now, said(now - *last_gauge_) + " after the last");
    }
    if (pending_ && !found_.empty()) check_gauge(*last_gauge_, *pending_);
    last_gauge_ = now;
    pending_ = value;
  }

  void check_gauge(Timestamp at, double value) {
    double least = value;
    double most = value;
    bool any = false;
    // Else what is found is of a segment that began after the gauge was set, or the gauge is of one that is silent.
    bool before = false;
    bool behind = false;
    for (const Found& one : found_) {
      if (one.at + scenario().worker.segment_duration + kGaugePeriod < at) continue;
      least = any ? std::min(least, one.ms) : one.ms;
      most = any ? std::max(most, one.ms) : one.ms;
      any = true;
      before = before || (one.at <= at && at - one.at < kGaugePeriod);
      behind = behind || one.at > at;
    }
    const int64_t ppm = scenario().source.audio ? std::abs(scenario().source.audio->pts_ppm) : 0;
    const double drift = static_cast<double>(ppm) * scenario().worker.segment_duration.seconds() / 1000;
    // Where a segment begins with silence, or after one without audio, its begin is not found, and a slew has gone on.
    const double slewed = rounded_ + numbers::kSlewStep.seconds() * 1000;
    const double off = kGaugeTolerance + slewed + drift;
    if (!before || !behind || (value >= least - off && value <= most + off)) return;
    violated("gauge", at,
             std::to_string(value) + " ms, but found from " + std::to_string(least) + " to " + std::to_string(most));
  }

  SharedModel model_;
  std::set<MediaTime> applied_;  // segments that have a reply, by where their audio begins
  std::deque<SourceFrame> frames_;
  std::deque<Found> found_;
  ToyRuns samples_;
  // By how much a hole that is too short to be filled moved what follows it within its segment, in ms. The gauge is of
  // the segment's begin.
  double rounded_ = 0;
  std::optional<Timestamp> last_gauge_;
  std::optional<double> pending_;
};

}  // namespace

std::unique_ptr<Oracle> make_sync(const Scenario& scenario, Verdict& verdict, SharedModel model) {
  return std::make_unique<Sync>(scenario, verdict, std::move(model));
}

}  // namespace sw::sim
