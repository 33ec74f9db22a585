// The closed segments that wait to be sent, in order, and what stands between each of them and its send (design §4,
// backpressure and playout).
//
// Per segment the first of these that applies is what it waits for:
//   a pause       falls back when due (`paused`)
//   a slot        falls back when due, or as soon as it cannot be back in time (`overload`)
//   a slow_down   sent when its time comes; one of more than 8 s may not hold the output, so it falls back when due
//                 (`slow_down`)
// The n-th waiting segment has a slot when more than n are free. Due times are playout's: it may move them between any
// two calls. A segment that waits when it is already due falls back at once.
//
// The overload rule: a segment that had to wait for a slot goes on only if now + the expected round trip is not past
// its due time, tested when it first finds no slot and at each slot that is freed.
//
// Time and conditions are passed in; nothing here keeps a timer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "worker/base/units.h"
#include "worker/core/backpressure/backpressure.h"
#include "worker/core/playout/due_schedule.h"
#include "worker/core/sts_session/sts_effects.h"

namespace sw::core {

// A segment as it closed, its M4A ready to be sent.
struct ClosedSegment {
  SegmentNumber number;
  FragmentId fragment;
  Timestamp began;       // when the media passed the boundary at its start
  TimeDelta real_audio;  // without inserted silence
  bool supported;        // channels and rate are among those the schema has
};

// The session as it is now.
struct SendConditions {
  const Backpressure& backpressure;
  std::size_t free_slots;
  TimeDelta expected_round_trip;
};

class Outbox {
 public:
  // A segment that may be sent now.
  struct Ready {
    ClosedSegment segment;
    bool exception;  // although the service asked for none (backpressure.h)
  };

  explicit Outbox(const DueSchedule& schedule) : schedule_(schedule) {}

  // False when kMaxWaitingSegments wait already.
  bool add(Timestamp now, const ClosedSegment& segment);
  // Applies the overload rule. `slot_freed`: one was freed since the last call.
  void test_overload(Timestamp now, const SendConditions& conditions, bool slot_freed, StsEffects& effects);
  // Lets fall back what is due and may not wait any longer.
  void expire(Timestamp now, const SendConditions& conditions, StsEffects& effects);
  // Takes the first segment where nothing stands in its way.
  std::optional<Ready> take_ready(Timestamp now, const SendConditions& conditions);
  // False where it does not wait here.
  bool remove(SegmentNumber segment);
  // All fall back.
  void clear(FallbackReason reason, StsEffects& effects);

  std::size_t size() const { return waiting_.size(); }
  // Whether the output may be held for `segment`: it waits for a slow_down of at most 8 s.
  bool may_hold(SegmentNumber segment, const SendConditions& conditions) const;
  // The next time at which expire() has something to do.
  std::optional<Timestamp> next_expiry(const SendConditions& conditions) const;
  // The next time at which take_ready() may give one.
  std::optional<Timestamp> next_ready(const SendConditions& conditions) const;

 private:
  enum class Obstacle : uint8_t { kNone, kPause, kSlot, kSlowDown };
  struct Waiting {
    ClosedSegment segment;
    Timestamp closed;
    bool waited_for_slot = false;
  };

  Obstacle obstacle(std::size_t place, Timestamp at, const SendConditions& conditions) const;
  std::optional<Timestamp> expiry(std::size_t place, const SendConditions& conditions) const;
  void fall_back(std::size_t place, FallbackReason reason, StsEffects& effects);

  const DueSchedule& schedule_;
  std::vector<Waiting> waiting_;
};

}  // namespace sw::core
