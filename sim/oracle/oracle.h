// An oracle judges one property of a run from what can be seen outside (sim/trace/observation.h); it shares no code
// with the worker beyond the types of the ports. Every oracle watches every run.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/scenario.h"
#include "sim/trace/observation.h"
#include "sim/world/run.h"

namespace sw::sim {

// A property that did not hold. Together `oracle` and `rule` are its fingerprint: what stays the same while a failing
// scenario is made smaller.
struct Violation {
  std::string oracle;  // "breaker"
  std::string rule;    // static words of the oracle: "opened-late"
  Timestamp at;
  std::string text;  // one line: what was expected, what came
};

// At most this many are kept of one run.
inline constexpr std::size_t kMaxViolations = 32;

// Where oracles put what they find.
class Verdict {
 public:
  void report(std::string_view oracle, std::string_view rule, Timestamp at, std::string text) {
    ++found_;
    if (violations_.size() < kMaxViolations) {
      violations_.push_back({std::string(oracle), std::string(rule), at, std::move(text)});
    }
  }
  const std::vector<Violation>& violations() const { return violations_; }
  std::size_t found() const { return found_; }
  bool held() const { return found_ == 0; }

 private:
  std::vector<Violation> violations_;
  std::size_t found_ = 0;
};

class Oracle {
 public:
  // `scenario` and `verdict` outlive the oracle.
  Oracle(std::string_view name, const Scenario& scenario, Verdict& verdict)
      : name_(name), scenario_(scenario), verdict_(verdict) {}
  virtual ~Oracle() = default;
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;

  virtual void on(Timestamp now, const Observation& observation) = 0;
  virtual void at_end(const RunEnd&) {}
  std::string_view name() const { return name_; }

 protected:
  void violated(std::string_view rule, Timestamp at, std::string text) {
    verdict_.report(name_, rule, at, std::move(text));
  }
  const Scenario& scenario() const { return scenario_; }
  // By how much an instant may be later than the rule says: zero where time is exact.
  TimeDelta tolerance() const {
    // Events queue up behind one that is being handled.
    constexpr int64_t kQueued = 64;
    return scenario_.timing.alarm_lateness + scenario_.timing.handling_time * kQueued;
  }

 private:
  std::string_view name_;
  const Scenario& scenario_;
  Verdict& verdict_;
};

}  // namespace sw::sim
