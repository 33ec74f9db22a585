// The segmenter against a model of the rules, over streams with holes in either track, late audio and tracks that stop.
// The model keeps numbers of units where the segmenter keeps media.
#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

#include "worker/core/segmenter/segmenter.h"

namespace sw::core {
namespace {

constexpr int64_t kSegmentNs = 6'000'000'000;
constexpr int64_t kPatienceNs = 1'000'000'000;
constexpr Timestamp kStart = Timestamp::FromSeconds(1000);

struct Unit {
  Track track;
  int64_t pts;  // ns; also its arrival
};

int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }
int64_t rounded(int64_t a, int64_t b) { return floor_div(a + b / 2, b); }

struct ModelSegment {
  int64_t began = -1;
  int64_t closed = 0;
  std::vector<int64_t> video, audio;  // PTS
  bool operator==(const ModelSegment&) const = default;
};

class Model {
 public:
  explicit Model(int64_t frame) : frame_(frame) {}

  void add(const Unit& unit) {
    pass_time_to(unit.pts);
    now_ = unit.pts;
    if (unit.track == Track::kVideo) {
      const int64_t index = std::max(closed_, unit.pts / kSegmentNs);
      video_index_ = std::max(video_index_, index);
      open_[index].video.push_back(unit.pts);
      begin_up_to(index);
    } else if (rounded(unit.pts - audio_end_, frame_) >= 0) {
      const int64_t index = audio_index(unit.pts);
      audio_end_ = unit.pts + frame_;
      open_[index].audio.push_back(unit.pts);
      begin_up_to(index);
    } else {
      ++late;
    }
    close();
  }
  // Lets the patience of a segment end that is due before `until`.
  void pass_time_to(int64_t until) {
    while (first_passed_ >= 0 && first_passed_ + kPatienceNs <= until) {
      now_ = first_passed_ + kPatienceNs;
      close();
    }
  }

  std::vector<ModelSegment> closed;
  uint64_t late = 0;

 private:
  int64_t audio_index(int64_t pts) const { return std::max(closed_, floor_div(pts + frame_ / 2, kSegmentNs)); }
  void begin_up_to(int64_t index) {
    for (int64_t k = closed_; k <= index; ++k) {
      if (open_[k].began < 0) open_[k].began = now_;
    }
  }
  void close() {
    for (;;) {
      const bool audio = audio_index(audio_end_) > closed_;
      const bool video = video_index_ > closed_;
      if (!audio && !video) return;
      if (first_passed_ < 0) first_passed_ = now_;
      if (!(audio && video) && now_ < first_passed_ + kPatienceNs) return;
      const int64_t boundary = (closed_ + 1) * kSegmentNs;
      if (!audio) audio_end_ += std::max<int64_t>(0, rounded(boundary - audio_end_, frame_)) * frame_;
      open_[closed_].closed = now_;
      closed.push_back(open_[closed_]);
      open_.erase(closed_++);
      first_passed_ = -1;
    }
  }

