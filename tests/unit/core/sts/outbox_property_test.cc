// The outbox under any order of segments, slots, signals and time: what leaves it leaves once, in order, for a reason
// that holds, and nobody waits for a time that brings nothing.
#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <deque>
#include <vector>

#include "tests/unit/core/sts/sts_rig.h"
#include "worker/core/rules.h"
#include "worker/core/sts_session/outbox.h"

namespace sw::core {
namespace {

struct Waiting {
  uint64_t number;
  Timestamp closed;
};

class OutboxWorld {
 public:
  // What a step does; the numbers are rapidcheck's.
  void step(int kind) {
    now_ += TimeDelta::Millis(*rc::gen::weightedElement<int64_t>({{4, 0}, {3, 400}, {2, 3'000}, {1, 20'000}}));
    switch (kind) {
      case 0:
      case 1:
        add();
        break;
      case 2:
        set_free_slots(*rc::gen::inRange<std::size_t>(0, 4));
        break;
      case 3:
        backpressure_.on_signal(
            now_,
            *rc::gen::element(BackpressureAction::kNone, BackpressureAction::kSlowDown, BackpressureAction::kPause),
            *rc::gen::element<int64_t>(0, 500, 8'000, 9'000));
        break;
      case 4:
        backpressure_.on_in_flight(now_, *rc::gen::inRange<std::size_t>(0, 2));
        break;
      default:
        remove();
    }
    settle();
  }

  void end() {
    StsEffects effects;
    outbox_.clear(FallbackReason::kDisconnected, effects);
    take_fallbacks(effects, FallbackReason::kDisconnected);
    RC_ASSERT(waiting_.empty());
    RC_ASSERT(outbox_.size() == 0u);
  }

 private:
  SendConditions conditions() const { return {backpressure_, free_slots_, s(2)}; }
  Timestamp expires(const Waiting& one) const { return std::max(schedule_.due(SegmentNumber(one.number)), one.closed); }

  void add() {
    const uint64_t number = next_++;
    schedule_.set(number, now_ + TimeDelta::Millis(*rc::gen::inRange<int64_t>(-1'000, 15'000)));
    const bool taken = outbox_.add(now_, closed_segment(number, now_ - s(6)));
    RC_ASSERT(taken == (waiting_.size() < kMaxWaitingSegments));
    if (taken) waiting_.push_back({number, now_});
    test_overload(false);
  }
  void set_free_slots(std::size_t count) {
    const bool freed = count > free_slots_;
    free_slots_ = count;
    test_overload(freed);
  }
  void remove() {
    if (waiting_.empty()) return;
    const auto at = *rc::gen::inRange<std::size_t>(0, waiting_.size());
    const SegmentNumber number(waiting_[at].number);
    RC_ASSERT(outbox_.remove(number));
    RC_ASSERT(!outbox_.remove(number));
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(at));
  }

  // As the dispatcher does: what may go goes, what is due falls back, until nothing moves.
  void settle() {
    StsEffects effects;
    outbox_.expire(now_, conditions(), effects);
    take_fallbacks(effects, std::nullopt);
    while (const auto ready = outbox_.take_ready(now_, conditions())) send(*ready);
    RC_ASSERT(outbox_.size() == waiting_.size());
    // Nothing is left that could have been done now: an alarm for it would ring for ever.
    StsEffects again;
    outbox_.expire(now_, conditions(), again);
    take_fallbacks(again, std::nullopt);
    const auto expiry = outbox_.next_expiry(conditions());
    RC_ASSERT((!expiry || *expiry > now_));
    const auto ready = outbox_.next_ready(conditions());
    RC_ASSERT((!ready || *ready > now_));
  }

  void send(const Outbox::Ready& ready) {
    RC_ASSERT(!waiting_.empty());
    RC_ASSERT(ready.segment.number.value() == waiting_.front().number);
    RC_ASSERT(free_slots_ > 0u);
    const bool against_wish = backpressure_.paused() || now_ < backpressure_.earliest_send(waiting_.front().closed);
    RC_ASSERT(ready.exception == against_wish);
    if (ready.exception) RC_ASSERT((backpressure_.exception_at() && *backpressure_.exception_at() <= now_));
    waiting_.pop_front();
    --free_slots_;
    backpressure_.on_sent(now_, ready.exception);
    backpressure_.on_in_flight(now_, 1);
    test_overload(false);
  }
  void test_overload(bool slot_freed) {
    StsEffects effects;
    outbox_.test_overload(now_, conditions(), slot_freed, effects);
    take_fallbacks(effects, FallbackReason::kOverload);
  }

  // `reason`: which one all of these must have; none: that of a segment that is due.
  void take_fallbacks(const StsEffects& effects, std::optional<FallbackReason> reason) {
    for (const StsEffect& effect : effects) {
      const auto* fallen = std::get_if<FallBack>(&effect);
      RC_ASSERT(fallen != nullptr);
      const auto found = std::ranges::find(waiting_, fallen->segment.value(), &Waiting::number);
      RC_ASSERT(found != waiting_.end());
      if (reason) {
        RC_ASSERT(fallen->reason == *reason);
      } else {
        check_due(*found, fallen->reason);
      }
      if (reason == FallbackReason::kOverload) RC_ASSERT(now_ + s(2) > schedule_.due(fallen->segment));
      waiting_.erase(found);
    }
  }
  void check_due(const Waiting& one, FallbackReason reason) const {
    RC_ASSERT(now_ >= expires(one));
    RC_ASSERT((reason == FallbackReason::kPaused) == backpressure_.paused());
    if (reason == FallbackReason::kSlowDown) RC_ASSERT(backpressure_.delay() > kSlowDownHoldLimit);
  }

  Timestamp now_ = kStart;
  uint64_t next_ = 1;
  std::size_t free_slots_ = 0;
  TestSchedule schedule_;
  Backpressure backpressure_{s(8), s(4)};  // a short pause limit, so that exceptions come often
  Outbox outbox_{schedule_};
  std::deque<Waiting> waiting_;
};

RC_GTEST_PROP(OutboxProperty, LetsEachSegmentGoOnceInOrderForAReasonThatHolds, ()) {
  OutboxWorld world;
  const auto kinds = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 6));
  for (const int kind : kinds) world.step(kind);
  world.end();
}

}  // namespace
}  // namespace sw::core
