// Oracle "playout": when media goes out (design §4, "Playout").
//   first-release   the first pair ready plus the playout delay, exactly
//   connect         the output is opened 1 s before that, or at once where the delay is shorter
//   begin           a segment begins at due(k) = first release + (start of k - first start) + holds - shrink + clock
//                   correction, or, where it was not ready by then, 500 ms after it became so, and no later than 8 s
//                   behind due(k); the correction is that of clock_model.h when the segment closed
//   early, late     within a segment media goes out in steps of 100 ms at 1x, or 1.01x above the target: the greatest
//                   lateness of the last 10 minutes plus 500 ms
//   not-released    what is ready has not gone out when it was due
//   audio-early     audio is not ahead of the step either
//   passthrough-start  passthrough's first output comes within 1 s of the first unit when IDR and audio format are
//   there
// Which segment fell back, and when, is taken from the worker's log, since the wire is silent about it.
#include <algorithm>
#include <deque>
#include <vector>

#include "sim/oracle/media/clock_model.h"
#include "sim/oracle/media/fragment_watch.h"
#include "sim/oracle/media/input_model.h"
#include "sim/oracle/media/media_oracles.h"
#include "sim/oracle/media/numbers.h"
#include "sim/oracle/media/playout_schedule.h"
#include "sim/oracle/media/text.h"

namespace sw::sim {
namespace {

// How many schedules are told apart where pieces go by unseen: three such pieces in a row.
constexpr std::size_t kMaxSchedules = 8;

class Playout final : public Oracle {
 public:
  Playout(const Scenario& scenario, Verdict& verdict, SharedModel media)
      : Oracle("playout", scenario, verdict), media_(media), input_(scenario, std::move(media)) {}

  void on(Timestamp now, const Observation& observation) override {
    if (std::holds_alternative<EventHanded>(observation)) {
      check_released(now);
      clock_.begin_event();
      recycled_ = false;
    }
    if (input_.on(now, observation) == InputModel::Step::kClosedUnasked && !stopped_) flushing_ = true;
    if (handed<ports::StopRequested>(observation) != nullptr) begin_drain(now);
    if (handed<ports::StopRequested>(observation) != nullptr) stopped_ = true;
    if (input_.over()) begin_drain(input_.over()->at);
    if (drain_ && now >= *drain_ + scenario().worker.drain_timeout * numbers::kDrainFlushPercent / 100)
      flushing_ = true;
    media_->passthrough() ? on_passthrough(now, observation) : on_dubbing(now, observation);
  }

 private:
  TimeDelta slack() const { return slack_of(scenario()) + media_->busy(); }
  void begin_drain(Timestamp at) {
    if (!drain_) drain_ = at;
  }

  // ---- Passthrough.

  void on_passthrough(Timestamp now, const Observation& observation) {
    if (const auto* format = handed<ports::InputFormat>(observation)) {
      if (std::holds_alternative<AudioFormat>(format->format) && !audio_known_) audio_known_ = now;
    }
    // What was lost before anything could be published does not count.
    if (std::holds_alternative<InputClosed>(observation) || !media_->in_epoch()) {
      first_idr_.reset();
      may_start_.reset();
    }
    if (media_->begun() && !first_idr_) first_idr_ = now;
    if (!first_idr_ || !audio_known_ || passthrough_started_) return;
    // A format alone brings nothing to publish: the source may fall silent behind it.
    if (!may_start_ && !media_->placed().empty()) may_start_ = now;
    passthrough_started_ = std::holds_alternative<OutputWritten>(observation);
    if (!may_start_ || now <= *may_start_ + numbers::kPassthroughStart + slack() || drain_) return;
    passthrough_started_ = true;
    violated("passthrough-start", now, "the first IDR came at " + said(*first_idr_));
  }

  // ---- What is known of pieces.

