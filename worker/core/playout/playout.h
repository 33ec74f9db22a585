// Decides when each piece of media goes out, and what happens when the next one is not there (design §4, playout).
//
// A piece is a closed segment, or the rest of a stream or epoch; pieces go out in order, audio and video together.
//   Gathering --first pair ready--> Starting --delay over--> Playing a piece --its media is out--> Between
//   Between --due, next piece ready--> Playing
//   Between --due, next piece open, or not ready--> Holding --ready + 500 ms, at most 8 s--> Playing
//   Between --due, no input, or a gap before the next piece--> Dry --1 s--> filler, until the next piece is due
// due(piece) = first release + (its start - first start) + lateness + clock correction, where the lateness is the sum
// of all holds minus what was caught up. Above the target (lateness.h) a piece plays at 1.01x until the target is
// reached.
//
// As all machines of core: time is passed in, effects are appended in the order in which they are to be carried out,
// on_time() before the deadline does nothing. Called late, a step releases what is due by then; a piece never begins
// before its due time.
#pragma once

#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "worker/base/units.h"
#include "worker/core/playout/clock_follower.h"
#include "worker/core/playout/due_schedule.h"
#include "worker/core/playout/lateness.h"
#include "worker/core/rules.h"

namespace sw::core {

// ---- Effects.

// Open the output: the first release is at most kConnectLead away.
struct ConnectOutput {};
// The next piece begins to go out.
struct BeginPiece {};
// Media of the piece that has begun goes out up to `until`; up to the piece's end when it is its end.
struct Release {
  MediaTime until;
};
// Nothing is there: silence, and now and then a picture, up to `until`.
struct Fill {
  MediaTime until;
};
// The next piece has held the output as long as one may: it is to fall back now.
struct ExpireHold {
  SegmentNumber segment;
};
// A hold has begun, or is over.
struct HoldBegan {
  std::optional<SegmentNumber> segment;  // none: its segment is still open
};
struct HoldEnded {
  TimeDelta length;
  TimeDelta lateness;  // of the output from now on
};
// Everything that will come has gone out.
struct PlayedOut {};
using PlayoutEffect =
    std::variant<ConnectOutput, BeginPiece, Release, Fill, ExpireHold, HoldBegan, HoldEnded, PlayedOut>;
using PlayoutEffects = std::vector<PlayoutEffect>;

struct Piece {
  MediaTime start;
  MediaTime end;
  std::optional<SegmentNumber> segment;  // none for a rest
};

class Playout final : public DueSchedule {
 public:
  // `delay`: WORKER_PLAYOUT_DELAY_MS, from the first ready pair to the first release.
  explicit Playout(TimeDelta delay) : delay_(delay) {}

  // An access unit was placed on the timeline.
  void on_unit(Timestamp arrival, MediaTime place) { clock_.on_unit(arrival, place); }
  // A new epoch begins with a unit that arrived at `arrival` and is placed at `start`.
  void on_epoch(Timestamp arrival, MediaTime start);
  // A piece closed. Pieces come in order. What was due before is done first.
  void on_closed(Timestamp now, const Piece& piece, PlayoutEffects& effects);
  // Where the segment begins that is open at the input, behind all pieces that closed; none while there is no input.
  // Said whenever it may have changed, after on_closed().
  void set_open(Timestamp now, std::optional<MediaTime> start, PlayoutEffects& effects);
  // The audio of the piece that starts there is decided.
  void on_ready(Timestamp now, MediaTime start, PlayoutEffects& effects);
  // No piece will close any more.
  void finish(Timestamp now, PlayoutEffects& effects);
  // From now on whatever is ready goes out at once.
  void flush(Timestamp now, PlayoutEffects& effects);

  std::optional<Timestamp> deadline() const;
  void on_time(Timestamp now, PlayoutEffects& effects);

  Timestamp due(SegmentNumber segment) const override;
  // Sum of holds minus what was caught up.
  TimeDelta lateness() const { return late_; }
  bool started() const { return first_.has_value(); }

 private:
  struct Waiting {
    Piece piece;
    Timestamp closed;
    TimeDelta correction;  // of the clock, when it closed: a later epoch's is not its own
    bool ready = false;
  };
  struct First {
    Timestamp release;
    MediaTime start;
  };
  struct Gathering {};
  struct Starting {
    bool connected = false;
  };
  struct Playing {
    Timestamp began;
    MediaTime start;
    MediaTime end;
    TimeDelta catch_up;  // gained by 1.01x while this piece plays
    int64_t steps = 0;   // released so far
  };
  struct Between {
    Timestamp ended;  // when what went out was over
  };
  struct Holding {
    Timestamp due;
    std::optional<Timestamp> until;  // set once what was waited for has come
    bool expired = false;
  };
  struct Dry {
    Timestamp since;
    MediaTime from;
    int64_t steps = 0;  // of filler, counted from the limit
  };
  struct Over {};

  Timestamp due_at(MediaTime start, TimeDelta correction) const;
  Timestamp due_of(const Waiting& waiting) const { return due_at(waiting.piece.start, waiting.correction); }
  // When the next piece is due; without one, when what went out ends.
  Timestamp next_due() const;
  // When something is to happen behind what went out: the next piece, or, where there is a gap before it, that gap.
  Timestamp turn(const Between& state) const;
  // Where the next piece begins, if it is known: closed, or open.
  std::optional<MediaTime> next_start() const;
  bool next_is_ready() const { return !waiting_.empty() && waiting_.front().ready; }
  bool nothing_left() const { return finished_ && waiting_.empty(); }

  // Each makes one step in its state; false where there is nothing to do yet.
  bool step(Timestamp now, PlayoutEffects& effects);
  bool step_in(const Gathering& state, Timestamp now, PlayoutEffects& effects);
  bool step_in(Starting& state, Timestamp now, PlayoutEffects& effects);
  bool step_in(Playing& state, Timestamp now, PlayoutEffects& effects);
  bool step_in(const Between& state, Timestamp now, PlayoutEffects& effects);
  void keep_behind(Timestamp ended);
  bool step_in(Holding& state, Timestamp now, PlayoutEffects& effects);
  bool step_in(Dry& state, Timestamp now, PlayoutEffects& effects);
  bool step_in(const Over&, Timestamp, PlayoutEffects&) { return false; }
  // The next piece begins, as of `at`.
  void begin(Timestamp at, PlayoutEffects& effects);
  void end(PlayoutEffects& effects);
  bool hold_may_expire(const Holding& state) const;
  static Timestamp next_step(const Playing& state);
  static MediaTime released_after(const Playing& state, int64_t steps);
  MediaTime fill_end(const Dry& state) const;
  std::optional<Timestamp> next_fill(const Dry& state) const;

  TimeDelta delay_;
  ClockFollower clock_;
  Lateness lateness_;
  std::deque<Waiting> waiting_;  // closed, not begun
  std::optional<First> first_;
  TimeDelta late_ = TimeDelta::Zero();
  TimeDelta correction_ = TimeDelta::Zero();
  MediaTime position_ = MediaTime::FromNanos(0);  // where what went out ends
  std::optional<MediaTime> open_start_;           // of the segment that is open at the input
  bool finished_ = false;
  bool flushing_ = false;
  std::variant<Gathering, Starting, Playing, Between, Holding, Dry, Over> state_ = Gathering{};
};

}  // namespace sw::core
