// A ladder of delays between attempts: which one is next, and when there are no more.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "worker/base/check.h"
#include "worker/base/units.h"

namespace sw::core {

class RetryLadder {
 public:
  enum class AfterLast : bool { kGiveUp, kRepeat };

  // `steps` must outlive the ladder (a constant of rules.h) and is not empty.
  RetryLadder(std::span<const TimeDelta> steps, AfterLast after_last) : steps_(steps), after_last_(after_last) {
    SW_CHECK(!steps.empty());
  }

  // The delay before the next attempt, and one step up; nothing when all attempts are used up.
  std::optional<TimeDelta> take_step() {
    if (taken_ >= steps_.size() && after_last_ == AfterLast::kGiveUp) return std::nullopt;
    const std::size_t step = taken_ < steps_.size() ? taken_ : steps_.size() - 1;
    ++taken_;
    return steps_[step];
  }
  // Back to the first step.
  void reset() { taken_ = 0; }
  // How many steps were taken since the last reset.
  std::size_t taken() const { return taken_; }

 private:
  std::span<const TimeDelta> steps_;
  AfterLast after_last_;
  std::size_t taken_ = 0;
};

}  // namespace sw::core
