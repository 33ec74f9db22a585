// Cuts both tracks into segments at absolute boundaries (FR-009 to FR-011; design §4, "Segments").
//
// Boundary k of an epoch is at the epoch's start + k·duration, never "last cut + duration", so that nothing drifts over
// a day. Audio is cut at the frame that begins nearest to the boundary, video in decode order at the first access unit
// whose DTS reaches it, counted from the DTS of the epoch's IDR, so that every segment has its share of frames. A
// segment closes when both tracks have passed its boundary, or kSegmentPatience after the first one did. Holes in the
// audio of half a frame or more become silence; missing video stays missing.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "worker/core/segmenter/segment.h"

namespace sw::core {

// Segments in the order of their batch numbers.
using Segments = std::vector<Segment>;

class Segmenter {
 public:
  explicit Segmenter(TimeDelta segment_duration);

  // The length of one audio frame, known from the AudioSpecificConfig before the first unit of the epoch that has it.
  void set_audio_frame(TimeDelta duration);

  // A unit on the timeline. A unit that begins an epoch ends the segment before it.
  void add(Timestamp now, PlacedUnit unit, Segments& closed);
  // No more media of this epoch will come: closes what is open. A rest shorter than kMinSegment is a segment only for
  // the output; `end` tells why.
  void finish(SegmentEnd end, Segments& closed);

  std::optional<Timestamp> deadline() const;
  void on_time(Timestamp now, Segments& closed);

  // Where the oldest open segment begins; none between epochs.
  std::optional<MediaTime> open_start() const;

  // Audio units that came after their place had been filled with silence, or that overlap the frame before.
  uint64_t late_units() const { return late_units_; }

 private:
  struct Open {
    Segment segment;
    bool began = false;                     // media has passed the boundary at its start
    std::optional<Timestamp> first_passed;  // when the first track passed the boundary that ends it
  };
  struct Epoch {
    uint32_t number;
    MediaTime start;
    MediaTime decode_start;   // the DTS of its IDR: earlier by as much as frames are reordered
    MediaTime audio_end;      // the place of the next audio frame
    MediaTime video_end;      // where the video shown so far ends
    int64_t video_index = 0;  // of the segment that the last video unit belongs to
    int64_t last_index = 0;   // of the last segment that has media
    int64_t first_index = 0;  // of open.front()
    std::deque<Open> open;    // in order, without holes; never empty
  };

  void begin_epoch(const PlacedUnit& idr);
  void add_video(PlacedUnit unit);
  void add_audio(PlacedUnit unit);
  // The last piece of it, until more audio is added.
  Silence& add_silence(int64_t frames);
  void fill_hole(MediaTime until, int64_t frames);
  void fill_audio_until(MediaTime end);
  // Whole frames from where the audio ends, rounded to the nearest; below zero where it ends behind.
  int64_t missing_until(MediaTime end) const;
  void note_beginnings(Timestamp now);
  void close_ready(Timestamp now, Segments& closed);
  void close_first(SegmentEnd end, Segments& closed);
  int64_t audio_index(MediaTime frame_start) const;
  MediaTime boundary(int64_t index) const;
  Open& open_segment(int64_t index);

  TimeDelta duration_;
  TimeDelta audio_frame_ = TimeDelta::Ticks(1024, 48000);
  std::optional<Epoch> epoch_;
  uint64_t next_batch_ = 0;
  uint64_t late_units_ = 0;
};

}  // namespace sw::core
