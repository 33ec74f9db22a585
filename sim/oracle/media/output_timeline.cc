// Oracle "output_timeline": what is published is one good timeline.
//   dts-grows          the DTS of a track grows from unit to unit (the port's contract), of video by 1 ms at least,
//                      which is as fine as RTMP's time is
//   pts-before-dts     PTS >= DTS
//   off-its-place      PTS = the unit's place + av_offset (FR-017, design §4 "A/V sync"); a DTS too, unless it had to
//                      make way for a picture of the filler, and a PTS follows such a DTS, or the muxer was told that
//                      nothing comes before some time: then that is the earliest DTS
//   absent-too-far     a track is declared absent only where the other one has already been
//   audio-not-contiguous  in the dubbing modes one encoder runs through: unit n begins exactly n * 1024 samples behind
//                      the first, over the whole run (design §4, "Audio out")
//   audio-changed, video-changed  passthrough's audio, and video always, are the source's own bytes, in its order
#include <algorithm>
#include <deque>

#include "sim/oracle/media/media_oracles.h"
#include "sim/oracle/media/numbers.h"
#include "sim/oracle/media/text.h"

namespace sw::sim {
namespace {

constexpr int64_t kEncodedSamples = 1024;

class OutputTimeline final : public Oracle {
 public:
  OutputTimeline(const Scenario& scenario, Verdict& verdict, SharedModel model)
      : Oracle("output_timeline", scenario, verdict), model_(std::move(model)) {}

  void on(Timestamp now, const Observation& observation) override {
    for (const PlacedMedia& unit : model_->placed()) expect(unit);
    if (const auto* written = std::get_if<OutputWritten>(&observation)) return on_written(now, written->unit);
    if (const auto* advanced = std::get_if<OutputAdvanced>(&observation)) return on_advanced(now, *advanced);
    if (std::holds_alternative<OutputOpened>(observation)) on_opened();
  }

 private:
  struct TrackState {
    std::deque<PlacedMedia> expected;
    std::optional<MediaTime> dts;
    std::optional<MediaTime> absent_until;
  };

  static TimeDelta least_step(Track track) { return track == Track::kVideo ? numbers::kDtsStep : TimeDelta::Nanos(1); }

  TrackState& track(Track which) { return which == Track::kVideo ? video_ : audio_; }
  bool encoded(Track which) const { return which == Track::kAudio && !model_->passthrough(); }

  void expect(const PlacedMedia& unit) {
    if (!encoded(unit.track)) track(unit.track).expected.push_back(unit);
  }

  void on_opened() {
    first_audio_.reset();
    for (TrackState* of : {&video_, &audio_}) of->absent_until.reset();
  }

  void on_advanced(Timestamp now, const OutputAdvanced& advanced) {
    track(advanced.track).absent_until = advanced.until;
    const TrackState& other = track(advanced.track == Track::kVideo ? Track::kAudio : Track::kVideo);
    if (other.dts && advanced.until < *other.dts) return;
    violated("absent-too-far", now, said(advanced.track) + " is absent up to " + said(advanced.until));
  }

  void on_written(Timestamp now, const ports::OutputUnit& unit) {
    TrackState& of = track(unit.track);
    if (unit.pts < unit.dts) {
      violated("pts-before-dts", now,
               said(unit.track) + " with PTS " + said(unit.pts) + " below its DTS " + said(unit.dts));
    }
    if (of.dts && unit.dts < *of.dts + least_step(unit.track)) {
      violated("dts-grows", now, said(unit.track) + " DTS " + said(unit.dts) + " behind " + said(*of.dts));
    }
    encoded(unit.track) ? check_encoded(now, unit) : check_place(now, of, unit);
    of.dts = unit.dts;
  }

  void check_encoded(Timestamp now, const ports::OutputUnit& unit) {
    if (!first_audio_) {
      first_audio_ = unit.pts;
      audio_units_ = 0;
    }
    const TimeDelta place = TimeDelta::Ticks(audio_units_++ * kEncodedSamples, model_->output_rate());
    // The first unit lies before the output's own beginning by the encoder's delay, so both may be rounded.
    if (abs(unit.pts - (*first_audio_ + place)) <= TimeDelta::Nanos(1)) return;
    violated("audio-not-contiguous", now,
             "unit " + std::to_string(audio_units_ - 1) + " at " + said(unit.pts) + " instead of " +
                 said(*first_audio_ + place));
    first_audio_ = unit.pts - place;
  }

  void check_place(Timestamp now, TrackState& of, const ports::OutputUnit& unit) {
    auto& expected = of.expected;
    // A picture of the filler is one that went out before (oracle video_once looks at those).
    if (unit.payload == last_picture_ && (expected.empty() || expected.front().payload != unit.payload)) return;
    std::size_t at = 0;
    while (at < expected.size() && expected[at].payload != unit.payload && !same_bytes(expected[at], unit)) ++at;
    if (at == expected.size()) {
      const char* rule = unit.track == Track::kVideo ? "video-changed" : "audio-changed";
      return violated(rule, now, "a unit at " + said(unit.pts) + " that the source has not sent, or sent before");
    }
    check_times(now, of, expected[at], unit);
    if (unit.track == Track::kVideo && unit.keyframe) last_picture_ = unit.payload;
    // What was passed over is missing, and oracle video_once says so.
    expected.erase(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }

  static bool same_bytes(const PlacedMedia& expected, const ports::OutputUnit& unit) {
    const auto a = expected.payload->bytes();
    const auto b = unit.payload->bytes();
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

  void check_times(Timestamp now, const TrackState& of, const PlacedMedia& expected, const ports::OutputUnit& unit) {
    const TimeDelta offset = scenario().worker.av_offset;
    MediaTime dts = expected.dts + offset;
    if (of.dts) dts = std::max(dts, *of.dts + least_step(unit.track));
    // A picture that is shown behind the end of that time is decoded there at the earliest.
    if (of.absent_until) dts = std::max(dts, *of.absent_until);
    const MediaTime pts = std::max(expected.pts + offset, dts);
    if (unit.pts == pts && unit.dts == dts) return;
    violated("off-its-place", now,
             said(unit.track) + " PTS " + said(unit.pts) + ", DTS " + said(unit.dts) + " instead of " + said(pts) +
                 ", " + said(dts));
  }

  SharedModel model_;
  TrackState video_;
  TrackState audio_;
  PayloadRef last_picture_;
  std::optional<MediaTime> first_audio_;
  int64_t audio_units_ = 0;
};

}  // namespace

std::unique_ptr<Oracle> make_output_timeline(const Scenario& scenario, Verdict& verdict, SharedModel model) {
  return std::make_unique<OutputTimeline>(scenario, verdict, std::move(model));
}

}  // namespace sw::sim
