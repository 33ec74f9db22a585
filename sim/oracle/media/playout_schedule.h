// When media begins to go out, as oracle "playout" reckons it: see the rules "begin" there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/oracle/media/text.h"
#include "worker/base/media.h"
#include "worker/base/units.h"

namespace sw::sim {

// A segment, or the rest of an epoch, that is to go out.
struct PlayedPiece {
  std::optional<uint64_t> batch;
  int64_t epoch;
  MediaTime start;
  MediaTime end;
  MediaTime audio_start;
  Timestamp closed;
  std::optional<Timestamp> ready;
  std::vector<PayloadRef> video;  // not out
  std::vector<MediaTime> dts;
  TimeDelta open_correction;  // of the clock, as it counted while it was open
  TimeDelta correction;       // … and since it closed
  std::string name() const { return batch ? "segment " + std::to_string(*batch) : "the rest at " + said(start); }
};

// When a piece begins, and the due time that its hold counts from.
struct Beginning {
  Timestamp at;
  Timestamp due;
};

// How far the output is behind, and until when it plays. What goes by unseen may leave more than one that is possible.
class PlayoutSchedule {
 public:
  PlayoutSchedule();  // nothing is ready yet
  PlayoutSchedule(Timestamp first_release, MediaTime first_start);
  bool operator==(const PlayoutSchedule&) const = default;

  Beginning on_time(const PlayedPiece& piece) const;
  // Of a piece that is ready.
  Beginning held(const PlayedPiece& piece) const;
  bool may_be_held(const PlayedPiece& piece) const;
  // One that is ready at the very instant at which it is due, or before a late alarm tells so, may be held or not; and
  // nothing is held while what comes before is still going out.
  bool may_be_on_time(const PlayedPiece& piece, TimeDelta slack) const;
  // Where both may be, the one that fits `now`.
  Beginning beginning_of(const PlayedPiece& piece, Timestamp now, TimeDelta slack) const;
  Timestamp latest_begin_of(const PlayedPiece& piece) const;

  // It begins so. Holds add to the lateness, and what is above the target is caught up while it plays.
  void settle(const PlayedPiece& piece, const Beginning& beginning, TimeDelta target);
  TimeDelta catch_up() const { return catch_up_; }
  std::optional<Timestamp> played_until() const { return played_until_; }

 private:
  Timestamp plain_due(const PlayedPiece& piece) const;
  TimeDelta overlap_at(Timestamp due) const;
  Timestamp hold_due(const PlayedPiece& piece) const;

  Timestamp first_release_;
  MediaTime first_start_;
  TimeDelta late_ = TimeDelta::Zero();
  TimeDelta catch_up_ = TimeDelta::Zero();
  std::optional<Timestamp> played_until_ = {};
};

}  // namespace sw::sim
