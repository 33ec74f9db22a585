#include "sim/oracle/media/timeline_model.h"

#include <algorithm>
#include <utility>

#include "sim/oracle/media/numbers.h"

namespace sw::sim {
namespace {

constexpr TimeDelta kLongestFrame = TimeDelta::Seconds(1);
constexpr TimeDelta kTick = TimeDelta::Nanos(1);

// "A step that exceeds its arrival step by more than 500 ms."
bool outruns(TimeDelta step, TimeDelta arrival_step) { return step > arrival_step + numbers::kJump; }

// By how much one track is ahead of the other, its arrivals taken into account.
template <class Seen>
TimeDelta lead_over(const Seen& one, const Seen& other) {
  return (one.pts - other.pts) - (one.arrival - other.arrival);
}

}  // namespace

void TimelineModel::set_format(const Format& format) {
  bool changed = false;
  if (const auto* video = std::get_if<VideoFormat>(&format)) {
    changed = video_ && *video_ != *video;
    video_ = *video;
  } else {
    const auto& audio = std::get<AudioFormat>(format);
    changed = audio_ && *audio_ != audio;
    audio_ = audio;
  }
  if (changed) end_epoch("format_change");
}

void TimelineModel::end_epoch(Label cause) {
  held_.clear();
  epoch_.reset();
  if (epochs_ > 0) next_cause_ = cause;
}

void TimelineModel::place(const AccessUnit& unit, Result& result) {
  const bool video = unit.track == Track::kVideo;
  if (epoch_) {
    if (!video) return place_audio(unit, result);
    if (!unit.pts) return result.dropped.push_back("no_timestamp");
    return place_video(unit, false, result);
  }
  if (!unit.pts) return result.dropped.push_back("no_timestamp");
  if (video && unit.keyframe) return begin(unit, result);
  if (video) return result.dropped.push_back("awaiting_keyframe");
  if (held_.size() == numbers::kHeldAudio) {
    held_.pop_front();
    result.dropped.push_back("held_overflow");
  }
  held_.push_back(unit);
}

// "That IDR sits at max(end of the previous media, t0 + arrival difference)."
void TimelineModel::begin(const AccessUnit& idr, Result& result) {
  if (!first_arrival_) first_arrival_ = idr.arrival;
  const MediaTime by_clock = MediaTime::FromNanos(0) + (idr.arrival - *first_arrival_);
  epoch_ = Epoch{
      .origin = *idr.pts, .start = std::max(end_, by_clock), .arrival = idr.arrival, .video = {*idr.pts, idr.arrival}};
  if (epochs_ == 0) epoch_->start = MediaTime::FromNanos(0);
  epoch_->lead = epoch_->depth = reorder_depth();
  ++epochs_;
  result.begun = next_cause_;
  place_video(idr, true, result);
  for (AccessUnit& audio : std::exchange(held_, {})) {
    if (epoch_) {
      place_audio(std::move(audio), result);
    } else {
      held_.push_back(std::move(audio));
    }
  }
}

std::size_t TimelineModel::reorder_depth() const {
  const std::optional<int> said = video_ ? video_->reorder_frames : std::nullopt;
  return static_cast<std::size_t>(std::clamp(said.value_or(numbers::kUsuallyReordered), 0, numbers::kMostReordered));
}

// B-frames put pictures out of their turn: by at most so many frames. Before two DTS are known, the first step of the
// arrivals tells how long one is.
TimeDelta TimelineModel::reordering() const {
  if (reorder_depth() == 0) return TimeDelta::Zero();
  TimeDelta frame = frame_;
  if (epoch_->decoded < 2) frame = std::max(frame, std::min(epoch_->first_step.value_or(frame), kLongestFrame));
  return frame * numbers::kMostReordered;
}

void TimelineModel::place_video(const AccessUnit& unit, bool begins, Result& result) {
  Epoch& epoch = *epoch_;
  const TimeDelta step = *unit.pts - epoch.video.pts;
  const bool forward = step > TimeDelta::Zero();
  const TimeDelta arrived = unit.arrival - epoch.video.arrival;
  if (!begins && !epoch.first_step) epoch.first_step = arrived;
  const TimeDelta lead = reordering();
  const bool back = unit.keyframe ? !forward : -step > lead;
  const bool ahead = forward && outruns(step, arrived + lead);
  if (!begins && (back || ahead)) {
    straggling_.reset();
    if (epoch.audio) straggling_ = Straggling{*epoch.audio, lead_over(*epoch.audio, epoch.video)};
    end_epoch("jump");
    return place(unit, result);
  }
  if (*unit.pts < epoch.origin) return result.dropped.push_back("before_start");
  if (forward) epoch.video = {*unit.pts, unit.arrival};
  MediaTime dts = epoch.start + (next_dts(*unit.pts) - epoch.origin);
  MediaTime pts = epoch.start + (*unit.pts - epoch.origin);
  if (last_dts_) {
    const TimeDelta since = dts - *last_dts_;
    if (since <= TimeDelta::Zero()) dts = *last_dts_ + kTick;
    if (!begins && since > TimeDelta::Micros(1) && since < kLongestFrame) frame_ = since;
  }
  last_dts_ = dts;
  pts = std::max(pts, dts);
  end_ = std::max(end_, pts + frame_);
  result.placed.push_back(
      {Track::kVideo, unit.payload, pts, dts, frame_, epochs_ - 1, begins, unit.keyframe, unit.pts, unit.arrival});
}

void TimelineModel::place_audio(AccessUnit unit, Result& result) {
  Epoch& epoch = *epoch_;
  if (!unit.pts && epoch.audio) unit.pts = epoch.audio->pts + audio_duration();
  if (!unit.pts) return result.dropped.push_back("no_timestamp");
  if (epoch.audio) {
    const TimeDelta step = *unit.pts - epoch.audio->pts;
    if (step < TimeDelta::Zero() || outruns(step, unit.arrival - epoch.audio->arrival)) {
      straggling_.reset();
      end_epoch("jump");
      return place(unit, result);
    }
  } else {
    if (*unit.pts < epoch.origin) return result.dropped.push_back("before_start");
    const Seen seen{*unit.pts, unit.arrival};
    if (lead_over(seen, epoch.video) > numbers::kTrackSkew || straggles(seen))
      return result.dropped.push_back("off_timeline");
  }
  epoch.audio = Seen{*unit.pts, unit.arrival};
  const MediaTime pts = epoch.start + (*unit.pts - epoch.origin);
  end_ = std::max(end_, pts + audio_duration());
  result.placed.push_back({Track::kAudio, std::move(unit.payload), pts, pts, audio_duration(), epochs_ - 1, false, true,
                           unit.pts, unit.arrival});
}

// Audio that goes on where the old epoch's was, and not as far from the new video as it was from the old, has yet to
// jump; 5 s behind the new IDR nothing of the old is on its way any more.
bool TimelineModel::straggles(const Seen& audio) {
  if (!straggling_) return false;
  const TimeDelta step = audio.pts - straggling_->last.pts;
  const bool goes_on = step >= TimeDelta::Zero() && !outruns(step, audio.arrival - straggling_->last.arrival);
  const bool belongs = abs(lead_over(audio, epoch_->video) - straggling_->ahead) < numbers::kGapClosed;
  const bool old = audio.arrival - epoch_->arrival > numbers::kTrackSkew;
  if (!goes_on || belongs || old) {
    straggling_.reset();
    return false;
  }
  straggling_->last = audio;
  return true;
}

// The DTS of the n-th unit in decode order is the (n - depth)-th least PTS; those before it take whole frames below. A
// picture that is shown before what was decoded tells that the depth is one more than the SPS said.
MediaTime TimelineModel::next_dts(MediaTime pts) {
  Epoch& epoch = *epoch_;
  epoch.pending.push(pts);
  MediaTime dts = epoch.pending.top();
  if (epoch.lead > 0) {
    dts = dts - frame_ * static_cast<int64_t>(epoch.lead--);
  } else {
    ++epoch.decoded;
    const bool deeper = epoch.dts && pts <= *epoch.dts && epoch.depth < numbers::kMostReordered;
    deeper ? void(++epoch.depth) : epoch.pending.pop();
  }
  if (epoch.dts) dts = std::max(dts, *epoch.dts + kTick);
  epoch.dts = dts;
  return dts;
}

TimeDelta TimelineModel::audio_duration() const {
  if (!audio_ || audio_->sample_rate <= 0) return TimeDelta::Ticks(1024, 48'000);
  return TimeDelta::Ticks(audio_->frame_samples, audio_->sample_rate);
}

}  // namespace sw::sim
