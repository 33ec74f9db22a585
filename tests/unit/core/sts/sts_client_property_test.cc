// Whatever happens, in whatever order, and however late alarms ring: the promises of the STS side hold.
#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include <map>
#include <optional>
#include <vector>

#include "tests/unit/core/sts/sts_rig.h"
#include "worker/core/sts_session/sts_client.h"

namespace sw::core {
namespace {

// Reads the effects in their order and knows only what an observer of the connection and the metrics would.
class Observer {
 public:
  void see(Timestamp now, const StsEffect& effect) {
    std::visit([&](const auto& one) { on(now, one); }, effect);
  }
  void paused(bool yes) { paused_ = yes; }

  std::map<uint64_t, int> ends;  // per segment
  bool connected = false;
  bool over = false;
  bool refusing = false;  // the transport takes nothing, so that no number is used

 private:
  template <class Other>
  void on(Timestamp, const Other&) {}
  void on(Timestamp now, const OpenConnection& open) {
    RC_ASSERT(!connected);
    RC_ASSERT(!over);
    connected = true;
    if (!open.recycle) return;
    RC_ASSERT((!last_recycle_ || now - *last_recycle_ >= s(30)));
    last_recycle_ = now;
  }
  void on(Timestamp, const CloseConnection&) {
    RC_ASSERT(connected);
    connected = false;
  }
  void on(Timestamp, const SessionReady&) {
    RC_ASSERT(!ready_);
    ready_ = true;
    ended_ = false;
    paused_ = false;
    next_sequence_ = 0;
  }
  void on(Timestamp, const SessionOver&) {
    RC_ASSERT(ready_);
    ready_ = false;
  }
  void on(Timestamp, const SendStreamEnd&) { ended_ = true; }
  void on(Timestamp, const SendFragment& send) {
    RC_ASSERT(ready_);
    RC_ASSERT(!ended_);
    RC_ASSERT(send.sequence == next_sequence_);
    if (!refusing) ++next_sequence_;
    RC_ASSERT(breaker_ != BreakerState::kOpen);
    RC_ASSERT(send.breaker_probe == (breaker_ == BreakerState::kHalfOpen));
    RC_ASSERT((!paused_ || send.pause_exception > 0));
    RC_ASSERT(ends[send.segment.value()] == 0);
  }
  void on(Timestamp now, const BreakerMove& move) {
    RC_ASSERT(move.from == breaker_);
    RC_ASSERT(move.at <= now);
    if (move.to == BreakerState::kHalfOpen) RC_ASSERT(move.at - opened_ == s(30));
    if (move.to == BreakerState::kOpen) opened_ = move.at;
    breaker_ = move.to;
  }
  void on(Timestamp, const FallBack& fallen) { RC_ASSERT(++ends[fallen.segment.value()] == 1); }
  void on(Timestamp, const ApplyAudio& applied) { RC_ASSERT(++ends[applied.segment.value()] == 1); }
  void on(Timestamp, const StsOver&) {
    RC_ASSERT(!over);
    RC_ASSERT(!connected);
    over = true;
  }

  bool ready_ = false;
  bool ended_ = false;
  bool paused_ = false;
  uint64_t next_sequence_ = 0;
  BreakerState breaker_ = BreakerState::kClosed;
  Timestamp opened_ = kStart;
  std::optional<Timestamp> last_recycle_;
};

// A service, a network and an input that do anything at any time.
class World {
 public:
  World() {
    act([&](StsEffects& effects) { rig_.machine.start(now_, effects); });
  }

