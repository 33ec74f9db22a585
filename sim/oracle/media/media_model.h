// What the media's oracles reckon with, made once for all of them from what the ports deliver: where each unit belongs
// and how the media falls into segments. It judges nothing.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sim/oracle/media/fragment_watch.h"
#include "sim/oracle/media/segment_model.h"
#include "sim/oracle/media/timeline_model.h"
#include "sim/scenario/scenario.h"
#include "sim/trace/observation.h"

namespace sw::sim {

// The event of one kind that was handed to the worker; null for other observations.
template <class Event>
const Event* handed(const Observation& observation) {
  const auto* event = std::get_if<EventHanded>(&observation);
  return event == nullptr ? nullptr : std::get_if<Event>(&event->event);
}

// By how much an instant may be late where the scenario's time is not exact: alarms ring late, and events wait for
// those that are handled before them.
inline TimeDelta slack_of(const Scenario& scenario) {
  return scenario.timing.alarm_lateness + scenario.timing.handling_time * 40;
}

class MediaModel {
 public:
  explicit MediaModel(const Scenario& scenario);

  void on(Timestamp now, const Observation& observation);

  // ---- What the last observation led to.

  std::span<const PlacedMedia> placed() const { return result_.placed; }
  std::span<const Label> dropped() const { return result_.dropped; }
  std::optional<Label> begun() const { return result_.begun; }
  std::span<const ClosedSegment> closed() const { return closed_; }
  const std::optional<AppliedReply>& applied() const { return applied_; }

  // ---- What is so now.

  bool passthrough() const { return scenario_.worker.sts_mode == engine::StsMode::kPassthrough; }
  // The form of the output's audio in the dubbing modes: that of the source's first, with at most two channels.
  int output_rate() const { return output_rate_; }
  // Where the segment that is open at the input begins; none while there is none.
  std::optional<MediaTime> open_start() const { return segments_.open_start(); }
  bool in_epoch() const { return timeline_.in_epoch(); }
  // Media that came and has its place, of any track.
  std::optional<Timestamp> last_media() const { return last_media_; }
  // For how long the worker has been handling one event after another: what was due in that time had to wait. Zero
  // where handling takes none.
  TimeDelta busy() const { return last_handed_ - busy_since_; }
  uint64_t late_audio() const { return segments_.late_audio(); }

 private:
  void on_unit(Timestamp now, const ports::InputUnit& event);
  void on_format(const ports::InputFormat& event);
  void on_closed(Timestamp now);
  void note_handling(Timestamp now);
  void note_end(Timestamp now, const ports::Event& event);

  const Scenario& scenario_;
  TimelineModel timeline_;
  SegmentModel segments_;
  TimelineModel::Result result_;
  std::vector<ClosedSegment> closed_;
  FragmentWatch fragments_;
  std::optional<AppliedReply> applied_;
  std::optional<ports::PipelineRunId> run_;
  Timestamp busy_since_ = kSimulationStart;
  Timestamp last_handed_ = kSimulationStart;
  bool stopped_ = false;
  std::optional<Timestamp> warned_;
  std::optional<Timestamp> last_media_;
  ClosedSegment::End end_ = ClosedSegment::End::kEpoch;  // if the input is closed by what happened last
  VideoFormat next_video_;
  std::optional<AudioFormat> next_audio_;
  bool has_audio_ = false;  // of the epoch
  bool has_epoch_ = false;
  int output_rate_ = 0;
};

}  // namespace sw::sim
