#include "worker/engine/publication.h"

namespace sw::engine {

Publication::Publication(ports::MediaOutput& output, Url url, TimeDelta offset)
    : output_(output), url_(std::move(url)), offset_(offset) {}

bool Publication::write(core::PlacedUnit unit) {
  if (closed()) state_ = Gathering{};
  if (begins_other_formats(unit)) {
    end();
    std::get<Ending>(state_).next.emplace();
  }
  if (std::holds_alternative<Live>(state_)) {
    send(unit);
    return true;
  }
  if (auto* ending = std::get_if<Ending>(&state_)) {
    if (!ending->next) ending->next.emplace();
    ending->next->push_back(std::move(unit));
    return ending->next->size() <= kMaxHeldOutputUnits;
  }
  auto& units = std::get<Gathering>(state_).units;
  units.push_back(std::move(unit));
  if (units.size() > kMaxHeldOutputUnits) return false;
  try_open();
  return true;
}

void Publication::end() {
  if (std::holds_alternative<Gathering>(state_)) state_ = Closed{};
  if (auto* ending = std::get_if<Ending>(&state_)) ending->next.reset();
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

void Publication::try_open() {
  auto* gathering = std::get_if<Gathering>(&state_);
  if (gathering == nullptr || !video_ || !audio_) return;
  const Units units = std::move(gathering->units);
  run_ = run_.next();
  output_.open(run_, url_, *video_, *audio_);
  state_ = Live{{*video_, *audio_}};
  for (const core::PlacedUnit& unit : units) send(unit);
}

void Publication::send(const core::PlacedUnit& unit) {
  output_.write({.track = unit.unit.track,
                 .payload = unit.unit.payload,
                 .pts = unit.pts + offset_,
                 .dts = unit.dts + offset_,
                 .duration = unit.duration,
                 .keyframe = unit.unit.keyframe});
}

bool Publication::begins_other_formats(const core::PlacedUnit& unit) const {
  const auto* live = std::get_if<Live>(&state_);
  return live != nullptr && unit.begins && video_ && audio_ && live->formats != Formats{*video_, *audio_};
}

}  // namespace sw::engine
