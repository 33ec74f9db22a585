// Oracle "media_once", the units that pass through: all video, and in passthrough the audio as well.
//   lost        a unit that has a place on the timeline never went out, and its drop was not counted
//   twice       a unit went out again
//   stranger    a unit went out that the input never delivered, or before the IDR that begins its epoch
// Filler pictures (design §4, "Input and output loss": the last IDR again, each second, while the input is lost):
//   filler-input-there   only where an epoch has gone out whole and none goes on
//   filler-too-early     only once the output has been dry for 1 s
//   filler-too-often     at most one in a second
//   filler-wrong-picture it is the last IDR that went out
#include <algorithm>
#include <deque>

#include "sim/oracle/media/media_oracles.h"
#include "sim/oracle/media/numbers.h"
#include "sim/oracle/media/text.h"

namespace sw::sim {
namespace {

class VideoOnce final : public Oracle {
 public:
  VideoOnce(const Scenario& scenario, Verdict& verdict, SharedModel model)
      : Oracle("media_once", scenario, verdict), model_(std::move(model)) {}

  void on(Timestamp now, const Observation& observation) override {
    for (const PlacedMedia& unit : model_->placed()) {
      if (unit.track == Track::kVideo || model_->passthrough()) waiting(unit.track).push_back(unit);
    }
    if (const auto* counted = std::get_if<Counted>(&observation)) {
      // The unit that is dropped is the next of its track; which track that is shows when the next unit goes out.
      const bool late = counted->label == "late" || counted->label == "unpublished";
      if (counted->counter == ports::Counter::kDroppedUnits && late) late_ += counted->n;
    } else if (const auto* written = std::get_if<OutputWritten>(&observation)) {
      if (written->unit.track == Track::kVideo || model_->passthrough()) on_written(now, written->unit);
    }
  }

  // What a good end leaves behind was lost. Other ends cut off what is on its way.
  void at_end(const RunEnd& end) override {
    if (end.exit_code != 0) return;
    const std::size_t left = video_.size() + audio_.size();
    if (left <= late_) return;
    violated("lost", end.ended,
             std::to_string(left - late_) + " units never went out, the first at " +
                 said(video_.empty() ? audio_.front().pts : video_.front().pts));
  }

 private:
  std::deque<PlacedMedia>& waiting(Track track) { return track == Track::kVideo ? video_ : audio_; }

  void on_written(Timestamp now, const ports::OutputUnit& unit) {
    auto& expected = waiting(unit.track);
    std::size_t passed = 0;
    while (passed < expected.size() && expected[passed].payload != unit.payload) ++passed;
    if (passed == expected.size()) return on_repeated(now, unit);
    const std::size_t lost = passed - std::min<std::size_t>(passed, late_);
    late_ -= passed - lost;
    if (lost > 0) {
      violated("lost", now,
               std::to_string(lost) + " " + said(unit.track) + " units before the one at " + said(unit.pts) +
                   " did not go out");
    }
    expected.erase(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(passed) + 1);
    if (unit.track != Track::kVideo) return;
    last_video_ = unit.payload;
    last_video_at_ = now;
    if (unit.keyframe) last_picture_ = unit.payload;
    last_filler_.reset();
  }

  void on_repeated(Timestamp now, const ports::OutputUnit& unit) {
    const bool filler = unit.track == Track::kVideo && unit.keyframe && !model_->passthrough();
    if (!filler) {
      const bool twice = unit.payload == last_video_;
      return violated(twice ? "twice" : "stranger", now, said(unit.track) + " at " + said(unit.pts));
    }
    if (unit.payload != last_picture_) violated("filler-wrong-picture", now, "at " + said(unit.pts));
    check_filler(now, unit.dts);
    last_filler_ = unit.dts;
  }

  void check_filler(Timestamp now, MediaTime dts) {
    if (last_filler_ && dts - *last_filler_ < numbers::kPicturePeriod) {
      violated("filler-too-often", now, "after " + said(dts - *last_filler_));
    }
    if (!last_filler_ && last_video_at_ && now - *last_video_at_ + slack_of(scenario()) < numbers::kDry) {
      violated("filler-too-early", now, "the last picture went out " + said(now - *last_video_at_) + " ago");
    }
    if (!video_.empty() && !video_.front().begins) {
      violated("filler-input-there", now, "while the next picture of the epoch waits");
    }
  }

  SharedModel model_;
  std::deque<PlacedMedia> video_;
  std::deque<PlacedMedia> audio_;
  uint64_t late_ = 0;
  PayloadRef last_video_;
  PayloadRef last_picture_;
  std::optional<Timestamp> last_video_at_;
  std::optional<MediaTime> last_filler_;
};

}  // namespace

std::unique_ptr<Oracle> make_video_once(const Scenario& scenario, Verdict& verdict, SharedModel model) {
  return std::make_unique<VideoOnce>(scenario, verdict, std::move(model));
}

}  // namespace sw::sim
