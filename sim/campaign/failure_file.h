// A failure as a file: the concrete scenario, which needs no seed and no campaign to run again, and what was found.
//   {"failure": {"oracle": …, "rule": …, "at": …, "text": …, "last": […]}, "scenario": {…}}
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/campaign/case_result.h"
#include "sim/scenario/scenario.h"
#include "worker/base/expected.h"

namespace sw::sim {

inline constexpr std::size_t kMaxFailureBytes = 2 * 1024 * 1024;

struct FailureFile {
  std::optional<CaseFailure> failure;  // none: a plain scenario file
  Scenario scenario;
};

// For people to read: over several lines.
std::string to_readable_json(const FailureFile& file);
// What it wrote, or a scenario file. Strict, of at most kMaxFailureBytes; the error is one line.
expected<FailureFile, std::string> parse_failure_file(std::string_view text);

}  // namespace sw::sim
