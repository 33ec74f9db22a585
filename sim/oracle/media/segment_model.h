// How the placed media falls into segments, by the rules alone (design §4, "Segments"): boundaries at the epoch's start
// + k * duration, audio cut at the frame nearest to them, video in decode order at the first DTS that reaches them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "sim/oracle/media/timeline_model.h"

namespace sw::sim {

// One audio frame of a segment; without a payload it is silence in a hole. The last of a hole lasts until audio goes
// on; one that is shorter than half a frame stands in no file.
struct FrameInPlace {
  MediaTime start;
  PayloadRef payload;
  std::optional<MediaTime> source_pts;
  TimeDelta length;
  bool in_file = true;
};

struct ClosedSegment {
  enum class End : uint8_t { kBoundary, kEpoch, kStream };
  std::optional<uint64_t> batch;  // none: a rest of less than a second
  int64_t epoch;
  MediaTime start;
  TimeDelta duration;
  End end;
  Timestamp closed;
  std::vector<PlacedMedia> video;
  std::vector<FrameInPlace> audio;
  TimeDelta real_audio;
  AudioFormat format;        // of the audio; without codec_data where none has come
  VideoFormat video_format;  // of the epoch
  // The frame before its first in the same epoch, which a decoder needs; null: silence.
  std::optional<PayloadRef> before;
  bool format_begins;  // no audio of this format came before in the run of the decoder
  int64_t file_frames() const { return std::ranges::count_if(audio, &FrameInPlace::in_file); }
  MediaTime audio_start() const { return audio.empty() ? start : audio.front().start; }
};

class SegmentModel {
 public:
  explicit SegmentModel(TimeDelta duration) : duration_(duration) {}

  void begin_epoch(const PlacedMedia& idr, const VideoFormat& video, const AudioFormat& audio);
  // Audio has begun in the middle of an epoch, in this format.
  void adopt_audio(const AudioFormat& audio);
  void add(Timestamp now, const PlacedMedia& unit, std::vector<ClosedSegment>& closed);
  // Time passed.
  void on_time(Timestamp now, std::vector<ClosedSegment>& closed);
  // No more media of this epoch.
  void finish(Timestamp now, ClosedSegment::End end, std::vector<ClosedSegment>& closed);

  bool in_epoch() const { return in_epoch_; }
  // The segment that is open: where it begins.
  std::optional<MediaTime> open_start() const;
  // Audio that overlaps what is there already.
  uint64_t late_audio() const { return late_audio_; }

 private:
  struct Building {
    std::vector<PlacedMedia> video;
    std::vector<FrameInPlace> audio;
    TimeDelta real_audio = TimeDelta::Zero();
  };

  int64_t index_of(TimeDelta since_start) const;
  int64_t audio_index(MediaTime start) const;
  MediaTime boundary(int64_t index) const { return start_ + duration_ * index; }
  Building& building(int64_t index);
  void add_frame(FrameInPlace frame);
  void fill_hole(MediaTime until, int64_t frames);
  int64_t missing_until(MediaTime end) const;
  void fill_until(MediaTime end);
  void close_passed(Timestamp now, std::vector<ClosedSegment>& closed);
  void close_first(Timestamp now, TimeDelta duration, ClosedSegment::End end, std::vector<ClosedSegment>& closed);

  TimeDelta duration_;
  bool in_epoch_ = false;
  int64_t epoch_ = 0;
  MediaTime start_ = MediaTime::FromNanos(0);
  MediaTime decode_start_ = MediaTime::FromNanos(0);  // the DTS of the IDR
  AudioFormat format_;
  VideoFormat video_format_;
  TimeDelta frame_ = TimeDelta::Ticks(1024, 48'000);
  int64_t first_ = 0;        // index of the open segment
  int64_t video_index_ = 0;  // of the last video unit
  MediaTime audio_end_ = MediaTime::FromNanos(0);
  MediaTime video_end_ = MediaTime::FromNanos(0);
  std::deque<Building> open_;
  std::optional<Timestamp> first_passed_;
  std::optional<PayloadRef> last_frame_;
  std::optional<AudioFormat> decoding_;  // what the running decoder was made for
  bool format_begins_ = true;
  uint64_t next_batch_ = 0;
  uint64_t late_audio_ = 0;
};

}  // namespace sw::sim
