#include "sim/oracle/media/playout_schedule.h"

#include <algorithm>

#include "sim/kernel/scheduler.h"
#include "sim/oracle/media/numbers.h"

namespace sw::sim {

PlayoutSchedule::PlayoutSchedule() : PlayoutSchedule(kSimulationStart, MediaTime::FromNanos(0)) {}
PlayoutSchedule::PlayoutSchedule(Timestamp first_release, MediaTime first_start)
    : first_release_(first_release), first_start_(first_start) {}

Timestamp PlayoutSchedule::plain_due(const PlayedPiece& piece) const {
  return first_release_ + (piece.start - first_start_) + late_;
}

// "Never in bursts": an epoch whose arrival would have it begin well within what goes out before it waits for that.
TimeDelta PlayoutSchedule::overlap_at(Timestamp due) const {
  if (!played_until_) return TimeDelta::Zero();
  const TimeDelta overlap = *played_until_ - due;
  return overlap > numbers::kStep ? overlap : TimeDelta::Zero();
}

Beginning PlayoutSchedule::on_time(const PlayedPiece& piece) const {
  const Timestamp due = plain_due(piece) + piece.correction;
  return {due + overlap_at(due), due};
}

// One that was due while it was still open has held the output since then.
Timestamp PlayoutSchedule::hold_due(const PlayedPiece& piece) const {
  const Timestamp open_due = plain_due(piece) + piece.open_correction;
  const bool was_open = piece.start != first_start_ && piece.closed >= open_due;
  return was_open ? open_due : plain_due(piece) + piece.correction;
}

Beginning PlayoutSchedule::held(const PlayedPiece& piece) const {
  const Timestamp due = hold_due(piece);
  const Timestamp began = due + overlap_at(due);
  const Timestamp until = std::min(*piece.ready + numbers::kHoldMargin, began + numbers::kLongestHold);
  return {std::max(*piece.ready, until), due};
}

bool PlayoutSchedule::may_be_held(const PlayedPiece& piece) const {
  const Timestamp due = hold_due(piece);
  return *piece.ready >= due + overlap_at(due);
}

bool PlayoutSchedule::may_be_on_time(const PlayedPiece& piece, TimeDelta slack) const {
  const Timestamp due = hold_due(piece);
  const Timestamp turn = std::max(due + overlap_at(due), on_time(piece).at);
  return *piece.ready <= std::max(turn, played_until_.value_or(turn)) + slack;
}

Beginning PlayoutSchedule::beginning_of(const PlayedPiece& piece, Timestamp now, TimeDelta slack) const {
  if (!may_be_held(piece)) return on_time(piece);
  const Beginning hold = held(piece);
  return may_be_on_time(piece, slack) && now < hold.at ? on_time(piece) : hold;
}

Timestamp PlayoutSchedule::latest_begin_of(const PlayedPiece& piece) const {
  return may_be_held(piece) ? held(piece).at : on_time(piece).at;
}

void PlayoutSchedule::settle(const PlayedPiece& piece, const Beginning& beginning, TimeDelta target) {
  const Timestamp at = beginning.at;
  late_ += at - beginning.due;
  const TimeDelta most = (piece.end - piece.start) / 101;
  catch_up_ = std::clamp(late_ - target, TimeDelta::Zero(), most);
  late_ -= catch_up_;
  played_until_ = at + (piece.end - piece.start) - catch_up_;
}

}  // namespace sw::sim
