// The breaker against a model that knows no tickets: it keeps the fragments that are out in a list, and strikes those
// that may no longer move it.
#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/unit/core/sts/sts_times.h"
#include "worker/core/breaker/breaker.h"

namespace sw::core {
namespace {

struct Model {
  struct Out {
    uint64_t ticket;
    bool struck;  // moves nothing any more
  };
  BreakerState state = BreakerState::kClosed;
  int streak = 0;
  int64_t opened_ns = 0;
  bool probe_out = false;
  std::vector<Out> out;

  void pass_time(int64_t now_ns) {
    if (state == BreakerState::kOpen && now_ns - opened_ns >= 30'000'000'000) state = BreakerState::kHalfOpen;
  }
  bool admits() const { return state == BreakerState::kClosed || (state == BreakerState::kHalfOpen && !probe_out); }
  void admit(uint64_t ticket) {
    if (state == BreakerState::kHalfOpen) probe_out = true;
    out.push_back({ticket, false});
  }
  void settle(std::size_t index, Outcome outcome, int64_t now_ns) {
    const Out one = out[index];
    out.erase(out.begin() + static_cast<std::ptrdiff_t>(index));
    if (one.struck) return;
    probe_out = false;
    if (outcome == Outcome::kSuccess) {
      streak = 0;
      state = BreakerState::kClosed;
    } else if (outcome == Outcome::kFailure) {
      ++streak;
      if (state == BreakerState::kHalfOpen || streak == 5) open(now_ns);
    }
  }
  void open(int64_t now_ns) {
    state = BreakerState::kOpen;
    opened_ns = now_ns;
    streak = 0;
    for (Out& each : out) each.struck = true;
  }
};

// Steps of time that lie around the cooldown, or are short enough for many to fit.
rc::Gen<int64_t> time_steps() {
  return rc::gen::element<int64_t>(0, 1, 1'000'000'000, 7'000'000'000, 29'999'999'999, 30'000'000'000);
}

RC_GTEST_PROP(BreakerProperty, MovesAsTheModelDoes, ()) {
  Breaker breaker;
  Model model;
  int64_t now_ns = kStart.nanos();
  const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 12));
  for (const int step : steps) {
    BreakerMoves moves;
    const Timestamp now = Timestamp::FromNanos(now_ns);
    if (step < 2) {
      now_ns += *time_steps();
    } else if (step < 6) {
      model.pass_time(now_ns);
      RC_ASSERT(breaker.admits(now) == model.admits());
      if (model.admits()) model.admit(breaker.admit(now, moves).value());
    } else if (!model.out.empty()) {
      // Mostly failures, or it would hardly ever open.
      const Outcome outcome = step < 10 ? Outcome::kFailure : (step == 10 ? Outcome::kSuccess : Outcome::kNeutral);
      const auto index = *rc::gen::inRange<std::size_t>(0, model.out.size());
      breaker.settle(now, BreakerTicket(model.out[index].ticket), outcome, moves);
      model.pass_time(now_ns);
      model.settle(index, outcome, now_ns);
    }
    breaker.on_time(Timestamp::FromNanos(now_ns), moves);
    model.pass_time(now_ns);
    RC_ASSERT(breaker.state() == model.state);
  }
}

// What the time was when anybody asked makes no difference: only the instants of what happened do.
RC_GTEST_PROP(BreakerProperty, DoesNotCareHowOftenItsTimerRings, ()) {
  Breaker rung;
  Breaker asked_late;
  Timestamp now = kStart;
  for (int i = 0; i < 30; ++i) {
    const int64_t step_ns = *time_steps();
    for (int part = 1; part <= 3; ++part) {
      BreakerMoves ignored;
      rung.on_time(now + TimeDelta::Nanos(step_ns / 3 * part), ignored);
    }
    now += TimeDelta::Nanos(step_ns);
    RC_ASSERT(rung.admits(now) == asked_late.admits(now));
    if (!rung.admits(now)) continue;
    BreakerMoves moves;
    const Outcome outcome = *rc::gen::weightedElement<Outcome>({{5, Outcome::kFailure}, {1, Outcome::kSuccess}});
    rung.settle(now, rung.admit(now, moves), outcome, moves);
    asked_late.settle(now, asked_late.admit(now, moves), outcome, moves);
    RC_ASSERT(rung.state() == asked_late.state());
  }
}

}  // namespace
}  // namespace sw::core
