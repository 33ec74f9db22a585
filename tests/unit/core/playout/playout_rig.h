// A playout with its clock: time moves from deadline to deadline, and what it wants is kept with the instant at which
// it wanted it. Segments are of six seconds and close when the clock says so.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <utility>
#include <vector>

#include "worker/core/playout/playout.h"

namespace sw::core {

inline constexpr TimeDelta kNanosecond = TimeDelta::Nanos(1);
inline constexpr TimeDelta kSegment = TimeDelta::Seconds(6);
inline constexpr TimeDelta kDelay = TimeDelta::Millis(500);
inline constexpr MediaTime kMediaStart = MediaTime::FromNanos(0);
// Media time zero as the monotonic clock sees it.
inline constexpr Timestamp kOrigin = Timestamp::FromSeconds(1000);

constexpr Timestamp at(TimeDelta since_origin) { return kOrigin + since_origin; }
constexpr MediaTime start_of(int64_t k) { return kMediaStart + kSegment * k; }

struct Wanted {
  Timestamp at;
  PlayoutEffect effect;
};

class PlayoutRig {
 public:
  explicit PlayoutRig(TimeDelta delay = kDelay) : playout(delay) {}

  // Lets all deadlines up to `until` pass, each exactly when it is due, then moves the clock there.
  void run_to(Timestamp until) {
    for (int steps = 0;; ++steps) {
      const auto due = playout.deadline();
      if (!due || *due > until) break;
      ASSERT_LT(steps, 1'000'000) << "a deadline that does not pass";
      now = std::max(now, *due);
      playout.on_time(now, effects_);
      keep();
    }
    now = std::max(now, until);
  }
  void run_for(TimeDelta time) { run_to(now + time); }

  // Now.
  void close(const Piece& piece) {
    playout.on_closed(now, piece, effects_);
    keep();
  }
  void set_open(std::optional<MediaTime> start) {
    playout.set_open(now, start, effects_);
    keep();
  }
  void ready(MediaTime start) {
    playout.on_ready(now, start, effects_);
    keep();
  }
  void finish() {
    playout.finish(now, effects_);
    keep();
  }
  void flush() {
    playout.flush(now, effects_);
    keep();
  }

  // Segment k of a stream without holes.
  void close_segment(int64_t k) {
    close({start_of(k), start_of(k + 1), SegmentNumber(static_cast<uint64_t>(k))});
    set_open(start_of(k + 1));
  }
  void ready_segment(int64_t k) { ready(start_of(k)); }
  // It closes and is decided at once.
  void pass_segment(int64_t k) {
    close_segment(k);
    ready_segment(k);
  }
  // Segment 0 closes, is ready at once and is released 500 ms later, at kFirstRelease. Segments up to `last` follow as
  // they come.
  void start_playing(int64_t last = 0) {
    for (int64_t k = 0; k <= last; ++k) {
      run_to(at(kSegment * (k + 1)));
      pass_segment(k);
    }
  }

  template <class Effect>
  std::vector<std::pair<Timestamp, Effect>> of() const {
    std::vector<std::pair<Timestamp, Effect>> found;
    for (const Wanted& one : wanted) {
      if (const auto* effect = std::get_if<Effect>(&one.effect)) found.emplace_back(one.at, *effect);
    }
    return found;
  }
  template <class Effect>
  std::vector<Timestamp> times_of() const {
    std::vector<Timestamp> found;
    for (const auto& [when, effect] : of<Effect>()) found.push_back(when);
    return found;
  }
  template <class Effect>
  std::size_t count() const {
    return of<Effect>().size();
  }

  Playout playout;
  Timestamp now = kOrigin;
  std::vector<Wanted> wanted;
  std::vector<SegmentNumber> expired;  // holds

 private:
  void keep() {
    for (const PlayoutEffect& effect : effects_) {
      wanted.push_back({now, effect});
      if (const auto* hold = std::get_if<ExpireHold>(&effect)) expired.push_back(hold->segment);
    }
    effects_.clear();
  }
  PlayoutEffects effects_;
};

inline constexpr Timestamp kFirstRelease = kOrigin + kSegment + kDelay;

}  // namespace sw::core
