#include "fakes/conformance/worker/ledger.h"

#include <algorithm>
#include <cstdio>

namespace sw::fakes::conformance::worker {
namespace {

constexpr std::size_t kMaxDetail = 512;
constexpr std::size_t kMaxShown = 80;

bool is_unprintable(char c) { return c < 0x20 || c > 0x7e; }

}  // namespace

void Ledger::broken(Rule rule, Timestamp at, std::string_view detail) {
  Entry& entry = entries_[static_cast<std::size_t>(rule)];
  entry.tried = true;
  if (++entry.broken > 1) return;
  entry.first = "at " + shown(at - start_) + ": " + std::string(detail.substr(0, kMaxDetail));
}

Report Ledger::report(std::string subject) const {
  Report report{"conformance worker", std::move(subject)};
  for (const RuleText& text : all_rules()) report.findings.push_back(finding(text));
  return report;
}

Finding Ledger::finding(const RuleText& text) const {
  const Entry& entry = entries_[static_cast<std::size_t>(text.rule)];
  Finding finding{std::string(text.name), std::string(text.claim), std::string(text.clause), Verdict::kPassed};
  if (!entry.tried) {
    finding.verdict = Verdict::kSkipped;
    finding.detail = text.untried;
  } else if (entry.broken > 0) {
    finding.verdict = Verdict::kFailed;
    finding.detail = entry.first;
    if (entry.broken > 1) finding.detail += " (and " + std::to_string(entry.broken - 1) + " times more)";
  }
  return finding;
}

std::string shown(std::string_view text) {
  std::string line(text.substr(0, kMaxShown));
  std::ranges::replace_if(line, is_unprintable, '?');
  return text.size() > kMaxShown ? line + "..." : line;
}

std::string shown(TimeDelta time) {
  char text[48];
  std::snprintf(text, sizeof text, "%.3f s", time.seconds());
  return text;
}

}  // namespace sw::fakes::conformance::worker
