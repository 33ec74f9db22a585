// A rule as a list of steps: what the client does, and what must then be seen within which time.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "fakes/conformance/sts/scene.h"

namespace sw::fakes::conformance {

// What a look at the scene says.
struct Waits {};
struct Holds {};
struct Fails {
  std::string got;  // "expected …, got <this>"
};
struct CannotTell {
  std::string why;  // the rule cannot be tried on this service
};
using Look = std::variant<Waits, Holds, Fails, CannotTell>;

struct Step {
  std::string expected;  // completes "expected …"; empty where nothing is looked for
  std::function<TimeDelta(const Scene&)> limit = {};
  std::function<void(Scene&)> act = {};         // once, at its beginning
  std::function<Look(const Scene&)> look = {};  // after everything that comes; none: the step holds at once
  std::string judged_by = {};        // the rule that judges this step, where it only leads to what this rule is about
  bool holds_at_limit = false;       // it watches that something does not come
  bool outlives_connection = false;  // the end of the connection is no failure by itself
};

class Script {
 public:
  Script() = default;
  Script(Step step) { steps_.push_back(std::move(step)); }

  Script& operator<<(Script other) {
    for (Step& step : other.steps_) steps_.push_back(std::move(step));
    return *this;
  }
  const std::vector<Step>& steps() const { return steps_; }

 private:
  std::vector<Step> steps_;
};

inline Script operator+(Script a, Script b) {
  a << std::move(b);
  return a;
}

// The limit of that name.
inline auto within(TimeDelta TimeLimits::*limit) {
  return [limit](const Scene& scene) { return scene.limits().*limit; };
}

// As long as the results that are owed may take.
inline auto within_result_time() {
  return [](const Scene& scene) { return scene.result_time(); };
}

}  // namespace sw::fakes::conformance
