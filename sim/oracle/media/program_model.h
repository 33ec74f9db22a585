// What the output's audio must hold, by the rules alone (design §4, "Audio out" and "A/V sync"): segment after segment,
// each with its source's samples or its reply's, fitted to its place; silence where an epoch leaves room.
//
// Places are counted in the output's samples from the first one's place.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "sim/oracle/media/segment_model.h"
#include "sim/oracle/media/toy_runs.h"

namespace sw::sim {

// A segment on its way to the output, or a rest.
struct AudioPiece {
  std::optional<uint64_t> batch;
  int64_t epoch;
  MediaTime start;  // of its audio, on the timeline
  int sample_rate;
  ToyRuns source;
  int64_t odd_source;  // so many source samples at its start may come at half their value: a decoder's first unit
  std::optional<ToyClip> reply;

  // Once it is planned.
  int64_t begin = 0;
  int64_t end = 0;
  bool joint = true;                    // its begin is not the continuation of what comes before
  int64_t content_end = 0;              // a reply may be shorter than its place
  double ratio = 1;                     // samples of its content for one of the output
  TimeDelta delta = TimeDelta::Zero();  // audio late by, before its correction
  TimeDelta slew = TimeDelta::Zero();
  // Filler stands where it would begin, and how much of it is only known to the worker.
  bool displaced = false;
  // Behind a gap that ends in the middle between two samples, it may begin with either.
  bool loose = false;
  bool reported = false;

  const ToyRuns& content() const { return reply ? reply->runs : source; }
};

class ProgramModel {
 public:
  // Segments come in order, all before they go out.
  void add(const ClosedSegment& segment);
  // Whether a segment whose audio begins there has closed and is not planned yet.
  bool awaits(MediaTime start) const;
  // Such a segment goes out with this reply.
  void dub(MediaTime start, ToyClip reply);

  // Plans the next piece at the output's rate; null where none has closed. Where the plan ends it may have left silence
  // behind the piece before.
  AudioPiece* plan_next(int rate);
  // Where the next piece would begin; none where none has closed.
  std::optional<int64_t> next_begin(int rate) const;
  // Planned and not forgotten, in order.
  std::deque<AudioPiece>& planned() { return planned_; }
  // Forgets pieces that end before `place`.
  void forget(int64_t place);
  // What was published behind the plan, up to `place`, was silence of the filler: nothing continues across it, and an
  // epoch that would begin before it is displaced.
  void note_filler(int64_t place) {
    last_was_source_ = false;
    filled_ = place;
  }

  // The end of all that is planned.
  int64_t end() const { return end_; }
  bool all_planned() const { return waiting_.empty(); }
  std::optional<MediaTime> origin() const { return origin_; }

 private:
  TimeDelta correct(TimeDelta delta);
  int64_t gap_before(const AudioPiece& piece, int rate) const;

  std::deque<AudioPiece> waiting_;
  std::deque<AudioPiece> planned_;
  std::optional<MediaTime> origin_;
  int64_t end_ = 0;
  int64_t filled_ = 0;
  bool displaced_ = false;
  bool loose_ = false;
  bool last_was_source_ = false;
  std::optional<int64_t> last_epoch_;
  bool correcting_ = false;
};

// To the nearest sample, halves away from zero.
int64_t samples_in(TimeDelta time, int rate);

}  // namespace sw::sim