  int64_t frame_;
  int64_t now_ = 0;
  int64_t closed_ = 0;
  int64_t audio_end_ = 0;
  int64_t video_index_ = 0;
  int64_t first_passed_ = -1;
  std::map<int64_t, ModelSegment> open_;
};

PlacedUnit placed(const Unit& unit, TimeDelta duration, bool first) {
  const MediaTime pts = MediaTime::FromNanos(unit.pts);
  return {.unit = {.track = unit.track,
                   .payload = nullptr,
                   .pts = pts,
                   .dts = std::nullopt,
                   .keyframe = first,
                   .arrival = kStart + TimeDelta::Nanos(unit.pts)},
          .pts = pts,
          .dts = pts,
          .duration = duration,
          .epoch = 0,
          .begins = first ? std::optional(EpochCause::kStart) : std::nullopt};
}

// What each track does next.
struct Stretch {
  Track track;
  int64_t skip_ms;  // a hole, or, of audio, a step back that makes units late
  int units;
};
rc::Gen<Stretch> stretches() {
  return rc::gen::map(rc::gen::tuple(rc::gen::element(Track::kVideo, Track::kAudio, Track::kAudio),
                                     rc::gen::weightedElement<int64_t>(
                                         {{6, 0}, {2, 11}, {2, 33}, {2, 900}, {1, 1'700}, {1, 14'000}, {1, -60}}),
                                     rc::gen::inRange(1, 120)),
                      [](const std::tuple<Track, int64_t, int>& parts) {
                        return Stretch{std::get<0>(parts), std::get<1>(parts), std::get<2>(parts)};
                      });
}

std::vector<Unit> stream_of(const std::vector<Stretch>& plan, int64_t audio_frame) {
  constexpr int64_t kVideoFrame = 1'001'000'000 / 30;
  std::vector<Unit> units{{Track::kVideo, 0}};
  std::map<Track, int64_t> next{{Track::kVideo, kVideoFrame}, {Track::kAudio, 0}};
  for (const Stretch& stretch : plan) {
    int64_t& at_ns = next[stretch.track];
    const bool back = stretch.track == Track::kVideo && stretch.skip_ms < 0;
    if (!back) at_ns = std::max<int64_t>(0, at_ns + stretch.skip_ms * 1'000'000);
    for (int i = 0; i < stretch.units; ++i) {
      units.push_back({stretch.track, at_ns});
      at_ns += stretch.track == Track::kVideo ? kVideoFrame : audio_frame;
    }
  }
  std::stable_sort(units.begin() + 1, units.end(), [](const Unit& a, const Unit& b) { return a.pts < b.pts; });
  return units;
}

RC_GTEST_PROP(SegmenterProperty, CutsAndClosesAsTheModelDoes, ()) {
  const TimeDelta frame = *rc::gen::element(TimeDelta::Ticks(1024, 48'000), TimeDelta::Ticks(1024, 44'100),
                                            TimeDelta::Ticks(2048, 44'100), TimeDelta::Ticks(1024, 8'000));
  const auto plan = *rc::gen::container<std::vector<Stretch>>(stretches());
  const std::vector<Unit> units = stream_of(plan, frame.nanos());
  Segmenter segmenter(TimeDelta::Nanos(kSegmentNs));
  segmenter.set_audio_frame(frame);
  Model model(frame.nanos());
  std::vector<ModelSegment> got;
  Segments closed;
  MediaTime audio_end = MediaTime::FromNanos(0);
  const auto keep = [&](Timestamp now) {
    for (const Segment& segment : closed) {
      RC_ASSERT(segment.batch_number == got.size());
      RC_ASSERT(segment.start.nanos() == static_cast<int64_t>(got.size()) * kSegmentNs);
      ModelSegment one{
          .began = (segment.began - kStart).nanos(), .closed = (now - kStart).nanos(), .video = {}, .audio = {}};
      for (const PlacedUnit& unit : segment.video) one.video.push_back(unit.pts.nanos());
      for (const AudioPiece& piece : segment.audio) {
        const auto* silence = std::get_if<Silence>(&piece);
        const MediaTime start = silence != nullptr ? silence->start : std::get<PlacedUnit>(piece).pts;
        // Without a gap, over all segments, to less than half a frame at each piece that came.
        RC_ASSERT(abs(start - audio_end) <= frame / 2);
        audio_end = start + frame * (silence != nullptr ? silence->frames : 1);
        if (silence == nullptr) one.audio.push_back(start.nanos());
      }
      got.push_back(std::move(one));
    }
    closed.clear();
  };
  for (const Unit& unit : units) {
    const Timestamp now = kStart + TimeDelta::Nanos(unit.pts);
    for (auto due = segmenter.deadline(); due && *due <= now; due = segmenter.deadline()) {
      segmenter.on_time(*due, closed);
      keep(*due);
    }
    segmenter.add(now, placed(unit, frame, &unit == &units.front()), closed);
    keep(now);
    model.add(unit);
  }
  RC_ASSERT(segmenter.late_units() == model.late);
  RC_ASSERT(got.size() == model.closed.size());
  for (std::size_t k = 0; k < got.size(); ++k) RC_ASSERT(got[k] == model.closed[k]);
}

}  // namespace
}  // namespace sw::core
