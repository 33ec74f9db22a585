#include "sim/oracle/media/segment_model.h"

#include <algorithm>
#include <utility>

#include "sim/oracle/media/numbers.h"

namespace sw::sim {
namespace {

int64_t rounded_down(TimeDelta span, TimeDelta step) {
  const int64_t whole = span / step;
  return step * whole > span ? whole - 1 : whole;
}

}  // namespace

void SegmentModel::begin_epoch(const PlacedMedia& idr, const VideoFormat& video, const AudioFormat& audio) {
  in_epoch_ = true;
  epoch_ = idr.epoch;
  start_ = audio_end_ = video_end_ = idr.pts;
  decode_start_ = idr.dts;
  video_format_ = video;
  first_ = video_index_ = 0;
  open_.clear();
  first_passed_.reset();
  adopt_audio(audio);
}

void SegmentModel::adopt_audio(const AudioFormat& audio) {
  format_ = audio;
  frame_ = TimeDelta::Ticks(audio.frame_samples, audio.sample_rate);
  last_frame_.reset();
  if (decoding_ == audio && !audio.codec_data.empty()) return;
  decoding_ = audio;
  format_begins_ = true;
}

int64_t SegmentModel::index_of(TimeDelta since_start) const {
  return std::max(first_, rounded_down(since_start, duration_));
}

int64_t SegmentModel::audio_index(MediaTime start) const { return index_of(start - start_ + frame_ / 2); }

SegmentModel::Building& SegmentModel::building(int64_t index) {
  const auto place = static_cast<std::size_t>(index - first_);
  if (open_.size() <= place) open_.resize(place + 1);
  return open_[place];
}

void SegmentModel::add(Timestamp now, const PlacedMedia& unit, std::vector<ClosedSegment>& closed) {
  if (!in_epoch_) return;
  if (unit.track == Track::kVideo) {
    const int64_t index = index_of(unit.dts - decode_start_);
    video_index_ = std::max(video_index_, index);
    video_end_ = std::max(video_end_, unit.pts + unit.duration);
    building(index).video.push_back(unit);
  } else {
    const int64_t missing = missing_until(unit.pts);
    if (missing < 0) {
      ++late_audio_;
    } else {
      fill_hole(unit.pts, missing);
      add_frame({unit.pts, unit.payload, unit.source_pts, frame_});
    }
  }
  close_passed(now, closed);
}

// The output's audio stays in its place: silence is as long as the hole, where that is more than drift.
void SegmentModel::fill_hole(MediaTime until, int64_t frames) {
  for (int64_t i = 0; i < frames; ++i) {
    const TimeDelta left = until - audio_end_;
    add_frame({audio_end_, nullptr, std::nullopt, i + 1 < frames ? frame_ : left});
  }
  if (frames > 0 || until - audio_end_ < numbers::kSlewStart) return;
  building(audio_index(until)).audio.push_back({audio_end_, nullptr, std::nullopt, until - audio_end_, false});
}

void SegmentModel::add_frame(FrameInPlace frame) {
  Building& to = building(audio_index(frame.start));
  if (frame.payload) to.real_audio += frame_;
  audio_end_ = frame.start + frame_;
  to.audio.push_back(std::move(frame));
}

int64_t SegmentModel::missing_until(MediaTime end) const { return rounded_down(end - audio_end_ + frame_ / 2, frame_); }

void SegmentModel::fill_until(MediaTime end) {
  const int64_t missing = missing_until(end);
  for (int64_t i = 0; i < missing; ++i) add_frame({audio_end_, nullptr, std::nullopt, frame_});
}

void SegmentModel::on_time(Timestamp now, std::vector<ClosedSegment>& closed) {
  if (in_epoch_ && first_passed_ && now >= *first_passed_ + numbers::kPatience) close_passed(now, closed);
}

void SegmentModel::close_passed(Timestamp now, std::vector<ClosedSegment>& closed) {
  for (;;) {
    const bool audio_passed = audio_index(audio_end_) > first_;
    const bool video_passed = video_index_ > first_;
    if (!audio_passed && !video_passed) return;
    if (!first_passed_) first_passed_ = now;
    const bool impatient = now >= *first_passed_ + numbers::kPatience;
    if ((!audio_passed || !video_passed) && !impatient) return;
    if (!audio_passed) fill_until(boundary(first_ + 1));
    close_first(now, duration_, ClosedSegment::End::kBoundary, closed);
  }
}

void SegmentModel::close_first(Timestamp now, TimeDelta duration, ClosedSegment::End end,
                               std::vector<ClosedSegment>& closed) {
  Building& first = building(first_);
  const bool rest = duration < numbers::kLeastSegment;
  ClosedSegment segment{.batch = rest ? std::nullopt : std::optional(next_batch_),
                        .epoch = epoch_,
                        .start = boundary(first_),
                        .duration = duration,
                        .end = end,
                        .closed = now,
                        .video = std::move(first.video),
                        .audio = std::move(first.audio),
                        .real_audio = first.real_audio,
                        .format = format_,
                        .video_format = video_format_,
                        .before = last_frame_,
                        .format_begins = format_begins_};
  if (!rest) ++next_batch_;
  open_.pop_front();
  ++first_;
  first_passed_.reset();
  if (!segment.audio.empty()) {
    last_frame_ = segment.audio.back().payload;
    format_begins_ = false;
  }
  closed.push_back(std::move(segment));
}

void SegmentModel::finish(Timestamp now, ClosedSegment::End end, std::vector<ClosedSegment>& closed) {
  if (!in_epoch_) return;
  const MediaTime media_end = std::max(audio_end_, video_end_);
  // Up to there and no further, since what follows has its own place.
  if (const int64_t missing = missing_until(media_end); missing > 0) fill_hole(media_end, missing);
  building(first_);
  while (open_.size() > 1) close_first(now, duration_, ClosedSegment::End::kBoundary, closed);
  TimeDelta rest = std::clamp(media_end - boundary(first_), TimeDelta::Zero(), duration_);
  if (!building(first_).video.empty()) rest = std::max(rest, TimeDelta::Nanos(1));
  if (rest > TimeDelta::Zero()) close_first(now, rest, end, closed);
  in_epoch_ = false;
}

std::optional<MediaTime> SegmentModel::open_start() const {
  if (!in_epoch_) return std::nullopt;
  return boundary(first_);
}

}  // namespace sw::sim
