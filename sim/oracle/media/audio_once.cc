// Oracle "media_once", the audio of the dubbing modes. Every sample carries its number (sim/media/tags.h), so each one
// of the output is compared with the one that the rules put there (program_model.h):
//   wrong-sample    another sample of the right voice: one was lost, doubled or moved
//   wrong-voice     the source where a reply was acknowledged as `applied`, or a reply where none was
//   not-silent      something in a hole, behind a short reply, or while the input is lost
//   silent          nothing where something is
//   applied-late    `applied` was said of a segment whose audio had gone out
//   reply-unreadable  `applied` was said of a reply that is no audio
//   lost            at a good end, audio of segments never went out
// Not compared: 5 ms before and behind a joint, where a cross-fade may be (design §4, "Audio out": "joined with a short
// cross-fade"). Samples in their own rhythm are exact; where a segment is stretched to correct a drift, or converted to
// the output's rate, a place may be off by less than two samples.
#include <cmath>

#include "sim/media/tags.h"
#include "sim/oracle/media/fragment_watch.h"
#include "sim/oracle/media/media_oracles.h"
#include "sim/oracle/media/numbers.h"
#include "sim/oracle/media/program_model.h"
#include "sim/oracle/media/text.h"

namespace sw::sim {
namespace {

constexpr double kStepSize = 0x1p-23;
constexpr double kExact = kStepSize * 0.6;
constexpr double kStretched = kStepSize * 3;
// In samples of the content: a reply is converted twice where it is stretched as well.
constexpr double kCorner = 4;
// What a ramp that is not exact leaves of silence (sim/media/toy_unit.h).
constexpr double kSilence = kStepSize * 4;

std::string name_of(const AudioPiece& piece) {
  return piece.batch ? "segment " + std::to_string(*piece.batch) : "the rest at " + said(piece.start);
}

std::string said_value(double value) {
  if (value == 0) return "silence";
  const auto tag = read_tag(static_cast<float>(value));
  if (!tag) return "a mixture (" + std::to_string(value) + ")";
  const char* voice = tag->voice == Voice::kSource ? "source " : "dubbed ";
  return voice + std::to_string(tag->sample);
}

std::string_view rule_of(double expected, double got) {
  if (expected == 0) return "not-silent";
  if (got == 0) return "silent";
  return (expected < 0) == (got < 0) ? "wrong-sample" : "wrong-voice";
}

class AudioOnce final : public Oracle {
 public:
  AudioOnce(const Scenario& scenario, Verdict& verdict, SharedModel model)
      : Oracle("media_once", scenario, verdict), model_(std::move(model)) {}

  void on(Timestamp now, const Observation& observation) override {
    if (model_->passthrough()) return;
    for (const ClosedSegment& segment : model_->closed()) plan_.add(segment);
    if (const auto* written = std::get_if<OutputWritten>(&observation)) {
      if (written->unit.track == Track::kAudio) on_written(now, written->unit);
    } else if (const auto& applied = model_->applied()) {
      on_applied(now, *applied);
    }
  }

  void at_end(const RunEnd& end) override {
    if (end.exit_code != 0 || model_->passthrough()) return;
    while (plan_.plan_next(model_->output_rate()) != nullptr) {
    }
    if (reached_ >= plan_.end()) return;
    violated("lost", end.ended,
             "the audio ends " + said(TimeDelta::Ticks(plan_.end() - reached_, model_->output_rate())) +
                 " before that of the segments");
  }

 private:
  void on_applied(Timestamp now, const AppliedReply& applied) {
    if (!plan_.awaits(applied.pts)) {
      return violated("applied-late", now, "the segment at " + said(applied.pts) + " had begun to go out");
    }
    const auto file = plain_bytes(applied.file);
    auto clip = file ? read_toy_clip({reinterpret_cast<const char*>(file->data()), file->size()}) : std::nullopt;
    if (!clip) return violated("reply-unreadable", now, "of the fragment at " + said(applied.pts));
    plan_.dub(applied.pts, std::move(*clip));
  }

  void on_written(Timestamp now, const ports::OutputUnit& unit) {
    const int rate = model_->output_rate();
    if (!plan_.origin() && plan_.plan_next(rate) == nullptr) return;
    samples_.clear();
    if (!samples_.append(unit.payload->bytes())) return violated("wrong-sample", now, "a unit that is none");
    const TimeDelta since = unit.pts - scenario().worker.av_offset - *plan_.origin();
    const int64_t begin = samples_in(since, rate);
    const int64_t end = begin + samples_.size();
    while (plan_.next_begin(rate).value_or(end) < end) plan_.plan_next(rate);
    check(now, begin, end);
    reached_ = std::max(reached_, end);
    plan_.forget(begin - rate);
  }

  // Piece by piece, and the silence between them.
  void check(Timestamp now, int64_t begin, int64_t end) {
    begin_ = begin;
    int64_t at = begin;
    for (AudioPiece& piece : plan_.planned()) {
      if (piece.end <= at || piece.end == piece.begin) continue;
      if (piece.begin >= end) break;
      if (at < piece.begin) check_silence(now, piece, at, std::min(piece.begin, end));
      at = std::max(at, piece.begin);
      if (!piece.displaced) check_piece(now, piece, at, std::min(piece.end, end));
      at = std::min(piece.end, end);
    }
    if (at >= end || plan_.planned().empty() || plan_.planned().back().displaced) return;
    check_silence(now, plan_.planned().back(), std::max<int64_t>(at, 0), end);
    if (at >= plan_.end() && end > plan_.end() + fade()) plan_.note_filler(end);
  }