  void on_dubbing(Timestamp now, const Observation& observation) {
    reckon();
    if (const auto& applied = media_->applied()) {
      // The ack goes out first; the pair is ready with it.
      for (PlayedPiece& piece : pieces_) {
        if (piece.batch && piece.audio_start == applied->pts) make_ready(now, piece);
      }
    } else if (const auto* logged = std::get_if<Logged>(&observation)) {
      on_log(now, *logged);
    } else if (const auto* opened = std::get_if<OutputOpened>(&observation)) {
      check_connect(now);
      (void)opened;
    } else if (const auto* counted = std::get_if<Counted>(&observation)) {
      dropping_ = dropping_ || counted->counter == ports::Counter::kDroppedUnits;
      recycled_ = recycled_ || counted->counter == ports::Counter::kRecycles;
    } else if (const auto* written = std::get_if<OutputWritten>(&observation)) {
      written->unit.track == Track::kVideo ? on_video(now, written->unit) : on_audio(now, written->unit);
    }
  }

  // What a new epoch closes was closed before its IDR is looked at, and what the units close, behind them.
  void reckon() {
    const auto& placed = media_->placed();
    const auto begins = std::ranges::find_if(placed, &PlacedMedia::begins);
    const int64_t epoch = begins == placed.end() ? INT64_MIN : begins->epoch;
    for (const ClosedSegment& segment : media_->closed()) {
      if (segment.epoch < epoch) add(segment);
    }
    for (const PlacedMedia& unit : placed) {
      if (unit.begins) {
        clock_.on_epoch(unit.arrival, unit.dts);
        open_correction_ = clock_.correction();
      }
      clock_.on_unit(unit.arrival, unit.dts);
    }
    for (const ClosedSegment& segment : media_->closed()) {
      if (segment.epoch >= epoch) add(segment);
    }
  }

  void add(const ClosedSegment& segment) {
    PlayedPiece piece{.batch = segment.batch,
                      .epoch = segment.epoch,
                      .start = segment.start,
                      .end = segment.start + segment.duration,
                      .audio_start = segment.audio_start(),
                      .closed = segment.closed,
                      .ready = std::nullopt,
                      .video = {},
                      .dts = {},
                      .open_correction = open_correction_,
                      .correction = clock_.correction()};
    open_correction_ = clock_.correction();
    for (const PlacedMedia& unit : segment.video) {
      piece.video.push_back(unit.payload);
      piece.dts.push_back(unit.dts);
    }
    const bool at_once = !segment.batch || scenario().worker.sts_mode == engine::StsMode::kDisabled;
    pieces_.push_back(std::move(piece));
    if (at_once) make_ready(segment.closed, pieces_.back());
  }

  void on_log(Timestamp now, const Logged& logged) {
    if (logged.component != "sts" || logged.message != "the segment keeps its original audio") return;
    for (const ports::Field& field : logged.fields) {
      const auto* batch = field.name == "batchNumber" ? std::get_if<int64_t>(&field.value) : nullptr;
      if (batch == nullptr) continue;
      for (PlayedPiece& piece : pieces_) {
        if (piece.batch == static_cast<uint64_t>(*batch)) make_ready(now, piece);
      }
    }
  }

  void make_ready(Timestamp now, PlayedPiece& piece) {
    if (piece.ready) return;
    piece.ready = now;
    if (!first_release_ && &piece == &pieces_.front()) {
      first_ready_ = now;
      first_release_ = now + scenario().worker.playout_delay;
      first_start_ = piece.start;
      schedules_ = {PlayoutSchedule(*first_release_, *first_start_)};
      // What an epoch's end decides is decided before the next one's clock counts, but for what a recycle decides.
      clock_.start(piece.closed == now && !recycled_);
      open_correction_ = clock_.correction();
      latenesses_.push_back({now, -scenario().worker.playout_delay});
    } else if (first_release_) {
      latenesses_.push_back({now, now - (*first_release_ + (piece.start - *first_start_) + piece.correction)});
    }
  }

  void check_connect(Timestamp now) {
    if (flushing_) return;
    if (!first_release_) return violated("connect", now, "no pair is ready");
    const Timestamp due = std::max(*first_ready_, *first_release_ - numbers::kConnectLead);
    if (now < due || now > due + slack()) violated("connect", now, "due at " + said(due));
  }

  // ---- The schedule.

