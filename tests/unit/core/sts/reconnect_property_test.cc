// Reconnection against a model that keeps a history instead of states: how many delays were used since the service
// last proved itself, and when the last recycle was, are counted anew each time.
#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "tests/unit/core/sts/sts_times.h"
#include "worker/core/reconnect/reconnect.h"

namespace sw::core {
namespace {

constexpr int64_t kDelays[] = {2'000, 4'000, 8'000, 16'000, 32'000};  // FR-016f
constexpr int64_t kProof = 60'000;
constexpr int64_t kBetweenRecycles = 30'000;

enum class Input : uint8_t { kReady, kFailed, kLost, kApplied, kRecycle, kStop };

// How rapidcheck shows it in a counterexample.
void showValue(Input input, std::ostream& out) {
  constexpr const char* kNames[] = {"ready", "failed", "lost", "applied", "recycle", "stop"};
  out << kNames[static_cast<std::size_t>(input)];
}

struct Step {
  int64_t wait_ms;  // before it
  Input input;
};

// What happened, as far as it meant something.
struct Happened {
  char what;  // 'c'onnect, 'u'p, 'f'ailed, 'l'ost, 'a'pplied, 'r'ecycled, 'w'anted a recycle, 'x' over
  int64_t at;
};

class Model {
 public:
  std::vector<std::string> said;

  void start() { connect(0); }
  // The end of a wait, or the time of a recycle that had to wait.
  std::optional<int64_t> due() const {
    if (is('f') || is('l')) return history_.back().at + kDelays[used() - 1];
    if (is_up() && recycle_wanted()) return last('r') + kBetweenRecycles;
    return std::nullopt;
  }
  void on_time(int64_t now) {
    if (is_up()) return recycle(now);
    connect(now);
  }
  void on(Input input, int64_t now) {
    switch (input) {
      case Input::kReady:
        if (is_attempting()) add('u', now);
        return;
      case Input::kFailed:
        if (is_attempting()) wait('f', now);
        return;
      case Input::kLost:
        if (is_up()) wait('l', now);
        return;
      case Input::kApplied:
        if (is_up()) add('a', now);
        return;
      case Input::kRecycle:
        if (!is_up() || recycle_wanted()) return;
        if (last('r') >= 0 && last('r') + kBetweenRecycles > now) return add('w', now);
        return recycle(now);
      case Input::kStop:
        return add('x', now);
    }
  }
  bool is_over() const { return is('x'); }

 private:
  bool is(char what) const { return !history_.empty() && history_.back().what == what; }
  bool is_attempting() const { return is('c') || is('r'); }
  bool is_up() const { return is('u') || is('a') || is('w'); }
  bool recycle_wanted() const {
    for (auto one = history_.rbegin(); one != history_.rend() && one->what != 'u'; ++one) {
      if (one->what == 'w') return true;
    }
    return false;
  }
  int64_t last(char what) const {
    for (auto one = history_.rbegin(); one != history_.rend(); ++one) {
      if (one->what == what) return one->at;
    }
    return -1;
  }
  // Failures and losses since the service last proved itself. The session that a loss or a recycle ends proves itself
  // by then if it was up for long enough: what ends it comes behind the proof.
  std::size_t used() const {
    std::size_t count = 0;
    int64_t up_since = 0;
    for (const Happened& one : history_) {
      if (one.what == 'u') up_since = one.at;
      const bool proven = one.what == 'a' || ((one.what == 'l' || one.what == 'r') && one.at - up_since >= kProof);
      if (proven) count = 0;
      if (one.what == 'f' || one.what == 'l') ++count;
    }
    return count;
  }
  void add(char what, int64_t now) { history_.push_back({what, now}); }
  void connect(int64_t now) {
    add('c', now);
    said.emplace_back("connect");
  }
  void recycle(int64_t now) {
    add('r', now);
    said.emplace_back("drop");
    said.emplace_back("connect instead");
  }
  void wait(char what, int64_t now) {
    add(what, now);
    if (used() > std::size(kDelays)) {
      add('x', now);
      said.emplace_back("give up");
    } else {
      said.push_back("retry " + std::to_string(used()) + " at " + std::to_string(*due()));
    }
  }

  std::vector<Happened> history_;
};

struct Speaker {
  std::string operator()(const ConnectSts& connect) const { return connect.recycle ? "connect instead" : "connect"; }
  std::string operator()(const DropSession&) const { return "drop"; }
  std::string operator()(const RetryScheduled& retry) const {
    return "retry " + std::to_string(retry.attempt) + " at " + std::to_string((retry.at - kStart).millis());
  }
  std::string operator()(const GiveUp&) const { return "give up"; }
};

class Pair {
 public:
  Pair() {
    model_.start();
    machine_.start(effects_);
    compare();
  }
  // Rings on time, or a little late; then the input.
  void take(const Step& step, int64_t lateness_ms) {
    const int64_t end = now_ + step.wait_ms;
    for (auto due = model_.due(); due && *due <= end; due = model_.due()) {
      ring(*due - 1);  // too early: nothing
      ring(std::min(end, *due + lateness_ms));
    }
    now_ = end;
    apply(step.input);
    compare();
  }

 private:
  void ring(int64_t when) {
    if (when < now_) return;
    now_ = when;
    if (model_.due() && now_ >= *model_.due()) model_.on_time(now_);
    machine_.on_time(time(), effects_);
    compare();
  }
  void apply(Input input) {
    model_.on(input, now_);
    if (input == Input::kReady) machine_.on_ready(time());
    if (input == Input::kFailed) machine_.on_attempt_failed(time(), effects_);
    if (input == Input::kLost) machine_.on_lost(time(), effects_);
    if (input == Input::kApplied) machine_.on_applied();
    if (input == Input::kRecycle) machine_.request_recycle(time(), effects_);
    if (input == Input::kStop) machine_.stop();
  }
  void compare() const {
    std::vector<std::string> said;
    for (const ReconnectEffect& effect : effects_) said.push_back(std::visit(Speaker(), effect));
    RC_ASSERT(said == model_.said);
    RC_ASSERT(machine_.stopped() == model_.is_over());
    const auto due = machine_.deadline();
    RC_ASSERT((due ? std::optional((*due - kStart).millis()) : std::nullopt) == model_.due());
  }
  Timestamp time() const { return kStart + TimeDelta::Millis(now_); }

  int64_t now_ = 0;
  Model model_;
  Reconnect machine_;
  ReconnectEffects effects_;
};

RC_GTEST_PROP(ReconnectProperty, ConnectsWaitsRecyclesAndGivesUpAsTheModelDoes, ()) {
  const auto waits = rc::gen::weightedOneOf<int64_t>({{3, rc::gen::just<int64_t>(0)},
                                                      {4, rc::gen::inRange<int64_t>(0, 40'000)},
                                                      {2, rc::gen::element<int64_t>(29'999, 30'000, 59'999, 60'000)}});
  const auto inputs = rc::gen::weightedElement<Input>(
      {{6, Input::kReady}, {6, Input::kFailed}, {4, Input::kLost}, {1, Input::kApplied}, {3, Input::kRecycle}});
  const auto steps = *rc::gen::container<std::vector<std::pair<int64_t, Input>>>(rc::gen::pair(waits, inputs));
  const auto lateness = *rc::gen::element<int64_t>(0, 50);
  Pair pair;
  for (const auto& [wait, input] : steps) pair.take({wait, input}, lateness);
  pair.take({0, Input::kStop}, 0);
  pair.take({100'000, Input::kReady}, 0);
}

}  // namespace
}  // namespace sw::core