  int64_t fade() const { return samples_in(numbers::kCrossFade, model_->output_rate()) + 1; }
  double got(int64_t place) const { return samples_.at(static_cast<double>(place - begin_)); }

  // From `from` to `to`, neither next to a joint.
  void check_silence(Timestamp now, AudioPiece& piece, int64_t from, int64_t to) {
    if (from < 0) from = std::min<int64_t>(to, 0);
    if (piece.loose) ++from;  // what comes before may end a sample later
    for (int64_t at = from; at < to; at = begin_ + samples_.run_at(at - begin_).end) {
      if (std::abs(got(at)) > kSilence) mismatch(now, piece, at, 0, got(at));
    }
  }

  void check_piece(Timestamp now, AudioPiece& piece, int64_t from, int64_t to) {
    if (piece.joint) from = std::max(from, piece.begin + fade());
    // What follows may fade in over its end, unless it is known to continue it.
    const int64_t own_end = next_continues(piece) ? piece.end : piece.end - fade();
    const bool is_short = piece.content_end < piece.end;
    const int64_t sound_end = std::min({to, own_end, is_short ? piece.content_end - fade() : piece.content_end});
    if (from < sound_end) check_sound(now, piece, from, sound_end);
    if (is_short) check_silence(now, piece, std::max(from, piece.content_end), std::min(to, own_end));
  }

  bool next_continues(const AudioPiece& piece) {
    const auto& planned = plan_.planned();
    for (std::size_t i = 0; i + 1 < planned.size(); ++i) {
      if (&planned[i] == &piece) return !planned[i + 1].joint && planned[i + 1].begin == piece.end;
    }
    return false;
  }

  // Both lie on lines between the places where either has a corner.
  void check_sound(Timestamp now, AudioPiece& piece, int64_t from, int64_t to) {
    const ToyRuns& content = piece.content();
    for (int64_t at = from; at < to && !piece.reported;) {
      const double source = static_cast<double>(at - piece.begin) * piece.ratio;
      const auto reach = content.run_at(static_cast<int64_t>(source));
      const auto corner = static_cast<int64_t>(std::ceil(static_cast<double>(reach.end) / piece.ratio)) + piece.begin;
      const int64_t last_of_run = begin_ + samples_.run_at(at - begin_).end;
      const int64_t next = std::max(at + 1, std::min({to, corner, last_of_run}));
      compare(now, piece, at);
      if (next - 1 > at) compare(now, piece, next - 1);
      at = next;
    }
  }

  void compare(Timestamp now, AudioPiece& piece, int64_t at) {
    const bool stretched = piece.ratio != 1;
    const double place = static_cast<double>(at - piece.begin) * piece.ratio;
    const double expected = piece.content().at(place);
    const double value = got(at);
    // A ramp of another step is one that stands for samples which are on none (sim/media/toy_unit.h).
    const bool inexact = std::abs(samples_.step_at(at - begin_)) != kStepSize;
    const double tolerance = stretched || inexact || piece.loose ? kStretched : kExact;
    if (std::abs(value - expected) <= tolerance) return;
    if (is_odd(piece, place) && std::abs(value - expected / 2) <= tolerance) return;
    // Interpolation mixes the samples on both sides of a corner, and of the end of a unit at half its values; and where
    // it is not known with which sample the piece begins, neither is where these are.
    if ((stretched || piece.loose) &&
        (near_corner(piece, place) || is_odd(piece, place - kCorner) != is_odd(piece, place + kCorner))) {
      return;
    }
    mismatch(now, piece, at, expected, value);
  }

  // Whether a place lies in what a decoder got first.
  static bool is_odd(const AudioPiece& piece, double place) {
    return place < static_cast<double>(piece.reply ? piece.reply->odd : piece.odd_source);
  }

  static bool near_corner(const AudioPiece& piece, double place) {
    const auto reach = piece.content().run_at(static_cast<int64_t>(place));
    const double off = kCorner + 2 * piece.ratio;
    return place < static_cast<double>(reach.begin) + off || place > static_cast<double>(reach.end) - off;
  }

  void mismatch(Timestamp now, AudioPiece& piece, int64_t at, double expected, double value) {
    if (std::exchange(piece.reported, true)) return;
    violated(rule_of(expected, value), now,
             "sample " + std::to_string(at) + " of the output, " + std::to_string(at - piece.begin) + " of " +
                 name_of(piece) + ": " + said_value(value) + " instead of " + said_value(expected));
  }

  SharedModel model_;
  ProgramModel plan_;
  ToyRuns samples_;  // of the unit that is looked at
  int64_t begin_ = 0;
  int64_t reached_ = 0;
};

}  // namespace

std::unique_ptr<Oracle> make_audio_once(const Scenario& scenario, Verdict& verdict, SharedModel model) {
  return std::make_unique<AudioOnce>(scenario, verdict, std::move(model));
}

}  // namespace sw::sim
