// Knows every fragment that was handed to the transport: its sequence number, its time-out, the slot it takes, and
// what an answer that names it refers to (spec FR-014, FR-016a; design §4, STS session).
//
// Life of one fragment:
//   Awaiting --answer before the time-out--> Validating --verdict--> over
//   Awaiting --error, failed result, time-out, loss of the session--> over
// It takes a slot of its session until it is over: services count a fragment as in flight until it is acked, which
// happens at the verdict. Sequence numbers are given at hand-over, so a send that fails burns none. Validation
// outlives the session it began in, without a slot in the next.
//
// As all machines of core: time is passed in; on_time() before the deadline does nothing; a time-out that falls on
// the instant of an answer comes first, and one that is handled late carries its own instant.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "worker/base/ids.h"
#include "worker/base/units.h"
#include "worker/core/fragment_tracker/fragment.h"
#include "worker/core/fragment_tracker/round_trips.h"

namespace sw::core {

struct TimedOut {
  Fragment fragment;
  Timestamp at;
};

class FragmentTracker {
 public:
  FragmentTracker(StreamId stream, TimeDelta timeout);

  // A session is ready. Its limit is min(asked, confirmed), above zero; numbers start at 0, round trips are forgotten.
  void begin_session(std::size_t limit);
  // The session is gone; appends the fragments that were awaiting an answer. None is matched any more.
  void end_session(std::vector<Fragment>& lost);

  // A fragment was handed over: it takes the next number and a slot. Only where free_slots() is above zero.
  const Fragment& on_sent(Timestamp now, const FragmentId& id, SegmentNumber segment, BreakerTicket ticket);

  // What an answer that comes now refers to. `stream` is empty where the message names none.
  ResultMatch match(Timestamp now, std::string_view stream, std::string_view fragment) const;
  // A matched fragment; the reference holds until the next call that is not const.
  const Fragment& matched(std::string_view fragment) const;
  // A matched fragment's audio came and is being validated. Returns the round trip.
  TimeDelta start_validation(Timestamp now, std::string_view fragment);
  // A matched fragment was answered without audio to validate: it is over. Sets the round trip.
  Fragment take_answered(Timestamp now, std::string_view fragment, TimeDelta& round_trip);
  // The fragment of `segment` whose audio was validated: it is over. Nothing where none is being validated.
  std::optional<Fragment> take_validated(SegmentNumber segment);
  // The segment fell back before its fragment was over. False where it has none, or fell back before.
  bool release_segment(SegmentNumber segment);
  // Segments that still wait for their fragment, oldest first.
  std::vector<SegmentNumber> held_segments() const;

  // Of the running session; zero without one.
  std::size_t in_flight() const;
  std::size_t free_slots() const;
  uint64_t next_sequence() const { return next_sequence_; }
  std::optional<SessionNumber> session() const { return session_; }
  // Whether the fragment of `segment` is not over: an answer to it would match.
  bool is_out(SegmentNumber segment) const;
  // Whether that answer may still be applied to the segment.
  bool holds(SegmentNumber segment) const;
  TimeDelta expected_round_trip() const { return round_trips_.lower_median(); }

  std::optional<Timestamp> deadline() const;
  // Appends what timed out, in the order of the instants.
  void on_time(Timestamp now, std::vector<TimedOut>& timed_out);

 private:
  struct Awaiting {
    Timestamp until;
  };
  struct Validating {};
  struct Entry {
    Fragment fragment;
    std::variant<Awaiting, Validating> state;
  };
  enum class End : uint8_t { kAnswered, kTimedOut, kLost };
  struct Remembered {
    FragmentId id;
    SessionNumber session;
    End end;
  };
  using Entries = std::vector<Entry>;

  Entries::const_iterator find(std::string_view fragment) const;
  Entries::iterator find_awaiting(std::string_view fragment);
  Fragment remove(Entries::iterator entry, End end);

  StreamId stream_;
  TimeDelta timeout_;
  SessionNumber next_session_{0};
  std::optional<SessionNumber> session_;
  std::size_t limit_ = 0;
  uint64_t next_sequence_ = 0;
  Entries entries_;              // in the order of hand-over
  std::deque<Remembered> over_;  // oldest first, at most kMaxRememberedFragments
  RoundTrips round_trips_;
};

}  // namespace sw::core
