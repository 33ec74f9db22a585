// The fragment tracker against a model that keeps every fragment there ever was and looks each question up.
#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/unit/core/sts/sts_times.h"
#include "worker/core/fragment_tracker/fragment_tracker.h"

namespace sw::core {
namespace {

enum class Fate { kAwaiting, kValidating, kAnswered, kTimedOut, kLost };

struct Record {
  int session;
  uint64_t sequence;
  int64_t sent_ns;
  Fate fate;
};

constexpr int64_t kTimeoutNs = 8'000'000'000;

struct Model {
  std::vector<Record> records;  // a fragment's id is its place
  int session = -1;
  bool active = false;
  std::size_t limit = 0;
  std::vector<int64_t> trips;

  void begin(std::size_t new_limit) {
    ++session;
    active = true;
    limit = new_limit;
    trips.clear();
  }
  void end() {
    active = false;
    for (Record& record : records) {
      if (record.fate == Fate::kAwaiting) record.fate = Fate::kLost;
    }
  }
  std::size_t in_flight() const {
    if (!active) return 0;
    return static_cast<std::size_t>(std::ranges::count_if(records, [this](const Record& r) {
      return r.session == session && (r.fate == Fate::kAwaiting || r.fate == Fate::kValidating);
    }));
  }
  uint64_t sent_in_session() const {
    return static_cast<uint64_t>(std::ranges::count(records, session, &Record::session));
  }
  std::size_t time_out(int64_t now_ns) {
    std::size_t count = 0;
    for (Record& record : records) {
      if (record.fate != Fate::kAwaiting || now_ns - record.sent_ns < kTimeoutNs) continue;
      record.fate = Fate::kTimedOut;
      trips.push_back(kTimeoutNs);
      ++count;
    }
    return count;
  }
  ResultMatch match(std::size_t id) const {
    if (id >= records.size()) return ResultMatch::kUnknown;
    const Record& record = records[id];
    if (!active || record.session != session) return ResultMatch::kOtherSession;
    if (record.fate == Fate::kAwaiting) return ResultMatch::kMatched;
    return record.fate == Fate::kTimedOut ? ResultMatch::kLate : ResultMatch::kDuplicate;
  }
  int64_t median_ns() const {
    if (trips.empty()) return 0;
    std::vector<int64_t> last(trips.end() - static_cast<std::ptrdiff_t>(std::min<std::size_t>(8, trips.size())),
                              trips.end());
    std::ranges::sort(last);
    return last[last.size() % 2 == 1 ? last.size() / 2 : last.size() / 2 - 1];
  }
};

std::string name(std::size_t id) { return "fragment-" + std::to_string(id); }

// The tracker and the model side by side.
struct Pair {
  FragmentTracker tracker{*StreamId::parse("live-1"), s(8)};
  Model model;
  int64_t now_ns = kStart.nanos();

  Timestamp now() const { return Timestamp::FromNanos(now_ns); }

  void pass_time() {
    now_ns += *rc::gen::element<int64_t>(0, 1, 500'000'000, 3'000'000'000, 7'999'999'999, 8'000'000'000);
    std::vector<TimedOut> timed_out;
    tracker.on_time(now(), timed_out);
    RC_ASSERT(timed_out.size() == model.time_out(now_ns));
    RC_ASSERT(std::ranges::is_sorted(timed_out, {}, &TimedOut::at));
  }
  void send() {
    if (tracker.free_slots() == 0) return;
    const std::size_t id = model.records.size();
    const uint64_t sequence =
        tracker.on_sent(now(), *FragmentId::parse(name(id)), SegmentNumber(id), BreakerTicket(id)).sequence;
    RC_ASSERT(sequence == model.sent_in_session());
    model.records.push_back({model.session, sequence, now_ns, Fate::kAwaiting});
  }
  void answer(bool with_audio) {
    const auto id = *rc::gen::inRange<std::size_t>(0, model.records.size() + 1);
    const ResultMatch expected = model.match(id);
    RC_ASSERT(tracker.match(now(), "live-1", name(id)) == expected);
    RC_ASSERT(tracker.match(now(), "live-2", name(id)) == ResultMatch::kOtherStream);
    if (expected != ResultMatch::kMatched) return;
    TimeDelta round_trip = TimeDelta::Zero();
    if (with_audio) {
      round_trip = tracker.start_validation(now(), name(id));
      model.records[id].fate = Fate::kValidating;
    } else {
      tracker.take_answered(now(), name(id), round_trip);
      model.records[id].fate = Fate::kAnswered;
    }
    RC_ASSERT(round_trip.nanos() == now_ns - model.records[id].sent_ns);
    model.trips.push_back(round_trip.nanos());
  }
  void judge() {
    if (model.records.empty()) return;
    const auto id = *rc::gen::inRange<std::size_t>(0, model.records.size());
    const bool validating = model.records[id].fate == Fate::kValidating;
    RC_ASSERT(tracker.take_validated(SegmentNumber(id)).has_value() == validating);
    if (validating) model.records[id].fate = Fate::kAnswered;
  }
  void change_session() {
    if (model.active) {
      std::vector<Fragment> lost;
      tracker.end_session(lost);
      model.end();
    } else {
      const auto limit = *rc::gen::inRange<std::size_t>(1, 11);
      tracker.begin_session(limit);
      model.begin(limit);
    }
  }
  void compare() const {
    RC_ASSERT(tracker.in_flight() == model.in_flight());
    RC_ASSERT(tracker.in_flight() <= model.limit);
    RC_ASSERT(tracker.free_slots() == (model.active ? model.limit - model.in_flight() : 0));
    if (model.active) RC_ASSERT(tracker.expected_round_trip().nanos() == model.median_ns());
  }
};

RC_GTEST_PROP(FragmentTrackerProperty, AnswersAsTheModelDoes, ()) {
  Pair pair;
  pair.change_session();
  const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 20));
  for (const int step : steps) {
    if (step < 4) pair.pass_time();
    if (step >= 4 && step < 11) pair.send();
    if (step >= 11 && step < 16) pair.answer(step % 2 == 0);
    if (step >= 16 && step < 19) pair.judge();
    if (step == 19) pair.change_session();
    pair.compare();
  }
}

}  // namespace
}  // namespace sw::core
