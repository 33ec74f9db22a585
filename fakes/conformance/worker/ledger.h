// What was found of each rule so far: whether it was ever tried, how often it was broken, and how it was first.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "fakes/conformance/report.h"
#include "fakes/conformance/worker/rules.h"
#include "worker/base/units.h"

namespace sw::fakes::conformance::worker {

class Ledger {
 public:
  // Times in the report are counted from `start`.
  explicit Ledger(Timestamp start) : start_(start) {}

  // There was an occasion to break the rule.
  void tried(Rule rule) { entries_[static_cast<std::size_t>(rule)].tried = true; }
  // It was broken: tried as well. `detail` says what was expected and what came.
  void broken(Rule rule, Timestamp at, std::string_view detail);
  void check(Rule rule, bool holds, Timestamp at, std::string_view detail) {
    tried(rule);
    if (!holds) broken(rule, at, detail);
  }

  Report report(std::string subject) const;

 private:
  struct Entry {
    bool tried = false;
    uint64_t broken = 0;
    std::string first = {};  // of at most kMaxDetail bytes
  };
  static constexpr std::size_t kRules = static_cast<std::size_t>(Rule::kReconnectNoResend) + 1;

  Finding finding(const RuleText& text) const;

  const Timestamp start_;
  std::array<Entry, kRules> entries_ = {};
};

// A peer's text, fit for one line of a report: short, and printable ASCII alone.
std::string shown(std::string_view text);
// "2.500 s"
std::string shown(TimeDelta time);

}  // namespace sw::fakes::conformance::worker
