#include "worker/core/timeline/timeline.h"

#include <algorithm>
#include <utility>

#include "worker/base/check.h"

namespace sw::core {
namespace {

// Whether the step from `before` to a unit is no hole but a jump: it runs ahead of the clock.
bool runs_ahead(TimeDelta pts_step, TimeDelta arrival_step) { return pts_step - arrival_step > kJumpTolerance; }

// By how much the source had a unit of one track further ahead than one of the other, as far as their arrivals tell.
template <class Unit>
TimeDelta skew_between(const Unit& audio, const Unit& video) {
  return (audio.pts - video.pts) - (audio.arrival - video.arrival);
}

}  // namespace

void Timeline::set_video(const VideoFormat& format) {
  if (video_format_ && *video_format_ != format) end_epoch(EpochCause::kFormatChange);
  video_format_ = format;
}

void Timeline::set_audio(const AudioFormat& format) {
  if (audio_format_ && *audio_format_ != format) end_epoch(EpochCause::kFormatChange);
  audio_format_ = format;
}

void Timeline::restart() {
  left_audio_.reset();
  end_epoch(EpochCause::kRestart);
}

void Timeline::end_epoch(EpochCause cause) {
  held_.clear();
  if (started()) state_ = Waiting{cause};
}

void Timeline::place(AccessUnit unit, Placement& placement) {
  if (!unit.pts && unit.track == Track::kAudio) {
    // One RTP packet may carry several frames and only one time: the others follow it.
    const auto* running = std::get_if<Running>(&state_);
    if (running != nullptr && running->audio) unit.pts = running->audio->pts + audio_frame_duration();
  }
  if (!unit.pts) return placement.dropped.push_back(DropReason::kNoTimestamp);
  if (std::holds_alternative<Waiting>(state_)) return wait_for_idr(std::move(unit), placement);
  if (unit.track == Track::kVideo) return place_video(std::move(unit), placement);
  place_audio(std::move(unit), placement);
}

void Timeline::wait_for_idr(AccessUnit unit, Placement& placement) {
  if (unit.track == Track::kVideo) {
    if (!unit.keyframe) return placement.dropped.push_back(DropReason::kAwaitingKeyframe);
    return begin_epoch(std::move(unit), placement);
  }
  if (held_.size() == kMaxHeldAudioUnits) {
    held_.pop_front();
    placement.dropped.push_back(DropReason::kHeldOverflow);
  }
  held_.push_back(std::move(unit));
}

void Timeline::begin_epoch(AccessUnit idr, Placement& placement) {
  const EpochCause cause = std::get<Waiting>(state_).cause;
  if (!first_arrival_) first_arrival_ = idr.arrival;
  const MediaTime by_clock = MediaTime::FromNanos(0) + (idr.arrival - *first_arrival_);
  const int reorder = (video_format_ ? video_format_->reorder_frames : std::nullopt).value_or(kDefaultReorderFrames);
  state_ = Running{.origin = *idr.pts,
                   .start = epochs_ > 0 ? std::max(end_, by_clock) : MediaTime::FromNanos(0),
                   .arrival = idr.arrival,
                   .decode_clock = DecodeClock(reorder, frame_duration_),
                   .video = {*idr.pts, idr.arrival},
                   .audio = std::nullopt,
                   .first_step = std::nullopt};
  ++epochs_;
  const MediaTime dts = std::get<Running>(state_).decode_clock.next(*idr.pts);
  emit_video(std::move(idr), dts, cause, placement);

  std::deque<AccessUnit> held = std::exchange(held_, {});
  for (AccessUnit& audio : held) place(std::move(audio), placement);
}

void Timeline::place_video(AccessUnit unit, Placement& placement) {
  auto& running = std::get<Running>(state_);
  const TimeDelta step = *unit.pts - running.video.pts;
  const bool forward = step > TimeDelta::Zero();
  const TimeDelta arrival_step = unit.arrival - running.video.arrival;
  if (!running.first_step) running.first_step = arrival_step;
  // A picture may be as far from its turn as H.264 reorders, ahead or back; but an IDR comes after all that was shown
  // before it.
  const TimeDelta lead = reordering(running);
  const bool ahead = forward && runs_ahead(step, arrival_step + lead);
  const bool back = unit.keyframe ? !forward : -step > lead;
  if (ahead || back) return jump(std::move(unit), placement);
  // Leading pictures of an open GOP refer to what came before the epoch.
  if (*unit.pts < running.origin) return placement.dropped.push_back(DropReason::kBeforeStart);
  if (forward) running.video = {*unit.pts, unit.arrival};
  const MediaTime dts = running.decode_clock.next(*unit.pts);
  emit_video(std::move(unit), dts, std::nullopt, placement);
}

// How far a picture may be from its turn, since others are shown before it. At the begin of an epoch only the arrival
// tells how long a frame is.
TimeDelta Timeline::reordering(const Running& running) const {
  if (video_format_ && video_format_->reorder_frames == 0) return TimeDelta::Zero();
  TimeDelta frame = frame_duration_;
  if (!running.decode_clock.is_settled() && running.first_step) {
    frame = std::clamp(*running.first_step, frame_duration_, kMaxFrameDuration);
  }
  return frame * kMaxReorderFrames;
}

void Timeline::place_audio(AccessUnit unit, Placement& placement) {
  auto& running = std::get<Running>(state_);
  if (running.audio) {
    const TimeDelta step = *unit.pts - running.audio->pts;
    const bool back = step < TimeDelta::Zero();
    if (back || runs_ahead(step, unit.arrival - running.audio->arrival)) return jump(std::move(unit), placement);
  } else {
    const TimeDelta skew = skew_between(Latest{*unit.pts, unit.arrival}, running.video);
    if (*unit.pts < running.origin) return placement.dropped.push_back(DropReason::kBeforeStart);
    if (skew > kTrackSkewLimit || is_left_over(unit)) return placement.dropped.push_back(DropReason::kOffTimeline);
  }
  running.audio = Latest{*unit.pts, unit.arrival};
  emit_audio(std::move(unit), placement);
}

// Whether audio continues that of the epoch before: it was on its way when the video jumped, and has not jumped yet.
// Taken for the new epoch's, it would be followed by a jump of its own, and that by a second epoch. Where the video
// alone has jumped the audio never does; then it is taken as it comes once nothing can be on its way any more.
bool Timeline::is_left_over(const AccessUnit& audio) {
  if (!left_audio_) return false;
  const auto& running = std::get<Running>(state_);
  const Latest unit{*audio.pts, audio.arrival};
  const TimeDelta step = unit.pts - left_audio_->latest.pts;
  const bool goes_on = step >= TimeDelta::Zero() && !runs_ahead(step, unit.arrival - left_audio_->latest.arrival);
  const bool fits = abs(skew_between(unit, running.video) - left_audio_->skew) < kMaxSyncDelta;
  if (!goes_on || fits || unit.arrival - running.arrival > kTrackSkewLimit) {
    left_audio_.reset();
    return false;
  }
  left_audio_->latest = unit;
  return true;
}

void Timeline::jump(AccessUnit unit, Placement& placement) {
  placement.jumped = true;
  const auto& running = std::get<Running>(state_);
  left_audio_.reset();
  if (unit.track == Track::kVideo && running.audio) {
    left_audio_ = LeftAudio{*running.audio, skew_between(*running.audio, running.video)};
  }
  end_epoch(EpochCause::kJump);
  wait_for_idr(std::move(unit), placement);
}

void Timeline::emit_video(AccessUnit unit, MediaTime raw_dts, std::optional<EpochCause> begins, Placement& placement) {
  const auto& running = std::get<Running>(state_);
  MediaTime pts = running.start + (*unit.pts - running.origin);
  MediaTime dts = running.start + (raw_dts - running.origin);
  if (last_video_dts_) {
    const TimeDelta step = dts - *last_video_dts_;
    if (step <= TimeDelta::Zero()) dts = *last_video_dts_ + TimeDelta::Nanos(1);
    if (!begins && step > TimeDelta::Micros(1) && step < kMaxFrameDuration) frame_duration_ = step;
  }
  last_video_dts_ = dts;
  pts = std::max(pts, dts);
  end_ = std::max(end_, pts + frame_duration_);
  placement.units.push_back({std::move(unit), pts, dts, frame_duration_, epochs_ - 1, begins});
}

void Timeline::emit_audio(AccessUnit unit, Placement& placement) {
  const auto& running = std::get<Running>(state_);
  const MediaTime pts = running.start + (*unit.pts - running.origin);
  const TimeDelta duration = audio_frame_duration();
  end_ = std::max(end_, pts + duration);
  placement.units.push_back({std::move(unit), pts, pts, duration, epochs_ - 1, std::nullopt});
}

TimeDelta Timeline::audio_frame_duration() const {
  if (!audio_format_ || audio_format_->sample_rate <= 0) return TimeDelta::Ticks(1024, 48000);
  return TimeDelta::Ticks(audio_format_->frame_samples, audio_format_->sample_rate);
}

}  // namespace sw::core
