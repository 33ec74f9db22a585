// Drives a machine of the STS side as the engine would: carries each effect out, in order, and reports back. Keeps
// what happened, with its time.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/unit/core/sts/sts_times.h"
#include "worker/base/check.h"
#include "worker/core/sts_session/dispatcher.h"

namespace sw::core {

// Due times set by the test; a segment without one is due in an hour.
class TestSchedule : public DueSchedule {
 public:
  void set(uint64_t segment, Timestamp due) { due_.insert_or_assign(segment, due); }
  Timestamp due(SegmentNumber segment) const override {
    const auto found = due_.find(segment.value());
    return found == due_.end() ? at(s(3600)) : found->second;
  }

 private:
  std::map<uint64_t, Timestamp> due_;
};

inline std::string fragment_name(uint64_t segment) { return "fragment-" + std::to_string(segment); }

// A segment that may be sent, begun when the one before closed.
inline ClosedSegment closed_segment(uint64_t number, Timestamp began) {
  return {SegmentNumber(number), *FragmentId::parse(fragment_name(number)), began, s(6), true};
}

inline DispatchSettings test_settings() { return {*StreamId::parse("live-1"), s(8), s(60), s(20)}; }

template <class Machine>
class StsRig {
 public:
  struct Sent {
    uint64_t segment;
    uint64_t sequence;
    Timestamp when;
    bool probe;
    std::size_t exception;
  };
  struct Ended {
    uint64_t segment;
    std::optional<FallbackReason> reason;  // nothing: applied
    Timestamp when;
  };

  template <class... Arguments>
  explicit StsRig(Arguments&&... arguments) : machine(std::forward<Arguments>(arguments)...) {}

  // One input, and all that follows at once.
  template <class Input>
  void run(Timestamp now, Input&& input) {
    StsEffects effects;
    input(effects);
    for (std::size_t i = 0; i < effects.size(); ++i) {
      const StsEffect effect = effects[i];
      log.push_back(effect);
      note(now, effect);
      react(now, effect, effects);
    }
  }

  // Rings every alarm up to `until`, on time.
  void ring_until(Timestamp until) {
    int rings = 0;
    for (auto due = machine.deadline(); due && *due <= until; due = machine.deadline()) {
      // A machine that never moves its deadline on would ring for ever.
      SW_CHECK(++rings < 100'000);
      clock = std::max(clock, *due);
      ring(clock);
    }
    clock = until;
  }
  void ring(Timestamp now) {
    run(now, [&](StsEffects& effects) { machine.on_time(now, effects); });
  }

  void close(Timestamp now, uint64_t number) { close(now, closed_segment(number, now - s(6))); }
  void close(Timestamp now, const ClosedSegment& segment) {
    run(now, [&](StsEffects& effects) { machine.on_segment_closed(now, segment, effects); });
  }
  void answer(Timestamp now, uint64_t segment, ResultStatus status = ResultStatus::kSuccess,
              std::optional<ErrorReport> error = std::nullopt) {
    const bool audio = status != ResultStatus::kFailed;
    answer(now, {fragment_name(segment), "live-1", sequence_of(segment), status, audio, error});
  }
  void answer(Timestamp now, const FragmentResult& result) {
    run(now, [&](StsEffects& effects) { machine.on_result(now, result, effects); });
  }
  void error(Timestamp now, ErrorCode code, const std::string& fragment = "") {
    run(now, [&](StsEffects& effects) { machine.on_error(now, {"", fragment, {code, std::nullopt}}, effects); });
  }
  void signal(Timestamp now, BackpressureAction action, std::optional<int64_t> delay_ms = std::nullopt) {
    run(now, [&](StsEffects& effects) { machine.on_backpressure(now, {"live-1", action, delay_ms}, effects); });
  }
  void verdict(Timestamp now, uint64_t segment, bool is_usable) {
    run(now, [&](StsEffects& effects) { machine.on_validated(now, SegmentNumber(segment), is_usable, effects); });
  }
  void hold_expires(Timestamp now, uint64_t segment) {
    run(now, [&](StsEffects& effects) { machine.on_hold_expired(now, SegmentNumber(segment), effects); });
  }
  void drain(Timestamp now, DrainKind kind) {
    run(now, [&](StsEffects& effects) { machine.drain(now, kind, effects); });
  }

  // How the segment ended; a test that asks too early gets nothing.
  const Ended* end_of(uint64_t segment) const {
    const auto found = std::ranges::find(ended, segment, &Ended::segment);
    return found == ended.end() ? nullptr : &*found;
  }
  bool applied(uint64_t segment) const { return end_of(segment) != nullptr && !end_of(segment)->reason; }
  bool fell_back(uint64_t segment, FallbackReason reason) const {
    return end_of(segment) != nullptr && end_of(segment)->reason == reason;
  }
  const Sent* sent_of(uint64_t segment) const {
    const auto found = std::ranges::find(sent, segment, &Sent::segment);
    return found == sent.end() ? nullptr : &*found;
  }
  uint64_t sequence_of(uint64_t segment) const { return sent_of(segment) != nullptr ? sent_of(segment)->sequence : 0; }
  template <class Effect>
  std::vector<Effect> all() const {
    std::vector<Effect> found;
    for (const StsEffect& effect : log) {
      if (const auto* one = std::get_if<Effect>(&effect)) found.push_back(*one);
    }
    return found;
  }
  std::optional<AckStatus> ack_of(uint64_t segment) const {
    std::optional<AckStatus> last;
    for (const Acknowledge& ack : all<Acknowledge>()) {
      if (ack.fragment_id == fragment_name(segment)) last = ack.status;
    }
    return last;
  }

  Machine machine;
  // What the world answers: hands over, or refuses; validates at once, or leaves that to the test.
  std::optional<Refusal> refuse;
  std::optional<bool> usable = true;

  std::vector<Sent> sent;
  std::vector<Ended> ended;
  StsEffects log;
  Timestamp clock = kStart;

 private:
  void note(Timestamp now, const StsEffect& effect) {
    if (const auto* applied_one = std::get_if<ApplyAudio>(&effect)) {
      ended.push_back({applied_one->segment.value(), std::nullopt, now});
    }
    if (const auto* fallen = std::get_if<FallBack>(&effect)) {
      ended.push_back({fallen->segment.value(), fallen->reason, now});
    }
    const auto* send = std::get_if<SendFragment>(&effect);
    if (send != nullptr && !refuse) {
      sent.push_back({send->segment.value(), send->sequence, now, send->breaker_probe, send->pause_exception});
    }
  }
  void react(Timestamp now, const StsEffect& effect, StsEffects& effects) {
    if (const auto* send = std::get_if<SendFragment>(&effect)) {
      if (refuse) {
        machine.on_refused(now, send->segment, *refuse, effects);
      } else {
        machine.on_sent(now, send->segment, effects);
      }
    }
    const auto* validate = std::get_if<ValidateAudio>(&effect);
    if (validate != nullptr && usable) machine.on_validated(now, validate->segment, *usable, effects);
  }
};

}  // namespace sw::core
