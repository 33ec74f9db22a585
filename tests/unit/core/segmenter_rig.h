// Media for the segmenter: units that are added at the moment at which they are due.
#pragma once

#include <gtest/gtest.h>

#include "worker/core/segmenter/segmenter.h"

namespace sw::core {

inline constexpr TimeDelta kSegment = TimeDelta::Seconds(6);
inline constexpr TimeDelta kAudioFrame = TimeDelta::Ticks(1024, 48000);
inline constexpr TimeDelta kVideoFrame = TimeDelta::Millis(40);
inline constexpr TimeDelta kNanosecond = TimeDelta::Nanos(1);
inline constexpr MediaTime kZero = MediaTime::FromNanos(0);
// Media time zero as the monotonic clock sees it.
inline constexpr Timestamp kStart = Timestamp::FromSeconds(1000);

inline PlacedUnit make_unit(Track track, MediaTime pts, TimeDelta duration) {
  return {.unit = {.track = track,
                   .payload = nullptr,
                   .pts = pts,
                   .dts = std::nullopt,
                   .keyframe = track == Track::kAudio,
                   .arrival = kStart + (pts - kZero)},
          .pts = pts,
          .dts = pts,
          .duration = duration,
          .epoch = 0,
          .begins = std::nullopt};
}

class SegmenterTest : public testing::Test {
 protected:
  // Each unit is added at the moment it is due.
  void add(PlacedUnit unit) {
    const Timestamp now = unit.unit.arrival;
    segmenter_.add(now, std::move(unit), closed_);
  }
  void idr(MediaTime at) {
    PlacedUnit unit = make_unit(Track::kVideo, at, kVideoFrame);
    unit.unit.keyframe = true;
    unit.begins = EpochCause::kStart;
    add(std::move(unit));
  }
  void video(MediaTime at) { add(make_unit(Track::kVideo, at, kVideoFrame)); }
  void audio(MediaTime at) { add(make_unit(Track::kAudio, at, kAudioFrame)); }
  // Both tracks, interleaved, from where they stand to `until`.
  void run_until(MediaTime until) {
    while (next_video_ < until || next_audio_ < until) {
      if (next_video_ <= next_audio_) {
        next_video_ == kZero ? idr(kZero) : video(next_video_);
        next_video_ += kVideoFrame;
      } else {
        audio(next_audio_);
        next_audio_ = kZero + TimeDelta::Ticks(++audio_frames_ * 1024, 48000);
      }
    }
  }
  static MediaTime first_audio(const Segment& segment) {
    const AudioPiece& piece = segment.audio.front();
    if (const auto* silence = std::get_if<Silence>(&piece)) return silence->start;
    return std::get<PlacedUnit>(piece).pts;
  }
  static int64_t audio_frames(const Segment& segment) {
    int64_t frames = 0;
    for (const AudioPiece& piece : segment.audio) {
      const auto* silence = std::get_if<Silence>(&piece);
      frames += silence == nullptr ? 1 : silence->frames;
    }
    return frames;
  }

  Segmenter segmenter_{kSegment};
  Segments closed_;
  MediaTime next_video_ = kZero;
  MediaTime next_audio_ = kZero;
  int64_t audio_frames_ = 0;
};

}  // namespace sw::core
