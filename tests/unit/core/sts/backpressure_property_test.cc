// Backpressure against a model without any state: each answer is worked out from all that happened in the session.
#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <optional>
#include <ostream>
#include <vector>

#include "tests/unit/core/sts/sts_times.h"
#include "worker/core/backpressure/backpressure.h"

namespace sw::core {
namespace {

constexpr TimeDelta kTimeout = TimeDelta::Seconds(8);
constexpr TimeDelta kPauseLimit = TimeDelta::Seconds(60);

enum class What : uint8_t { kSession, kNone, kSlowDown, kPause, kSent, kSentAsException, kInFlight };
// How rapidcheck shows it in a counterexample.
void showValue(What what, std::ostream& out) {
  constexpr const char* kNames[] = {"session", "none", "slow_down", "pause", "sent", "exception", "in flight"};
  out << kNames[static_cast<std::size_t>(what)];
}

struct Happened {
  What what;
  Timestamp at;
  std::optional<int64_t> number;  // ms asked for; fragments in flight
};

class Model {
 public:
  explicit Model(TimeDelta pause_limit) : pause_limit_(pause_limit) {}
  void add(const Happened& one) {
    if (one.what == What::kSession) history_.clear();
    history_.push_back(one);
  }

  bool paused() const { return first(What::kPause, since_none()) < history_.size(); }
  TimeDelta delay() const {
    const std::size_t last = last_slow_down();
    return last < history_.size() ? asked(history_[last]) : TimeDelta::Zero();
  }
  Timestamp earliest_send(Timestamp ready) const {
    if (last_slow_down() == history_.size()) return ready;
    for (auto one = history_.rbegin(); one != history_.rend(); ++one) {
      if (is_send(*one)) return std::max(ready, one->at) + delay();
    }
    return ready + delay();
  }
  std::size_t exceptions() const { return blockade() ? exceptions_since(*blockade()).size() : 0; }
  std::optional<Timestamp> exception_at() const {
    const auto blocked = blockade();
    const auto idle = idle_since();
    if (!blocked || !idle || pause_limit_ == TimeDelta::Zero()) return std::nullopt;
    const auto made = exceptions_since(*blocked);
    if (made.empty()) return std::max(history_[*blocked].at, *idle) + pause_limit_;
    return std::max(made.back() + pause_limit_, *idle);
  }

 private:
  static bool is_send(const Happened& one) { return one.what == What::kSent || one.what == What::kSentAsException; }
  static TimeDelta asked(const Happened& one) {
    return TimeDelta::Millis(std::clamp<int64_t>(one.number.value_or(1'000), 0, 30'000));
  }
  std::size_t first(What what, std::size_t from) const {
    for (; from < history_.size() && history_[from].what != what; ++from) continue;
    return from;
  }
  std::size_t since_none() const {
    std::size_t from = history_.size();
    for (; from > 0 && history_[from - 1].what != What::kNone; --from) continue;
    return from;
  }
  // The one that is obeyed; the history's end where there is none, or a pause.
  std::size_t last_slow_down() const {
    if (paused()) return history_.size();
    std::size_t found = history_.size();
    for (std::size_t i = since_none(); i < history_.size(); ++i) {
      if (history_[i].what == What::kSlowDown) found = i;
    }
    return found;
  }
  // Where what blocks sending began: the first pause, or the first of the long slow_downs that follow one another.
  std::optional<std::size_t> blockade() const {
    if (paused()) return first(What::kPause, since_none());
    std::optional<std::size_t> began;
    for (std::size_t i = since_none(); i < history_.size(); ++i) {
      if (history_[i].what != What::kSlowDown) continue;
      if (asked(history_[i]) <= kTimeout)
        began.reset();
      else if (!began)
        began = i;
    }
    return began;
  }
  std::vector<Timestamp> exceptions_since(std::size_t place) const {
    std::vector<Timestamp> made;
    for (; place < history_.size(); ++place) {
      if (history_[place].what == What::kSentAsException) made.push_back(history_[place].at);
    }
    return made;
  }
  std::optional<Timestamp> idle_since() const {
    std::optional<Timestamp> since = history_.front().at;
    for (const Happened& one : history_) {
      if (one.what != What::kInFlight) continue;
      if (*one.number > 0)
        since.reset();
      else if (!since)
        since = one.at;
    }
    return since;
  }

  TimeDelta pause_limit_;
  std::vector<Happened> history_;
};

void tell(Backpressure& machine, const Happened& one) {
  switch (one.what) {
    case What::kSession:
      return machine.begin_session(one.at);
    case What::kNone:
      return machine.on_signal(one.at, BackpressureAction::kNone, one.number);
    case What::kSlowDown:
      return machine.on_signal(one.at, BackpressureAction::kSlowDown, one.number);
    case What::kPause:
      return machine.on_signal(one.at, BackpressureAction::kPause, one.number);
    case What::kSent:
    case What::kSentAsException:
      return machine.on_sent(one.at, one.what == What::kSentAsException);
    case What::kInFlight:
      return machine.on_in_flight(one.at, static_cast<std::size_t>(*one.number));
  }
}

std::optional<int64_t> draw_number(What what) {
  if (what == What::kInFlight) return *rc::gen::inRange<int64_t>(0, 3);
  const bool named = what == What::kSlowDown && *rc::gen::inRange(0, 5) > 0;
  if (!named) return std::nullopt;
  return *rc::gen::element<int64_t>(-1, 0, 1, 500, 7'999, 8'000, 8'001, 9'000, 29'999, 30'000, 30'001, INT64_MAX);
}

RC_GTEST_PROP(BackpressureProperty, AnswersAsTheModelDoes, ()) {
  const TimeDelta limit = *rc::gen::element(TimeDelta::Zero(), TimeDelta::Seconds(4), kPauseLimit);
  Backpressure machine(kTimeout, limit);
  Model model(limit);
  Timestamp now = kStart;
  const auto happen = [&](What what) {
    // Only what is asked for is an exception, as whoever sends would have it.
    if (what == What::kSentAsException && !model.exception_at()) what = What::kSent;
    const Happened one{what, now, draw_number(what)};
    model.add(one);
    tell(machine, one);
  };
  happen(What::kSession);
  const auto steps = *rc::gen::container<std::vector<std::pair<int64_t, What>>>(rc::gen::pair(
      rc::gen::weightedOneOf<int64_t>({{1, rc::gen::just<int64_t>(0)}, {2, rc::gen::inRange<int64_t>(0, 70'000)}}),
      rc::gen::weightedElement<What>({{1, What::kSession},
                                      {2, What::kNone},
                                      {6, What::kSlowDown},
                                      {3, What::kPause},
                                      {4, What::kSent},
                                      {4, What::kSentAsException},
                                      {6, What::kInFlight}})));
  for (const auto& [wait, what] : steps) {
    now += TimeDelta::Millis(wait);
    happen(what);
    RC_ASSERT(machine.paused() == model.paused());
    RC_ASSERT(machine.delay() == model.delay());
    for (const TimeDelta ago : {TimeDelta::Zero(), TimeDelta::Seconds(5), TimeDelta::Seconds(100)}) {
      RC_ASSERT(machine.earliest_send(now - ago) == model.earliest_send(now - ago));
    }
    RC_ASSERT(machine.exceptions() == model.exceptions());
    RC_ASSERT(machine.exception_at() == model.exception_at());
  }
}

}  // namespace
}  // namespace sw::core