  Timestamp latest_begin_of(const PlayedPiece& piece) const {
    Timestamp latest = kSimulationStart;
    for (const PlayoutSchedule& schedule : schedules_) latest = std::max(latest, schedule.latest_begin_of(piece));
    return latest;
  }

  TimeDelta target(Timestamp now) {
    while (!latenesses_.empty() && now - latenesses_.front().at > numbers::kLatenessMemory) latenesses_.pop_front();
    TimeDelta most = -numbers::kHoldMargin;
    for (const Late& one : latenesses_) most = std::max(most, one.late);
    return latenesses_.empty() ? TimeDelta::Zero() : std::max(TimeDelta::Zero(), most + numbers::kHoldMargin);
  }

  // ---- What goes out.

  void on_video(Timestamp now, const ports::OutputUnit& unit) {
    dropping_ = false;
    if (playing_ && take(now, *playing_, unit)) return;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      if (std::ranges::find(pieces_[i].video, unit.payload) == pieces_[i].video.end()) continue;
      for (; i > 0; --i) skip();
      const auto unit_at = std::ranges::find(pieces_.front().video, unit.payload) - pieces_.front().video.begin();
      begin(now, pieces_.front().dts[static_cast<std::size_t>(unit_at)]);
      take(now, *playing_, unit);
      return;
    }
  }

  // A piece without video of its own goes by unseen: where it may have been held or not, both stay possible until the
  // next that is seen tells. One that fell back when it was due was not held.
  void skip() {
    const PlayedPiece piece = std::move(pieces_.front());
    pieces_.pop_front();
    if (!piece.ready || !first_release_) return;
    std::vector<PlayoutSchedule> possible;
    const auto add_settled = [&](PlayoutSchedule schedule, const Beginning& beginning) {
      settle(schedule, piece, beginning);
      const bool known = std::ranges::find(possible, schedule) != possible.end();
      if (!known && possible.size() < kMaxSchedules) possible.push_back(schedule);
    };
    for (const PlayoutSchedule& schedule : schedules_) {
      add_settled(schedule, schedule.beginning_of(piece, schedule.on_time(piece).at, slack()));
      if (!schedule.may_be_held(piece)) continue;
      if (schedule.may_be_on_time(piece, slack())) add_settled(schedule, schedule.held(piece));
    }
    schedules_ = std::move(possible);
  }

  // With the first of its pictures that goes out.
  void begin(Timestamp now, MediaTime dts) {
    playing_ = std::move(pieces_.front());
    pieces_.pop_front();
    step_ = 0;
    if (!playing_->ready || !first_release_) {
      began_ = now;
      if (!flushing_) violated("begin", now, playing_->name() + " is not ready");
      return;
    }
    // A picture from the middle tells of the begin, too.
    const int64_t steps_in = std::max<int64_t>(0, (dts - playing_->start) / numbers::kStep);
    const Timestamp seen_as = now - numbers::kStep * steps_in;
    const auto agrees = [&](const PlayoutSchedule& schedule) {
      const Timestamp wanted = schedule.beginning_of(*playing_, seen_as, slack()).at;
      return seen_as >= wanted && seen_as <= std::max(wanted, schedule.played_until().value_or(wanted)) + slack();
    };
    const auto agreeing = std::ranges::find_if(schedules_, agrees);
    PlayoutSchedule schedule = agreeing == schedules_.end() ? schedules_.front() : *agreeing;
    const Beginning wanted = schedule.beginning_of(*playing_, seen_as, slack());
    // Behind a hole the piece before is played to its end, whatever the new epoch's clock says.
    not_before_ = schedule.played_until().value_or(wanted.at);
    const Timestamp seen_at = std::max(wanted.at, not_before_);
    // Where its first pictures are missing, the begin itself is not seen.
    const bool seen = dts < playing_->start + numbers::kStep;
    if (seen && !flushing_ && (now < wanted.at || now > seen_at + slack())) {
      const bool first = playing_->start == *first_start_;
      violated(first ? "first-release" : "begin", now, playing_->name() + " was to begin at " + said(wanted.at));
    }
    settle(schedule, *playing_, wanted);
    schedules_ = {schedule};
    began_ = flushing_ ? now : wanted.at;
  }

