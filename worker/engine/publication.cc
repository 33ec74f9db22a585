#include "worker/engine/publication.h"

#include <algorithm>

#include "worker/base/check.h"

namespace sw::engine {

Publication::Publication(ports::MediaOutput& output, Url url, TimeDelta offset)
    : output_(output), url_(std::move(url)), offset_(offset) {}

Publication::Written Publication::write(Timestamp now, core::PlacedUnit unit) {
  if (closed()) state_ = Gathering{};
  if (unit.begins) follow_formats(unit);
  if (std::holds_alternative<Live>(state_)) return send(now, unit);
  if (auto* ending = std::get_if<Ending>(&state_)) {
    if (!ending->next) ending->next.emplace();
    return hold(*ending->next, std::move(unit));
  }
  const Written written = hold(std::get<Gathering>(state_).units, std::move(unit));
  try_open(now);
  return written;
}

void Publication::end() {
  if (const auto* gathering = std::get_if<Gathering>(&state_)) {
    unpublished_ += gathering->units.size();
    state_ = Closed{};
  }
  if (auto* ending = std::get_if<Ending>(&state_); ending != nullptr && ending->next) {
    unpublished_ += ending->next->size();
    ending->next.reset();
  }
  if (!std::holds_alternative<Live>(state_)) return;
  output_.end();
  state_ = Ending{};
}

void Publication::close() {
  output_.close();
  state_ = Closed{};
}

bool Publication::on_started(ports::PipelineRunId run) {
  auto* live = std::get_if<Live>(&state_);
  if (run != run_ || live == nullptr) return false;
  live->started = true;
  return true;
}

bool Publication::on_drained(Timestamp now, ports::PipelineRunId run) {
  auto* ending = std::get_if<Ending>(&state_);
  if (run != run_ || ending == nullptr) return false;
  output_.close();
  std::optional<Units> next = std::move(ending->next);
  state_ = Closed{};
  if (next) {
    state_ = Gathering{std::move(*next)};
    try_open(now);
  }
  return true;
}

bool Publication::on_failed(ports::PipelineRunId run) { return run == run_ && open(); }

bool Publication::flowing() const {
  const auto* live = std::get_if<Live>(&state_);
  return live != nullptr && live->started;
}

void Publication::follow_formats(const core::PlacedUnit& unit) {
  auto* live = std::get_if<Live>(&state_);
  if (live == nullptr || !video_ || !audio_ || !unit.begins) return;
  if (live->formats.second != *audio_) {
    end();
    std::get<Ending>(state_).next.emplace();
  } else if (live->formats.first != *video_) {
    live->formats.first = *video_;
    output_.set_video_format(*video_);
  }
}

Publication::Written Publication::hold(Units& units, core::PlacedUnit unit) {
  if (units.size() == kMaxHeldOutputUnits) return Written::kOverflow;
  units.push_back(std::move(unit));
  return Written::kYes;
}

void Publication::open(MediaTime first) {
  SW_CHECK(closed());
  SW_CHECK(video_.has_value());
  SW_CHECK(audio_.has_value());
  run_ = run_.next();
  output_.open(run_, url_, *video_, *audio_);
  state_ = Live{{*video_, *audio_}};
  interleave_.start(first);
  last_video_dts_.reset();
}

void Publication::try_open(Timestamp now) {
  auto* gathering = std::get_if<Gathering>(&state_);
  if (gathering == nullptr || !video_ || !audio_) return;
  const Units units = std::move(gathering->units);
  state_ = Closed{};
  open(units.front().dts);
  for (const core::PlacedUnit& unit : units) late_ += send(now, unit) == Written::kLate ? 1 : 0;
}

// A picture's DTS makes way: behind a hole in the video the first pictures in decode order have one from before it
// (core/decode_clock), and where two are too close RTMP cannot tell them apart. Those shown in time go to where the
// muxer still takes them.
Publication::Written Publication::send(Timestamp now, const core::PlacedUnit& unit) {
  const Track track = unit.unit.track;
  const bool video = track == Track::kVideo;
  MediaTime dts = std::max(unit.dts, interleave_.earliest(track));
  if (dts > unit.dts && (!video || unit.pts < dts)) return Written::kLate;
  if (video && last_video_dts_) dts = std::max(dts, *last_video_dts_ + core::kMinDtsStep);
  if (video) last_video_dts_ = dts;
  output_.write({.track = track,
                 .payload = unit.unit.payload,
                 .pts = std::max(unit.pts, dts) + offset_,
                 .dts = dts + offset_,
                 .duration = unit.duration,
                 .keyframe = unit.unit.keyframe});
  const auto gap = interleave_.on_written(now, track, dts);
  if (gap) output_.advance(gap->track, gap->until + offset_);
  return Written::kYes;
}

}  // namespace sw::engine
