// A virtual live source: the access units of a SourcePlan, one after the other, in the order in which they are sent.
// The same plan gives the same units.
//
// Every unit says its number within its track, counted from zero in decode order over all restarts of the source, so
// that whoever finds it on the output knows it: unit_number(). Audio carries tags (tags.h).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "sim/media/source_plan.h"
#include "worker/base/media.h"

namespace sw::sim {

struct SourceUnit {
  Track track;
  uint64_t number;
  TimeDelta sent;      // since the start, on the world's clock; grows from unit to unit
  TimeDelta captured;  // the frame, or the first sample; on the source's clock
  MediaTime pts;
  bool keyframe;
  std::size_t bytes;      // video only
  uint64_t first_sample;  // audio only: the tag of its first sample
  int frame_samples;      // audio only
  uint32_t format;        // grows by one with every change of the track's format
};

// Where a source begins to count. A source that returns goes on where the one before it stopped.
struct SourceNumbers {
  uint64_t video = 0;
  uint64_t audio = 0;
  uint64_t samples = 0;
};

class SourceStream {
 public:
  explicit SourceStream(SourcePlan plan, SourceNumbers begin = {});

  const SourcePlan& plan() const { return plan_; }
  // The next unit to be sent; null behind the last.
  const SourceUnit* next() const;
  // Goes on behind next(), which is not null.
  void advance();
  // Passes over all that was sent before `sent`.
  void skip_to(TimeDelta sent);

  // When the last unit before next() was sent; zero where there is none.
  TimeDelta last_sent() const { return last_sent_; }

  // Of next().
  PayloadRef payload() const;
  // The formats that next() has, or that its track's next unit will have.
  VideoFormat video_format() const;
  AudioFormat audio_format() const;  // not without audio
  // Behind all that was passed.
  SourceNumbers numbers() const;

 private:
  void make_video();
  void make_audio();
  void change_audio(TimeDelta captured);
  bool is_lost(Track track, TimeDelta captured) const;
  bool is_over(TimeDelta captured) const { return plan_.length && captured >= *plan_.length; }
  TimeDelta sent_at(TimeDelta source_time) const;
  MediaTime pts_at(TimeDelta source_time) const;
  Track next_track() const;

  SourcePlan plan_;
  SourceNumbers begin_;
  std::optional<SourceUnit> video_;
  std::optional<SourceUnit> audio_;
  TimeDelta last_sent_ = TimeDelta::Zero();
  int64_t frame_ = 0;  // behind video_, in decode order
  std::size_t video_changes_done_ = 0;
  // Since the last change of the audio format.
  AudioPlan audio_plan_;
  TimeDelta audio_start_ = TimeDelta::Zero();
  int64_t audio_frame_ = 0;  // behind audio_
  uint64_t audio_units_before_ = 0;
  uint64_t samples_before_ = 0;
  std::size_t audio_changes_done_ = 0;
};

// The number that a payload of a SourceStream says; none for others.
std::optional<uint64_t> unit_number(Track track, std::span<const uint8_t> payload);

}  // namespace sw::sim
