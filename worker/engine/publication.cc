#include "worker/engine/publication.h"

#include <algorithm>

#include "worker/base/check.h"

namespace sw::engine {

Publication::Publication(ports::MediaOutput& output, Url url, TimeDelta offset)
    : output_(output), url_(std::move(url)), offset_(offset) {}

Publication::Written Publication::write(core::PlacedUnit unit) {
  if (closed()) state_ = Gathering{};
  if (unit.begins) follow_formats(unit);
  if (std::holds_alternative<Live>(state_)) return send(unit);
  if (auto* ending = std::get_if<Ending>(&state_)) {
    if (!ending->next) ending->next.emplace();
    return hold(*ending->next, std::move(unit));
  }
  const Written written = hold(std::get<Gathering>(state_).units, std::move(unit));
  try_open();
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

bool Publication::on_drained(ports::PipelineRunId run) {
  auto* ending = std::get_if<Ending>(&state_);
  if (run != run_ || ending == nullptr) return false;
  output_.close();
  std::optional<Units> next = std::move(ending->next);
  state_ = Closed{};
  if (next) {
    state_ = Gathering{std::move(*next)};
    try_open();
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
}

void Publication::try_open() {
  auto* gathering = std::get_if<Gathering>(&state_);
  if (gathering == nullptr || !video_ || !audio_) return;
  const Units units = std::move(gathering->units);
  state_ = Closed{};
  open(units.front().dts);
  for (const core::PlacedUnit& unit : units) late_ += send(unit) == Written::kLate ? 1 : 0;
}

// Behind a hole in the video the first pictures in decode order have a DTS from before it (core/decode_clock): those
// that are shown in time are moved to where the muxer still takes them.
Publication::Written Publication::send(const core::PlacedUnit& unit) {
  const Track track = unit.unit.track;
  MediaTime dts = unit.dts;
  if (!interleave_.in_time(track, dts)) {
    dts = interleave_.earliest(track);
    if (moved_to_) dts = std::max(dts, *moved_to_ + TimeDelta::Nanos(1));
    if (track == Track::kAudio || unit.pts < dts) return Written::kLate;
    moved_to_ = dts;
  }
  output_.write({.track = track,
                 .payload = unit.unit.payload,
                 .pts = unit.pts + offset_,
                 .dts = dts + offset_,
                 .duration = unit.duration,
                 .keyframe = unit.unit.keyframe});
  const auto gap = interleave_.on_written(track, dts);
  if (gap) output_.advance(gap->track, gap->until + offset_);
  return Written::kYes;
}

}  // namespace sw::engine
