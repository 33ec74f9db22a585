// When each unit of a file goes out, once or in a loop without a break. Pure: it knows times, no media and no clock.
//
// The loop's length. Every unit of round k has its time in the file plus k·L, on both tracks with the same L, so the
// tracks cannot drift apart, however many rounds are played. L is where the audio frame ends that ends nearest to the
// end of the video: the audio goes on frame after frame as if there were no seam, and the last frame of the video is
// shown a little longer or shorter, by less than one audio frame (21.3 ms at 48 kHz) and at most by half its own
// duration when shorter. L is kept in ticks of the audio's sample rate, so k·L is exact. Audio beyond L (encoders pad
// it) is cut; audio that stops a frame or more before the end leaves in every round the hole that the file has, and L
// is then a whole number of audio frames all the same. Without audio L is the duration of the video.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "worker/base/media.h"
#include "worker/base/units.h"

namespace sw::fakes {

// Times of one unit of the file, on the timeline that both tracks share.
struct UnitTimes {
  MediaTime pts;
  MediaTime dts;
  TimeDelta duration;
};

struct ScheduledUnit {
  Track track;
  std::size_t index;  // of the unit in its track's list
  MediaTime pts;      // zero or more, continuous over rounds
  TimeDelta due;      // when to send it, counted from the start of the first round
  bool operator==(const ScheduledUnit&) const = default;
};

class LoopSchedule {
 public:
  // `video` is not empty, in decode order; `audio` may be empty, else in order; audio_rate is its samples per second.
  LoopSchedule(std::vector<UnitTimes> video, std::vector<UnitTimes> audio, int audio_rate, bool looped);

  // The next unit to send, both tracks merged by time; nothing after the end.
  std::optional<ScheduledUnit> peek() const;
  // Moves on to the unit after peek(). Only while peek() has a unit.
  void advance();
  // Until when the last unit of the first round lasts: the end of an unlooped schedule.
  TimeDelta end() const { return end_; }
  TimeDelta loop_length() const { return ticks(loop_ticks_); }
  // How many of the file's audio units each round plays.
  std::size_t audio_units() const { return audio_.size(); }

 private:
  struct Cursor {
    int64_t round = 0;
    std::size_t index = 0;
  };
  struct VideoUnit {
    TimeDelta pts;
    TimeDelta due;
  };

  void place_video(const std::vector<UnitTimes>& video, MediaTime origin);
  void place_audio(const std::vector<UnitTimes>& audio, MediaTime origin);
  void fit_loop(int64_t first, int64_t frame);
  TimeDelta ticks(int64_t count) const;
  std::optional<ScheduledUnit> next_video() const;
  std::optional<ScheduledUnit> next_audio() const;

  int64_t rate_;  // ticks per second of loop_ticks_ and audio_
  bool looped_;
  std::vector<VideoUnit> video_;
  std::vector<int64_t> audio_;
  TimeDelta video_end_ = TimeDelta::Zero();
  TimeDelta last_frame_ = TimeDelta::Zero();  // how long the frame lasts that is shown last
  TimeDelta end_ = TimeDelta::Zero();
  int64_t loop_ticks_ = 0;
  Cursor at_video_, at_audio_;
};

}  // namespace sw::fakes
