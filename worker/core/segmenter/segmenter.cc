#include "worker/core/segmenter/segmenter.h"

#include <algorithm>
#include <utility>

#include "worker/base/check.h"
#include "worker/core/av_sync/av_sync.h"

namespace sw::core {
namespace {

// How many steps of `step` fit into `span`, rounded towards minus infinity.
int64_t floor_div(TimeDelta span, TimeDelta step) {
  const int64_t quotient = span / step;
  return span < step * quotient ? quotient - 1 : quotient;
}

int64_t ceil_div(TimeDelta span, TimeDelta step) { return -floor_div(-span, step); }

// Whole frames in a gap, rounded to the nearest.
int64_t frames_in(TimeDelta gap, TimeDelta frame) { return floor_div(gap + frame / 2, frame); }

}  // namespace

Segmenter::Segmenter(TimeDelta segment_duration) : duration_(segment_duration) {
  SW_CHECK(segment_duration > TimeDelta::Zero());
}

void Segmenter::set_audio_frame(TimeDelta duration) {
  SW_CHECK(duration > TimeDelta::Zero());
  audio_frame_ = duration;
}

void Segmenter::add(Timestamp now, PlacedUnit unit, Segments& closed) {
  if (unit.begins) {
    finish(SegmentEnd::kEpoch, closed);
    begin_epoch(unit);
  }
  if (!epoch_) return;
  if (unit.unit.track == Track::kVideo) {
    add_video(std::move(unit));
  } else {
    add_audio(std::move(unit));
  }
  note_beginnings(now);
  close_ready(now, closed);
}

void Segmenter::finish(SegmentEnd end, Segments& closed) {
  if (!epoch_) return;
  const MediaTime media_end = std::max(epoch_->audio_end, epoch_->video_end);
  // What follows has a place of its own: silence ends with the media.
  if (const int64_t missing = missing_until(media_end); missing > 0) fill_hole(media_end, missing);
  while (epoch_->open.size() > 1) close_first(SegmentEnd::kBoundary, closed);
  Segment& rest = epoch_->open.front().segment;
  rest.duration = std::clamp(media_end - rest.start, TimeDelta::Zero(), duration_);
  // Pictures that are decoded behind the last boundary and shown before it have to go out all the same.
  if (!rest.video.empty()) rest.duration = std::max(rest.duration, TimeDelta::Nanos(1));
  if (rest.duration > TimeDelta::Zero()) close_first(end, closed);
  epoch_.reset();
}

std::optional<Timestamp> Segmenter::deadline() const {
  if (!epoch_) return std::nullopt;
  const auto& first_passed = epoch_->open.front().first_passed;
  if (!first_passed) return std::nullopt;
  return *first_passed + kSegmentPatience;
}

std::optional<MediaTime> Segmenter::open_start() const {
  if (!epoch_) return std::nullopt;
  return epoch_->open.front().segment.start;
}

void Segmenter::on_time(Timestamp now, Segments& closed) {
  if (const auto due = deadline(); !due || now < *due) return;
  close_ready(now, closed);
}

void Segmenter::begin_epoch(const PlacedUnit& idr) {
  epoch_ = Epoch{.number = idr.epoch,
                 .start = idr.pts,
                 .decode_start = idr.dts,
                 .audio_end = idr.pts,
                 .video_end = idr.pts,
                 .open = {}};
  open_segment(0);
}

void Segmenter::add_video(PlacedUnit unit) {
  const int64_t by_dts = std::max<int64_t>(0, floor_div(unit.dts - epoch_->decode_start, duration_));
  const int64_t index = std::max(by_dts, epoch_->first_index);
  epoch_->video_index = std::max(epoch_->video_index, index);
  epoch_->video_end = std::max(epoch_->video_end, unit.pts + unit.duration);
  epoch_->last_index = std::max(epoch_->last_index, index);
  open_segment(index).segment.video.push_back(std::move(unit));
}

void Segmenter::add_audio(PlacedUnit unit) {
  const int64_t missing = missing_until(unit.pts);
  if (missing < 0) {
    ++late_units_;
    return;
  }
  const int64_t index = audio_index(unit.pts);
  epoch_->last_index = std::max(epoch_->last_index, index);
  fill_hole(unit.pts, missing);
  Segment& segment = open_segment(index).segment;
  epoch_->audio_end = unit.pts + audio_frame_;
  segment.real_audio += audio_frame_;
  segment.audio.emplace_back(std::move(unit));
}

// A hole that is too short for a frame is left to the output, unless it is so short that slewing would not begin.
void Segmenter::fill_hole(MediaTime until, int64_t frames) {
  const MediaTime from = epoch_->audio_end;
  if (frames > 0) {
    Silence& last = add_silence(frames);
    last.last = until - (epoch_->audio_end - audio_frame_);
  } else if (until - from >= kSlewStart) {
    open_segment(audio_index(until)).segment.audio.emplace_back(Silence{from, 0, until - from});
  }
}

// Returns the last piece of it.
Silence& Segmenter::add_silence(int64_t frames) {
  for (;;) {
    const int64_t index = audio_index(epoch_->audio_end);
    const TimeDelta room = boundary(index + 1) - audio_frame_ / 2 - epoch_->audio_end;
    const int64_t fitting = std::clamp<int64_t>(ceil_div(room, audio_frame_), 1, frames);
    auto& audio = open_segment(index).segment.audio;
    audio.emplace_back(Silence{epoch_->audio_end, fitting, audio_frame_});
    epoch_->audio_end += audio_frame_ * fitting;
    frames -= fitting;
    if (frames == 0) return std::get<Silence>(audio.back());
  }
}

void Segmenter::fill_audio_until(MediaTime end) {
  if (const int64_t missing = missing_until(end); missing > 0) add_silence(missing);
}

int64_t Segmenter::missing_until(MediaTime end) const { return frames_in(end - epoch_->audio_end, audio_frame_); }

// Every segment up to the last that has media has begun, also one that the media skipped.
void Segmenter::note_beginnings(Timestamp now) {
  for (std::size_t place = 0; place < epoch_->open.size(); ++place) {
    if (epoch_->first_index + static_cast<int64_t>(place) > epoch_->last_index) return;
    Open& open = epoch_->open[place];
    if (!std::exchange(open.began, true)) open.segment.began = now;
  }
}

void Segmenter::close_ready(Timestamp now, Segments& closed) {
  while (true) {
    Open& first = epoch_->open.front();
    const bool audio_passed = audio_index(epoch_->audio_end) > epoch_->first_index;
    const bool video_passed = epoch_->video_index > epoch_->first_index;
    if (!audio_passed && !video_passed) return;
    if (!first.first_passed) first.first_passed = now;
    const bool patience_over = now >= *first.first_passed + kSegmentPatience;
    if (!(audio_passed && video_passed) && !patience_over) return;
    if (!audio_passed) fill_audio_until(boundary(epoch_->first_index + 1));
    close_first(SegmentEnd::kBoundary, closed);
  }
}

void Segmenter::close_first(SegmentEnd end, Segments& closed) {
  Segment segment = std::move(epoch_->open.front().segment);
  const int64_t next = epoch_->first_index + 1;
  open_segment(next);
  epoch_->open.pop_front();
  epoch_->first_index = next;
  segment.end = end;
  segment.batch_number = next_batch_;
  if (!segment.is_rest()) ++next_batch_;
  closed.push_back(std::move(segment));
}

int64_t Segmenter::audio_index(MediaTime frame_start) const {
  return std::max(epoch_->first_index, floor_div(frame_start - epoch_->start + audio_frame_ / 2, duration_));
}

MediaTime Segmenter::boundary(int64_t index) const { return epoch_->start + duration_ * index; }

Segmenter::Open& Segmenter::open_segment(int64_t index) {
  SW_CHECK(index >= epoch_->first_index);
  const auto position = static_cast<std::size_t>(index - epoch_->first_index);
  while (epoch_->open.size() <= position) {
    const int64_t next = epoch_->first_index + static_cast<int64_t>(epoch_->open.size());
    epoch_->open.push_back({Segment{.batch_number = 0,
                                    .epoch = epoch_->number,
                                    .start = boundary(next),
                                    .duration = duration_,
                                    .began = Timestamp::FromNanos(0),
                                    .end = SegmentEnd::kBoundary,
                                    .video = {},
                                    .audio = {},
                                    .real_audio = TimeDelta::Zero()},
                            false, std::nullopt});
  }
  return epoch_->open[position];
}

}  // namespace sw::core