  void settle(PlayoutSchedule& schedule, const PlayedPiece& piece, const Beginning& beginning) {
    schedule.settle(piece, beginning, target(beginning.at));
  }

  // True when the unit is the piece's.
  bool take(Timestamp now, PlayedPiece& piece, const ports::OutputUnit& unit) {
    const auto found = std::ranges::find(piece.video, unit.payload);
    if (found == piece.video.end()) return false;
    const auto at = found - piece.video.begin();
    const MediaTime dts = piece.dts[static_cast<std::size_t>(at)];
    piece.video.erase(piece.video.begin(), found + 1);
    piece.dts.erase(piece.dts.begin(), piece.dts.begin() + at + 1);
    if (flushing_) return true;
    while (position_after(step_ + 1) <= dts && position_after(step_ + 1) < piece.end) ++step_;
    const Timestamp wanted = began_ + numbers::kStep * step_;
    if (now < wanted) violated("early", now, piece.name() + ", DTS " + said(dts) + " was to go out at " + said(wanted));
    if (now > std::max(wanted, not_before_) + slack()) {
      violated("late", now, piece.name() + ", DTS " + said(dts) + " was to go out at " + said(wanted));
    }
    return true;
  }

  MediaTime position_after(int64_t steps) const {
    const TimeDelta wall = numbers::kStep * steps;
    return std::min(playing_->end, playing_->start + wall + std::min(wall / 100, schedules_.front().catch_up()));
  }

  // Silence of the filler lies behind the piece, and is paced by oracle media_once.
  void on_audio(Timestamp now, const ports::OutputUnit& unit) {
    if (!playing_ || flushing_) return;
    const MediaTime place = unit.pts - scenario().worker.av_offset;
    if (place >= playing_->end || place < playing_->start) return;
    const MediaTime reached = position_after((now - began_) / numbers::kStep + 1);
    if (now >= began_ && place > reached)
      violated("audio-early", now, said(place) + " where " + said(reached) + " is reached");
  }

  // What is ready and has a time must have begun by then.
  void check_released(Timestamp now) {
    if (media_->passthrough() || flushing_ || drained_ || pieces_.empty() || !first_release_) return;
    const PlayedPiece& next = pieces_.front();
    if (!next.ready || dropping_ || next.video.empty() || next.dts.front() >= next.start + numbers::kStep) return;
    const Timestamp wanted = latest_begin_of(next);
    const Timestamp played = playing_ ? began_ + (playing_->end - playing_->start) : wanted;
    if (now <= std::max(wanted, played) + slack()) return;
    drained_ = true;
    violated("not-released", now, next.name() + " was to begin at " + said(wanted));
  }

  struct Late {
    Timestamp at;
    TimeDelta late;
  };

  SharedModel media_;
  InputModel input_;
  std::deque<PlayedPiece> pieces_;  // closed, not begun
  std::optional<PlayedPiece> playing_;
  Timestamp began_ = kSimulationStart;
  Timestamp not_before_ = kSimulationStart;
  bool dropping_ = false;  // pictures that came too late for the output, since the last that did not
  int64_t step_ = 0;
  std::vector<PlayoutSchedule> schedules_ = {
      PlayoutSchedule()};  // those that are possible, the likeliest first; never none
  ClockModel clock_;
  bool recycled_ = false;  // by what is happening
  TimeDelta open_correction_ = TimeDelta::Zero();
  std::optional<Timestamp> first_ready_;
  std::optional<Timestamp> first_release_;
  std::optional<MediaTime> first_start_;
  std::deque<Late> latenesses_;
  std::optional<Timestamp> drain_;
  bool flushing_ = false;
  bool stopped_ = false;
  bool drained_ = false;
  std::optional<Timestamp> first_idr_;
  std::optional<Timestamp> may_start_;  // the first unit that is placed since
  std::optional<Timestamp> audio_known_;
  bool passthrough_started_ = false;
};

}  // namespace

std::unique_ptr<Oracle> make_playout(const Scenario& scenario, Verdict& verdict, SharedModel model) {
  return std::make_unique<Playout>(scenario, verdict, std::move(model));
}

}  // namespace sw::sim
