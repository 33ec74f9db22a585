// Joins pieces of audio into one continuous run of samples, from which one encoder is fed (design §4, audio out).
//
// What is appended is counted in samples, so nothing drifts: the n-th sample is at start + n / rate. Where a piece does
// not continue what came before, the two are cross-faded over the last kCrossFade before the joint, with the new
// piece's own lead-in; a piece without one is faded in behind the joint. The last kCrossFade of what was appended is
// therefore kept back until it is known what follows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "worker/base/pcm.h"
#include "worker/base/units.h"

namespace sw::core {

class Splicer {
 public:
  Splicer(int sample_rate, int channels, MediaTime start);

  // Where what was appended ends.
  MediaTime end() const;
  // Where what was taken ends.
  MediaTime taken() const;
  // The number of frames that a length of time takes, to the nearest.
  int64_t frames_in(TimeDelta length) const;

  // `piece` goes on where the last one ended, without a joint.
  void append(const Pcm& piece);
  // `piece` is of another origin. `lead`: what comes before it there, of which the end is used; may be shorter than the
  // fade, or empty. Both have our rate and channels.
  void join(const Pcm& piece, const Pcm& lead);
  void join_silence(int64_t frames);

  // The frames up to `until`, as far as they can be given already.
  Pcm take(MediaTime until);
  // All that is left: nothing follows.
  Pcm take_rest();

 private:
  std::size_t values(int64_t frames) const { return static_cast<std::size_t>(frames * channels_); }
  int64_t buffered() const {
    return static_cast<int64_t>((samples_.size() - head_) / static_cast<std::size_t>(channels_));
  }
  int64_t fade_frames() const;
  void fade_into(const Pcm& lead);
  Pcm take_frames(int64_t frames);
  void drop_taken();

  int sample_rate_;
  int channels_;
  MediaTime start_;
  int64_t taken_ = 0;           // frames, from start_
  std::vector<float> samples_;  // appended; those before head_ were taken
  std::size_t head_ = 0;
};

}  // namespace sw::core
