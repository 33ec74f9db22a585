#include "fakes/live/loop_schedule.h"

#include <algorithm>

#include "worker/base/check.h"

namespace sw::fakes {
namespace {

constexpr int64_t kNanosPerSecond = 1'000'000'000;

// No round is shorter, however a damaged file states its durations: a loop of no length would never end.
constexpr TimeDelta kMinRound = TimeDelta::Millis(1);

// To the nearest tick. Whole seconds are taken apart, so that no file is too long.
int64_t to_ticks(TimeDelta time, int64_t rate) {
  const int64_t seconds = time.nanos() / kNanosPerSecond;
  const int64_t rest = time.nanos() % kNanosPerSecond;
  return seconds * rate + (rest * rate + kNanosPerSecond / 2) / kNanosPerSecond;
}

MediaTime earliest(const std::vector<UnitTimes>& video, const std::vector<UnitTimes>& audio) {
  MediaTime first = video.front().pts;
  for (const UnitTimes& unit : video) first = std::min(first, unit.pts);
  return audio.empty() ? first : std::min(first, audio.front().pts);
}

}  // namespace

LoopSchedule::LoopSchedule(std::vector<UnitTimes> video, std::vector<UnitTimes> audio, int audio_rate, bool looped)
    : rate_(audio.empty() ? kNanosPerSecond : audio_rate), looped_(looped) {
  SW_CHECK(!video.empty());
  SW_CHECK(rate_ > 0);
  const MediaTime origin = earliest(video, audio);
  place_video(video, origin);
  loop_ticks_ = std::max<int64_t>(1, to_ticks(std::max(video_end_, kMinRound), rate_));
  end_ = video_end_;
  if (!audio.empty()) place_audio(audio, origin);
}

// A frame is sent when its turn to be decoded comes, the first one at its own PTS: as an encoder with B-frames sends
// them, and so that two tracks that begin together also arrive together.
void LoopSchedule::place_video(const std::vector<UnitTimes>& video, MediaTime origin) {
  for (const UnitTimes& unit : video) {
    const TimeDelta due = (unit.dts - video.front().dts) + (video.front().pts - origin);
    video_.push_back({.pts = unit.pts - origin, .due = due});
    const TimeDelta shown_until = unit.pts + unit.duration - origin;
    if (shown_until <= video_end_) continue;
    video_end_ = shown_until;
    last_frame_ = unit.duration;
  }
}

void LoopSchedule::place_audio(const std::vector<UnitTimes>& audio, MediaTime origin) {
  const int64_t frame = std::max<int64_t>(1, to_ticks(audio.front().duration, rate_));
  for (const UnitTimes& unit : audio) audio_.push_back(to_ticks(unit.pts - origin, rate_));
  if (looped_) fit_loop(audio_.front(), frame);
  end_ = std::max(end_, ticks(audio_.back() + frame));
}

// `first` + L is where the next round's audio goes on.
void LoopSchedule::fit_loop(int64_t first, int64_t frame) {
  const int64_t video_ticks = loop_ticks_;
  while (audio_.size() > 1 && audio_.back() + frame - first > video_ticks + frame / 2) audio_.pop_back();
  const int64_t audio_ticks = audio_.back() + frame - first;
  const int64_t shortened = video_ticks - audio_ticks;
  const bool fits = shortened < frame && ticks(std::max<int64_t>(0, shortened)) <= last_frame_ / 2;
  loop_ticks_ = fits ? audio_ticks : std::max<int64_t>(1, (video_ticks + frame / 2) / frame) * frame;
  while (audio_.size() > 1 && audio_.back() + frame > first + loop_ticks_) audio_.pop_back();
}

// Rounded up to a nanosecond: a payloader that rounds down to its clock rate then finds the exact tick again.
TimeDelta LoopSchedule::ticks(int64_t count) const {
  const TimeDelta down = TimeDelta::Ticks(count, rate_);
  const bool exact = (count % rate_) * kNanosPerSecond % rate_ == 0;
  return exact ? down : down + TimeDelta::Nanos(1);
}

std::optional<ScheduledUnit> LoopSchedule::next_video() const {
  if (at_video_.index >= video_.size()) return std::nullopt;
  const VideoUnit& unit = video_[at_video_.index];
  const TimeDelta round_start = ticks(at_video_.round * loop_ticks_);
  return ScheduledUnit{.track = Track::kVideo,
                       .index = at_video_.index,
                       .pts = MediaTime::FromNanos(0) + round_start + unit.pts,
                       .due = round_start + unit.due};
}

std::optional<ScheduledUnit> LoopSchedule::next_audio() const {
  if (at_audio_.index >= audio_.size()) return std::nullopt;
  const TimeDelta at = ticks(at_audio_.round * loop_ticks_ + audio_[at_audio_.index]);
  return ScheduledUnit{
      .track = Track::kAudio, .index = at_audio_.index, .pts = MediaTime::FromNanos(0) + at, .due = at};
}

std::optional<ScheduledUnit> LoopSchedule::peek() const {
  const auto video = next_video();
  const auto audio = next_audio();
  if (!audio) return video;
  if (!video) return audio;
  return audio->due < video->due ? audio : video;
}

void LoopSchedule::advance() {
  const auto unit = peek();
  SW_CHECK(unit.has_value());
  const bool is_video = unit->track == Track::kVideo;
  Cursor& cursor = is_video ? at_video_ : at_audio_;
  const std::size_t count = is_video ? video_.size() : audio_.size();
  if (++cursor.index < count || !looped_) return;
  cursor = {.round = cursor.round + 1, .index = 0};
}

}  // namespace sw::fakes
