// Playout against a model that is a recurrence over whole segments: it knows no states, no steps and no timers, only
// when each segment was ready and what the rules make of it.
#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

#include "tests/unit/core/playout/playout_rig.h"

namespace sw::core {
namespace {

constexpr int64_t kMs = 1'000'000;

// One segment of a scenario. It closes as soon as its media is in; `round_trip_ms` later it is ready.
struct One {
  int64_t length_ms;
  int64_t gap_ms;  // between the one before and this one, an epoch's beginning; 0: none
  int64_t round_trip_ms;
};

rc::Gen<One> segments() {
  return rc::gen::map(rc::gen::tuple(rc::gen::weightedElement<int64_t>({{9, 6000}, {1, 2345}, {1, 250}}),
                                     rc::gen::weightedElement<int64_t>({{8, 0}, {1, 700}, {1, 4321}, {1, 60'000}}),
                                     rc::gen::weightedOneOf<int64_t>({{6, rc::gen::inRange<int64_t>(0, 1500)},
                                                                      {2, rc::gen::inRange<int64_t>(1500, 9000)},
                                                                      {1, rc::gen::just<int64_t>(100'000)}})),
                      [](const std::tuple<int64_t, int64_t, int64_t>& parts) {
                        return One{std::get<0>(parts), std::get<1>(parts), std::get<2>(parts)};
                      });
}

struct Placed {
  int64_t start, end, closed, ready;  // ns; times from kOrigin
};

std::vector<Placed> place(const std::vector<One>& scenario) {
  std::vector<Placed> placed;
  int64_t at_ns = 0;
  for (const One& one : scenario) {
    at_ns += placed.empty() ? 0 : one.gap_ms * kMs;
    const int64_t end = at_ns + one.length_ms * kMs;
    placed.push_back({at_ns, end, end, end + one.round_trip_ms * kMs});
    at_ns = end;
  }
  return placed;
}

// When each segment begins to go out.
std::vector<int64_t> model(std::vector<Placed> segments) {
  const int64_t release = segments[0].ready + 500 * kMs;
  int64_t late = 0;
  std::vector<int64_t> begins;
  std::vector<std::pair<int64_t, int64_t>> lateness{{segments[0].ready, -500 * kMs}};  // when, how much
  for (std::size_t k = 0; k < segments.size(); ++k) {
    Placed& one = segments[k];
    const int64_t due = release + (one.start - segments[0].start) + late;
    int64_t begin = due;
    // Until it is due a segment behind another may have become ready early; order of the list does not matter.
    // A hold that is due at the instant of a reply has begun before it.
    if (one.ready >= due && &one != &segments[0]) {
      one.ready = std::min(one.ready, std::max(due, one.closed) > due + 8000 * kMs ? one.closed : due + 8000 * kMs);
      begin = std::max(one.ready, std::min(one.ready + 500 * kMs, due + 8000 * kMs));
    }
    late += begin - due;
    int64_t target = 0;
    bool any = false;
    for (const Placed& other : segments) {
      if (&other == &segments[0] || other.ready > begin || begin - other.ready > 600'000 * kMs) continue;
      if (other.ready < segments[0].ready) continue;
      const int64_t by = other.ready - (release + (other.start - segments[0].start));
      target = any ? std::max(target, by) : by;
      any = true;
    }
    if (begin - lateness[0].first <= 600'000 * kMs) {
      target = any ? std::max(target, lateness[0].second) : lateness[0].second;
      any = true;
    }
    target = any ? std::max<int64_t>(0, target + 500 * kMs) : 0;
    late -= std::clamp<int64_t>(late - target, 0, (one.end - one.start) / 101);
    begins.push_back(begin);
  }
  return begins;
}

void expect_model(const std::vector<One>& scenario) {
  const std::vector<Placed> placed = place(scenario);
  // What happens when: closes before replies of the same instant.
  std::multimap<int64_t, std::pair<bool, std::size_t>> events;
  for (std::size_t k = 0; k < placed.size(); ++k) events.emplace(placed[k].closed, std::pair(false, k));
  for (std::size_t k = 0; k < placed.size(); ++k) events.emplace(placed[k].ready, std::pair(true, k));
  PlayoutRig rig;
  std::vector<bool> is_ready(placed.size());
  std::size_t expired = 0;
  const auto run_to = [&](int64_t ns) {
    for (;;) {
      const auto due = rig.playout.deadline();
      if (!due || (*due - kOrigin).nanos() > ns) break;
      rig.run_to(*due);
      for (; expired < rig.expired.size(); ++expired) {
        const auto k = static_cast<std::size_t>(rig.expired[expired].value());
        is_ready[k] = true;
        rig.ready(kMediaStart + TimeDelta::Nanos(placed[k].start));
      }
    }
    rig.run_to(at(TimeDelta::Nanos(ns)));
  };
  const auto open_behind = [&](std::size_t k) -> std::optional<MediaTime> {
    if (k + 1 == placed.size() || placed[k + 1].start != placed[k].end) return std::nullopt;
    return kMediaStart + TimeDelta::Nanos(placed[k + 1].start);
  };
  for (const auto& [ns, event] : events) {
    run_to(ns);
    const auto [is_reply, k] = event;
    const Placed& one = placed[k];
    if (!is_reply) {
      rig.close({kMediaStart + TimeDelta::Nanos(one.start), kMediaStart + TimeDelta::Nanos(one.end),
                 SegmentNumber(static_cast<uint64_t>(k))});
      rig.set_open(open_behind(k));
    } else if (!is_ready[k]) {
      is_ready[k] = true;
      rig.ready(kMediaStart + TimeDelta::Nanos(one.start));
    }
  }
  run_to(events.rbegin()->first + 1'000'000 * kMs);
  std::vector<int64_t> begins;
  for (const Timestamp when : rig.times_of<BeginPiece>()) begins.push_back((when - kOrigin).nanos());
  RC_ASSERT(begins == model(placed));
}

RC_GTEST_PROP(PlayoutProperty, BeginsEverySegmentWhenTheModelDoes, ()) {
  auto scenario = *rc::gen::nonEmpty(rc::gen::container<std::vector<One>>(segments()));
  // The first reply comes first: before it nothing is scheduled, and its hold cannot expire.
  scenario[0].round_trip_ms = std::min<int64_t>(scenario[0].round_trip_ms, 200);
  scenario[0].length_ms = 6000;
  expect_model(scenario);
}

// Holds what goes out against the pieces that closed. The first step of a piece goes out as it begins; whatever comes
// behind it, steps, filler and the next piece, has waited for as long as it takes at 1.01x.
class OutputCheck {
 public:
  explicit OutputCheck(const std::vector<Piece>& pieces) : pieces_(pieces) {}

  // From now on what is ready goes out at once.
  void flush() { paced_ = false; }
  void take(const Wanted& one) {
    if (std::holds_alternative<BeginPiece>(one.effect)) {
      begin(one.at);
    } else if (const auto* release = std::get_if<Release>(&one.effect)) {
      step(one.at, release->until);
    } else if (const auto* fill = std::get_if<Fill>(&one.effect)) {
      filler(one.at, fill->until);
    }
  }
  void finish() const {
    RC_ASSERT(!playing_);
    RC_ASSERT(begun_ == pieces_.size());
  }

 private:
  const Piece& piece() const { return pieces_[begun_ - 1]; }

  void begin(Timestamp now) {
    RC_ASSERT(!playing_);
    RC_ASSERT(begun_ < pieces_.size());
    const MediaTime start = pieces_[begun_].start;
    RC_ASSERT(position_ <= start);
    if (begun_ > 0) in_pace(start - piece().start, now - began_);
    ++begun_;
    playing_ = true;
    began_ = now;
    stepped_ = now - kReleaseStep;
    position_ = start;
  }

  void step(Timestamp now, MediaTime until) {
    RC_ASSERT(playing_);
    RC_ASSERT(until > position_);
    RC_ASSERT(until <= piece().end);
    in_pace(until - position_, now - stepped_);
    playing_ = until < piece().end;
    stepped_ = now;
    position_ = until;
  }

  void filler(Timestamp now, MediaTime until) {
    RC_ASSERT(!playing_);
    RC_ASSERT(begun_ > 0u);
    RC_ASSERT(until > position_);
    RC_ASSERT((begun_ == pieces_.size() || until <= pieces_[begun_].start));
    in_pace(until - piece().start, now - began_);
    position_ = until;
  }

  void in_pace(TimeDelta media, TimeDelta passed) const {
    RC_ASSERT((!paced_ || media * kSpeedUpDivisor <= passed * (kSpeedUpDivisor + 1)));
  }

  const std::vector<Piece>& pieces_;
  std::size_t begun_ = 0;
  bool paced_ = true;
  bool playing_ = false;              // the piece that began last has media left
  Timestamp began_ = kOrigin;         // when it did
  Timestamp stepped_ = kOrigin;       // its last step
  MediaTime position_ = kMediaStart;  // up to here all is out
};

// Whatever comes when, media goes out in order, without a gap within a piece, at most at 1.01x until it is flushed, and
// filler lies between pieces.
RC_GTEST_PROP(PlayoutProperty, PublishesAllOfItInOrder, ()) {
  PlayoutRig rig;
  MediaTime next = kMediaStart;
  std::vector<Piece> pieces;
  std::vector<MediaTime> unready;
  bool lost = false;
  const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 10));
  const auto expire = [&] {
    for (const SegmentNumber segment : rig.expired) {
      const MediaTime start = kMediaStart + TimeDelta::Seconds(static_cast<int64_t>(segment.value()));
      if (std::erase(unready, start) > 0) rig.ready(start);
    }
  };
  // An epoch's place is never behind the clock.
  const auto begin_epoch = [&](int64_t gap) {
    const TimeDelta by_clock = TimeDelta::Seconds((rig.now - kOrigin) / TimeDelta::Seconds(1) + 1);
    next = std::max(next + TimeDelta::Seconds(gap), lost ? kMediaStart + by_clock : next);
    lost = false;
    rig.set_open(next);
  };
  for (const int step : steps) {
    if (step < 3) {  // a segment closes; its number says where it starts
      if (lost) begin_epoch(0);
      const MediaTime end = next + TimeDelta::Seconds(*rc::gen::inRange<int64_t>(1, 7));
      // It cannot close before its media has come.
      rig.run_for(std::max(TimeDelta::Zero(), (end - kMediaStart) - (rig.now - kOrigin)));
      expire();
      pieces.push_back({next, end, SegmentNumber(static_cast<uint64_t>((next - kMediaStart) / TimeDelta::Seconds(1)))});
      rig.close(pieces.back());
      unready.push_back(next);
      next = end;
      rig.set_open(next);
    } else if (step < 6 && !unready.empty()) {
      const auto index = *rc::gen::inRange<std::size_t>(0, unready.size());
      const MediaTime start = unready[index];
      unready.erase(unready.begin() + static_cast<std::ptrdiff_t>(index));
      rig.ready(start);
    } else if (step == 6) {
      rig.set_open(std::nullopt);
      lost = true;
    } else if (step == 7) {
      begin_epoch(*rc::gen::inRange<int64_t>(0, 5));
    } else {
      // Now and then for so long that it is forgotten how late replies were: what comes next is caught up with.
      const auto some = rc::gen::inRange<int64_t>(0, 9000);
      rig.run_for(
          TimeDelta::Millis(*rc::gen::weightedOneOf<int64_t>({{40, some}, {1, rc::gen::just<int64_t>(660'000)}})));
      expire();
    }
  }
  rig.finish();
  const std::size_t before_flush = rig.wanted.size();
  const bool flushes = *rc::gen::arbitrary<bool>();
  if (flushes) rig.flush();
  while (!unready.empty()) {
    rig.ready(unready.front());
    unready.erase(unready.begin());
  }
  rig.run_for(TimeDelta::Minutes(24 * 60));
  RC_ASSERT(rig.count<PlayedOut>() == 1u);
  RC_ASSERT(std::holds_alternative<PlayedOut>(rig.wanted.back().effect));
  OutputCheck check(pieces);
  for (std::size_t k = 0; k < rig.wanted.size(); ++k) {
    if (flushes && k == before_flush) check.flush();
    check.take(rig.wanted[k]);
  }
  check.finish();
}

}  // namespace
}  // namespace sw::core
