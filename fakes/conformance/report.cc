#include "fakes/conformance/report.h"

#include <algorithm>
#include <cstdio>

#include "worker/base/xml_text.h"

namespace sw::fakes::conformance {
namespace {

std::string seconds(TimeDelta took) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", took.seconds());
  return text;
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

std::string summary(const Report& report) {
  return std::to_string(report.count(Verdict::kPassed)) + " passed, " + std::to_string(report.count(Verdict::kFailed)) +
         " failed, " + std::to_string(report.count(Verdict::kSkipped)) + " skipped";
}

std::string junit_case(const Finding& finding, const std::string& suite) {
  const std::string head = "  <testcase classname=\"" + xml(suite) + "\" name=\"" + xml(finding.rule) + "\" time=\"" +
                           seconds(finding.took) + "\">";
  const std::string said = "message=\"" + xml(finding.detail) + "\"";
  const std::string rule = xml(finding.claim + " [" + finding.clause + "]");
  switch (finding.verdict) {
    case Verdict::kPassed:
      return head + "<system-out>" + rule + "</system-out></testcase>\n";
    case Verdict::kFailed:
      return head + "<failure " + said + ">" + rule + "</failure></testcase>\n";
    case Verdict::kSkipped:
      return head + "<skipped " + said + "/></testcase>\n";
  }
  return {};
}

}  // namespace

std::string_view to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed:
      return "passed";
    case Verdict::kFailed:
      return "FAILED";
    case Verdict::kSkipped:
      return "skipped";
  }
  return "";
}

std::size_t Report::count(Verdict verdict) const {
  return static_cast<std::size_t>(std::ranges::count(findings, verdict, &Finding::verdict));
}

bool Report::holds() const { return count(Verdict::kPassed) > 0 && count(Verdict::kFailed) == 0; }

std::string to_table(const Report& report) {
  std::size_t width = 0;
  for (const Finding& finding : report.findings) width = std::max(width, finding.rule.size());
  std::string out = report.suite + "  " + report.subject + "\n";
  for (const Finding& finding : report.findings) {
    out += padded(std::string(to_text(finding.verdict)), 8) + padded(finding.rule, width + 2) + finding.claim + "  [" +
           finding.clause + "]\n";
    if (!finding.detail.empty()) out += std::string(10, ' ') + finding.detail + "\n";
  }
  return out + summary(report) + "\n";
}

std::string to_junit(const Report& report) {
  TimeDelta total = TimeDelta::Zero();
  for (const Finding& finding : report.findings) total = total + finding.took;
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites><testsuite name=\"" + xml(report.suite) +
                    " " + xml(report.subject) + "\" tests=\"" + std::to_string(report.findings.size()) +
                    "\" failures=\"" + std::to_string(report.count(Verdict::kFailed)) + "\" errors=\"0\" skipped=\"" +
                    std::to_string(report.count(Verdict::kSkipped)) + "\" time=\"" + seconds(total) + "\">\n";
  for (const Finding& finding : report.findings) out += junit_case(finding, report.suite);
  return out + "</testsuite></testsuites>\n";
}

}  // namespace sw::fakes::conformance
