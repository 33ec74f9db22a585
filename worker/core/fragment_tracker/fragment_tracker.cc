#include "worker/core/fragment_tracker/fragment_tracker.h"

#include <algorithm>
#include <utility>

#include "worker/base/check.h"
#include "worker/base/earlier.h"
#include "worker/core/rules.h"

namespace sw::core {

FragmentTracker::FragmentTracker(StreamId stream, TimeDelta timeout) : stream_(std::move(stream)), timeout_(timeout) {}

void FragmentTracker::begin_session(std::size_t limit) {
  SW_CHECK(!session_);
  SW_CHECK(limit > 0);
  session_ = next_session_;
  next_session_ = next_session_.next();
  limit_ = limit;
  next_sequence_ = 0;
  round_trips_.clear();
}

void FragmentTracker::end_session(std::vector<Fragment>& lost) {
  session_.reset();
  for (std::size_t i = 0; i < entries_.size();) {
    if (std::holds_alternative<Awaiting>(entries_[i].state)) {
      lost.push_back(remove(entries_.begin() + static_cast<std::ptrdiff_t>(i), End::kLost));
    } else {
      ++i;
    }
  }
}

const Fragment& FragmentTracker::on_sent(Timestamp now, const FragmentId& id, SegmentNumber segment,
                                         BreakerTicket ticket) {
  SW_CHECK(free_slots() > 0);
  SW_CHECK(find(id.text()) == entries_.end());
  const Fragment fragment{id, segment, *session_, next_sequence_, ticket, now};
  ++next_sequence_;
  entries_.push_back({fragment, Awaiting{now + timeout_}});
  return entries_.back().fragment;
}

ResultMatch FragmentTracker::match(Timestamp now, std::string_view stream, std::string_view fragment) const {
  if (!stream.empty() && stream != stream_.text()) return ResultMatch::kOtherStream;
  if (const auto entry = find(fragment); entry != entries_.end()) {
    if (entry->fragment.session != session_) return ResultMatch::kOtherSession;
    const auto* awaiting = std::get_if<Awaiting>(&entry->state);
    if (awaiting == nullptr) return ResultMatch::kDuplicate;
    return now < awaiting->until ? ResultMatch::kMatched : ResultMatch::kLate;
  }
  const auto over =
      std::ranges::find(over_, fragment, [](const Remembered& r) -> std::string_view { return r.id.text(); });
  if (over == over_.end()) return ResultMatch::kUnknown;
  if (over->session != session_) return ResultMatch::kOtherSession;
  return over->end == End::kTimedOut ? ResultMatch::kLate : ResultMatch::kDuplicate;
}

const Fragment& FragmentTracker::matched(std::string_view fragment) const {
  const auto entry = find(fragment);
  SW_CHECK(entry != entries_.end());
  return entry->fragment;
}

TimeDelta FragmentTracker::start_validation(Timestamp now, std::string_view fragment) {
  const auto entry = find_awaiting(fragment);
  entry->state = Validating{};
  const TimeDelta round_trip = now - entry->fragment.sent;
  round_trips_.add(round_trip);
  return round_trip;
}

Fragment FragmentTracker::take_answered(Timestamp now, std::string_view fragment, TimeDelta& round_trip) {
  const auto entry = find_awaiting(fragment);
  round_trip = now - entry->fragment.sent;
  round_trips_.add(round_trip);
  return remove(entry, End::kAnswered);
}

std::optional<Fragment> FragmentTracker::take_validated(SegmentNumber segment) {
  const auto entry = std::ranges::find_if(entries_, [&](const Entry& e) {
    return e.fragment.segment == segment && std::holds_alternative<Validating>(e.state);
  });
  if (entry == entries_.end()) return std::nullopt;
  return remove(entry, End::kAnswered);
}

bool FragmentTracker::release_segment(SegmentNumber segment) {
  for (Entry& entry : entries_) {
    if (entry.fragment.segment != segment || entry.fragment.segment_over) continue;
    entry.fragment.segment_over = true;
    return true;
  }
  return false;
}

std::vector<SegmentNumber> FragmentTracker::held_segments() const {
  std::vector<SegmentNumber> held;
  for (const Entry& entry : entries_) {
    if (!entry.fragment.segment_over) held.push_back(entry.fragment.segment);
  }
  return held;
}

std::size_t FragmentTracker::in_flight() const {
  if (!session_) return 0;
  return static_cast<std::size_t>(
      std::ranges::count_if(entries_, [this](const Entry& e) { return e.fragment.session == *session_; }));
}

std::size_t FragmentTracker::free_slots() const {
  if (!session_) return 0;
  const std::size_t taken = in_flight();
  SW_CHECK(taken <= limit_);
  return limit_ - taken;
}

bool FragmentTracker::is_out(SegmentNumber segment) const {
  return std::ranges::any_of(entries_, [&](const Entry& e) { return e.fragment.segment == segment; });
}

bool FragmentTracker::holds(SegmentNumber segment) const {
  return std::ranges::any_of(entries_,
                             [&](const Entry& e) { return e.fragment.segment == segment && !e.fragment.segment_over; });
}

std::optional<Timestamp> FragmentTracker::deadline() const {
  std::optional<Timestamp> earliest;
  for (const Entry& entry : entries_) {
    const auto* awaiting = std::get_if<Awaiting>(&entry.state);
    if (awaiting != nullptr) earliest = earlier(earliest, awaiting->until);
  }
  return earliest;
}

void FragmentTracker::on_time(Timestamp now, std::vector<TimedOut>& timed_out) {
  // Hand-overs are in order of time and all time-outs are equally long: the oldest is always the first to end.
  for (std::size_t i = 0; i < entries_.size();) {
    const auto* awaiting = std::get_if<Awaiting>(&entries_[i].state);
    if (awaiting == nullptr || now < awaiting->until) {
      ++i;
      continue;
    }
    const Timestamp at = awaiting->until;
    round_trips_.add(timeout_);
    timed_out.push_back({remove(entries_.begin() + static_cast<std::ptrdiff_t>(i), End::kTimedOut), at});
  }
}

FragmentTracker::Entries::const_iterator FragmentTracker::find(std::string_view fragment) const {
  return std::ranges::find(entries_, fragment, [](const Entry& e) -> std::string_view { return e.fragment.id.text(); });
}

FragmentTracker::Entries::iterator FragmentTracker::find_awaiting(std::string_view fragment) {
  const auto found = entries_.begin() + (find(fragment) - entries_.cbegin());
  SW_CHECK(found != entries_.end());
  SW_CHECK(std::holds_alternative<Awaiting>(found->state));
  return found;
}

Fragment FragmentTracker::remove(Entries::iterator entry, End end) {
  Fragment fragment = std::move(entry->fragment);
  entries_.erase(entry);
  over_.push_back({fragment.id, fragment.session, end});
  if (over_.size() > kMaxRememberedFragments) over_.pop_front();
  return fragment;
}

}  // namespace sw::core
