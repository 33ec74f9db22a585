// Where the source's media belongs, by the rules alone (design §4, "Timeline"): the oracles' own reckoning, made from
// what the input port delivered.
//
// Positions are counted from the first IDR (MediaTime zero).
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <queue>
#include <string_view>
#include <vector>

#include "worker/base/media.h"
#include "worker/base/units.h"

namespace sw::sim {

// An access unit in its place.
struct PlacedMedia {
  Track track;
  PayloadRef payload;
  MediaTime pts;
  MediaTime dts;
  TimeDelta duration;
  int64_t epoch;  // from 0
  bool begins;    // the IDR that begins its epoch
  bool keyframe;
  std::optional<MediaTime> source_pts;
  Timestamp arrival;
};

// Why an epoch began and why a unit has no place, by the labels of the metrics.
using Label = std::string_view;

class TimelineModel {
 public:
  struct Result {
    std::vector<PlacedMedia> placed;
    std::vector<Label> dropped;
    std::optional<Label> begun;  // an epoch, and why
    void clear() {
      placed.clear();
      dropped.clear();
      begun.reset();
    }
  };

  void set_format(const Format& format);
  // The source is another, or its connection is.
  void restart() {
    straggling_.reset();
    end_epoch("restart");
  }
  void place(const AccessUnit& unit, Result& result);
  // Else the next IDR is waited for.
  bool in_epoch() const { return epoch_.has_value(); }

 private:
  struct Seen {
    MediaTime pts;
    Timestamp arrival;
  };
  struct Epoch {
    MediaTime origin;  // raw PTS of its IDR
    MediaTime start;
    Timestamp arrival;
    Seen video;
    std::optional<Seen> audio = std::nullopt;
    // PTS that are no DTS yet, the least first; and how many units come before the first that is.
    std::priority_queue<MediaTime, std::vector<MediaTime>, std::greater<>> pending = {};
    std::size_t lead = 0;
    std::size_t depth = 0;                               // frames that may be shown out of their order
    std::optional<MediaTime> dts = std::nullopt;         // the last one
    std::optional<TimeDelta> first_step = std::nullopt;  // by arrival, from the IDR
    int decoded = 0;                                     // units whose DTS is a PTS
  };

  // Audio on its way when the video jumped, which still counts as before.
  struct Straggling {
    Seen last;
    TimeDelta ahead;  // of the video of its own epoch
  };

  void end_epoch(Label cause);
  bool straggles(const Seen& audio);
  void begin(const AccessUnit& idr, Result& result);
  void place_video(const AccessUnit& unit, bool begins, Result& result);
  void place_audio(AccessUnit unit, Result& result);
  MediaTime next_dts(MediaTime pts);
  TimeDelta audio_duration() const;
  std::size_t reorder_depth() const;
  TimeDelta reordering() const;

  std::optional<VideoFormat> video_;
  std::optional<AudioFormat> audio_;
  std::optional<Epoch> epoch_;
  std::optional<Straggling> straggling_;
  Label next_cause_ = "start";
  std::deque<AccessUnit> held_;
  std::optional<Timestamp> first_arrival_;
  MediaTime end_ = MediaTime::FromNanos(0);
  std::optional<MediaTime> last_dts_;
  TimeDelta frame_ = TimeDelta::Ticks(1, 30);
  int64_t epochs_ = 0;
};

}  // namespace sw::sim
