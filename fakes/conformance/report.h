// What a conformance run has found: one finding for each rule that was tried, with the clause that the rule comes from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "worker/base/units.h"

namespace sw::fakes::conformance {

enum class Verdict : uint8_t {
  kPassed,
  kFailed,
  kSkipped,  // it could not be tried; never a pass
};
std::string_view to_text(Verdict verdict);

struct Finding {
  std::string rule;    // a stable name for scripts: "fragment/sequence-gap"
  std::string claim;   // what holds where it passed, in one sentence
  std::string clause;  // of a schema, the spec or a protocol: "spec FR-013; error.sts_to_worker.json"
  Verdict verdict;
  std::string detail = {};  // failed: what was expected and what came. Skipped: why
  TimeDelta took = TimeDelta::Zero();
};

struct Report {
  std::string suite;    // "conformance sts"
  std::string subject;  // who was judged: a URL without credentials
  std::vector<Finding> findings = {};

  std::size_t count(Verdict verdict) const;
  // Something was tried and nothing failed.
  bool holds() const;
};

// For people: a line for each finding, what went wrong below it, and the counts at the end.
std::string to_table(const Report& report);
// For a CI: JUnit XML, a test case for each finding. Texts of peers are escaped.
std::string to_junit(const Report& report);

}  // namespace sw::fakes::conformance