  void step(int kind) {
    if (kind < 20) return close_segment();
    if (kind < 35) return answer();
    if (kind < 40) return rig_act([&] { rig_.error(now_, any_code(), any_fragment()); });
    if (kind < 46) return signal();
    if (kind < 60) return connect();
    if (kind < 63)
      return act([&](StsEffects& effects) {
        if (observer_.connected) rig_.machine.on_connection_closed(now_, effects);
      });
    if (kind < 66) return rig_act([&] { rig_.hold_expires(now_, any_segment()); });
    if (kind < 67) return act([&](StsEffects& effects) { rig_.machine.on_input_lost(now_, effects); });
    if (kind < 68) return act([&](StsEffects& effects) { rig_.machine.on_input_returned(now_, effects); });
    if (kind < 69) return act([&](StsEffects& effects) { rig_.machine.recycle(now_, effects); });
    if (kind < 72) return refuse(coin());
    if (kind < 75) return rig_act([&] { rig_.verdict(now_, any_segment(), coin()); });
    pass_time(*rc::gen::element<int64_t>(1, 20'000'000, 900'000'000, 3'000'000'000, 8'000'000'000, 31'000'000'000));
  }

  void finish() {
    drain(DrainKind::kEnd);
    for (int i = 0; i < 3; ++i) step(*rc::gen::element(20, 36, 61, 64));
    drain(*rc::gen::element(DrainKind::kEnd, DrainKind::kSignal));
    if (coin()) act([&](StsEffects& effects) { rig_.machine.on_complete(now_, {"live-1"}, effects); });
    for (int i = 0; i < 20; ++i) pass_time(5'000'000'000);
    for (uint64_t n = 0; n < next_segment_; ++n) RC_ASSERT(observer_.ends[n] == 1);
    RC_ASSERT(observer_.over);
    RC_ASSERT(!observer_.connected);
  }

 private:
  static bool coin() { return *rc::gen::arbitrary<bool>(); }
  static ErrorCode any_code() {
    return static_cast<ErrorCode>(*rc::gen::inRange(0, static_cast<int>(ErrorCode::kUnknown) + 1));
  }
  uint64_t any_segment() const { return *rc::gen::inRange<uint64_t>(0, next_segment_ + 1); }
  std::string any_fragment() const { return coin() ? fragment_name(any_segment()) : std::string(); }

  template <class Input>
  void act(Input&& input) {
    rig_act([&] { rig_.run(now_, input); });
  }
  template <class Step>
  void rig_act(Step&& step) {
    step();
    watch();
  }
  void watch() {
    for (; seen_ < rig_.log.size(); ++seen_) observer_.see(now_, rig_.log[seen_]);
    RC_ASSERT(rig_.machine.dispatcher().in_flight() <= 3u);
    const auto deadline = rig_.machine.deadline();
    RC_ASSERT((!deadline || *deadline > now_));
  }

  void drain(DrainKind kind) {
    act([&](StsEffects& effects) { rig_.machine.drain(now_, kind, effects); });
  }
  void refuse(bool yes) {
    rig_.refuse = yes ? std::optional(Refusal::kTooLarge) : std::nullopt;
    observer_.refusing = yes;
  }
  void close_segment() {
    ClosedSegment segment = closed_segment(next_segment_, last_close_);
    if (*rc::gen::inRange(0, 12) == 0) segment.real_audio = ms(500);
    segment.supported = *rc::gen::inRange(0, 12) != 0;
    // Some are due at once, some soon, some never.
    schedule_.set(next_segment_, now_ + *rc::gen::element(TimeDelta::Zero(), ms(500), s(6), s(400)));
    ++next_segment_;
    last_close_ = now_;
    rig_act([&] { rig_.close(now_, segment); });
  }
  void answer() {
    const auto status = *rc::gen::weightedElement<ResultStatus>(
        {{3, ResultStatus::kSuccess}, {1, ResultStatus::kPartial}, {4, ResultStatus::kFailed}});
    rig_.usable = *rc::gen::element(std::optional(true), std::optional(false), std::optional<bool>());
    rig_act([&] { rig_.answer(now_, any_segment(), status); });
  }
  void signal() {
    const auto action =
        *rc::gen::element(BackpressureAction::kNone, BackpressureAction::kSlowDown, BackpressureAction::kPause);
    if (action == BackpressureAction::kNone) observer_.paused(false);
    const bool heard = rig_.machine.ready();
    rig_.run(now_, [&](StsEffects& effects) {
      const BackpressureSignal message{"live-1", action, *rc::gen::inRange<int64_t>(-1, 40'000)};
      rig_.machine.on_backpressure(now_, message, effects);
    });
    watch();
    if (action == BackpressureAction::kPause && heard && rig_.machine.ready()) observer_.paused(true);
  }
  void connect() {
    if (!observer_.connected) return;
    act([&](StsEffects& effects) { rig_.machine.on_connected(now_, effects); });
    const auto limit = *rc::gen::weightedElement<int64_t>({{1, 0}, {3, 1}, {3, 3}, {3, 9}});
    act([&](StsEffects& effects) { rig_.machine.on_stream_ready(now_, {"live-1", "x", limit, {}}, effects); });
  }
  // Rings every alarm on the way, up to 50 ms late.
  void pass_time(int64_t nanos) {
    const Timestamp until = now_ + TimeDelta::Nanos(nanos);
    int rings = 0;
    for (auto due = rig_.machine.deadline(); due && *due <= until; due = rig_.machine.deadline()) {
      RC_ASSERT(++rings < 1000);
      now_ = *due + (coin() ? TimeDelta::Zero() : TimeDelta::Millis(*rc::gen::inRange<int64_t>(0, 51)));
      rig_act([&] { rig_.ring(now_); });
    }
    now_ = std::max(now_, until);
    rig_act([&] { rig_.ring(now_); });
  }

  TestSchedule schedule_;
  StsRig<StsClient> rig_{test_settings(), std::size_t{3}, schedule_};
  Observer observer_;
  std::size_t seen_ = 0;
  Timestamp now_ = kStart;
  Timestamp last_close_ = kStart;
  uint64_t next_segment_ = 0;
};

RC_GTEST_PROP(StsClientProperty, KeepsItsPromisesWhateverHappens, ()) {
  World world;
  const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 100));
  for (const int kind : steps) world.step(kind);
  world.finish();
}

}  // namespace
}  // namespace sw::core
