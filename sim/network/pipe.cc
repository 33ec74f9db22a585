#include "sim/network/pipe.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "worker/base/random.h"
#include "worker/ports/network.h"

namespace sw::sim {

Pipe::Pipe(Scheduler& scheduler, Lane& lane, Draws draws, Reader& reader)
    : scheduler_(scheduler), lane_(lane), draws_(draws), reader_(reader) {}

void Pipe::push(Signal signal, TimeDelta extra) {
  if (silent_) return;
  items_.push({scheduler_.now(), extra, signal, {}});
  plan();
}

void Pipe::push(std::string bytes) {
  const Timestamp now = scheduler_.now();
  if (std::exchange(fresh_at_, now) != now) fresh_ = 0;
  fresh_ += bytes.size();
  queued_ += bytes.size();
  if (silent_) return;
  items_.push({now, TimeDelta::Zero(), std::nullopt, std::move(bytes)});
  plan();
}

void Pipe::clear() {
  unplan();
  items_.clear();
  front_taken_ = 0;
  queued_ = 0;
}

void Pipe::go_silent() {
  unplan();
  items_.clear();
  front_taken_ = 0;
  silent_ = true;
}

void Pipe::set_reading(bool reading) {
  reading_ = reading;
  update_hold();
}

void Pipe::lane_changed() { update_hold(); }

// What was held up starts out anew when it no longer is.
void Pipe::update_hold() {
  if (is_held()) return unplan();
  if (planned_) return;
  line_free_ = scheduler_.now();
  plan();
}

std::size_t Pipe::pending() const {
  if (queued_ == 0) return 0;
  const std::size_t stuck = not_on_the_way();
  const std::size_t over_buffer = stuck > kSocketBuffer ? stuck - kSocketBuffer : 0;
  const std::size_t fresh = fresh_at_ == scheduler_.now() ? fresh_ : 0;
  return std::min(queued_, std::max(fresh, over_buffer));
}

std::size_t Pipe::not_on_the_way() const {
  if (is_held()) return queued_;
  const int64_t rate = lane_.link.bytes_per_second;
  if (rate <= 0) return 0;
  const double left = static_cast<double>(queued_ - piece_);  // behind the piece that leaves by line_free_
  const double since = (scheduler_.now() - line_free_).seconds() * static_cast<double>(rate);
  return static_cast<std::size_t>(std::clamp(left - since, 0.0, static_cast<double>(queued_)));
}

// ---- What arrives next, and when.

void Pipe::plan() {
  if (planned_ || items_.empty() || is_held()) return;
  const Item& front = items_.front();
  line_free_ = std::max(line_free_, front.pushed);
  TimeDelta delay = lane_.link.latency + draw_up_to("net.jitter", lane_.link.jitter);
  delay += front.signal ? front.extra : plan_piece();
  planned_ = true;
  ++plans_;
  event_ = scheduler_.at(line_free_ + delay, [this] { arrive(); });
}

void Pipe::unplan() {
  if (!planned_) return;
  scheduler_.cancel(event_);
  planned_ = false;
  piece_ = 0;
}

// Decides the size of the piece, puts it on the line, and says how long it is held back beyond that.
TimeDelta Pipe::plan_piece() {
  piece_ = std::min(front_left(), ports::kMaxReceivedChunk);
  may_join_ = false;
  TimeDelta held = TimeDelta::Zero();
  switch (lane_.link.pieces) {
    case Pieces::kAsWritten:
      break;
    case Pieces::kDrawn:
      held = plan_drawn_piece();
      break;
    case Pieces::kBytewise:
      piece_ = 1;
      break;
    case Pieces::kJoined:
      may_join_ = true;
      held = lane_.link.join_window;
      break;
  }
  line_free_ += line_time(piece_);
  return held;
}

// A quarter of the pieces is cut near its beginning, a quarter anywhere, a quarter is joined with what follows; half of
// what is left behind by a cut comes later than it could.
TimeDelta Pipe::plan_drawn_piece() {
  const uint64_t bits = draw("net.piece");
  const uint64_t size = bits >> 8;
  constexpr std::size_t kNear = 16;
  TimeDelta held = TimeDelta::Zero();
  if (front_taken_ > 0 && (bits & 4) != 0) held = draw_up_to("net.gap", lane_.link.join_window);
  switch (bits & 3) {
    case 0:
      piece_ = 1 + size % std::min(piece_, kNear);
      break;
    case 1:
      piece_ = 1 + size % piece_;
      break;
    case 2:
      may_join_ = true;
      held = draw_up_to("net.join", lane_.link.join_window);
      break;
    default:
      break;
  }
  return held;
}

// ---- Arrival.

void Pipe::arrive() {
  planned_ = false;
  if (items_.front().signal) {
    reader_.take_signal(*this, *items_.pop().signal);
  } else {
    arrive_bytes(std::exchange(piece_, 0));
  }
  plan();
}

void Pipe::arrive_bytes(std::size_t size) {
  const std::size_t to_cut = bytes_to_cut();
  if (to_cut > 0) {
    std::string piece = take_front(std::min(size, to_cut));
    if (may_join_) join(piece);
    arrived_ += piece.size();
    reader_.take_bytes(*this, std::move(piece));
  }
  if (bytes_to_cut() == 0) reader_.take_cut(*this, std::exchange(lane_.cut, std::nullopt)->effect);
}

std::size_t Pipe::bytes_to_cut() const {
  if (!lane_.cut || lane_.cut->offset < arrived_) return std::numeric_limits<std::size_t>::max();
  return lane_.cut->offset - arrived_;
}

std::string Pipe::take_front(std::size_t size) {
  queued_ -= size;
  if (size < front_left()) {
    std::string piece = items_.front().bytes.substr(front_taken_, size);
    front_taken_ += size;
    return piece;
  }
  const std::size_t from = std::exchange(front_taken_, 0);
  std::string piece = std::move(items_.pop().bytes);
  if (from > 0) piece.erase(0, from);
  return piece;
}

void Pipe::join(std::string& piece) {
  const bool drawn = lane_.link.pieces == Pieces::kDrawn;
  uint64_t bits = drawn ? draw("net.share") : 0;
  while (std::size_t more = joinable(piece.size())) {
    const bool last = drawn && (bits & 3) == 0;  // a part of what could be joined, and no more
    if (last) more = 1 + (bits >> 2) % more;
    bits >>= 2;
    line_free_ = std::max(line_free_, items_.front().pushed) + line_time(more);
    piece += take_front(more);
    if (last) return;
  }
}

// How many bytes of the front may go with a piece of so many: none of what could not have come by now.
std::size_t Pipe::joinable(std::size_t piece) {
  if (items_.empty() || items_.front().signal) return 0;
  const std::size_t room = std::min(ports::kMaxReceivedChunk, bytes_to_cut()) - piece;
  const std::size_t more = std::min(room, front_left());
  const Timestamp sent = std::max(line_free_, items_.front().pushed) + line_time(more);
  return sent + lane_.link.latency <= scheduler_.now() ? more : 0;
}

// ---- Arithmetic.

TimeDelta Pipe::line_time(std::size_t bytes) const {
  const int64_t rate = lane_.link.bytes_per_second;
  return rate <= 0 ? TimeDelta::Zero() : TimeDelta::Ticks(static_cast<int64_t>(bytes), rate);
}

uint64_t Pipe::draw(std::string_view name) const { return keyed_draw(draws_.seed, name, draws_.entity, plans_); }

TimeDelta Pipe::draw_up_to(std::string_view name, TimeDelta most) const {
  return drawn_time(draws_.seed, name, draws_.entity, plans_, most);
}

}  // namespace sw::sim
