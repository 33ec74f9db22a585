#include "fakes/conformance/sts/examination.h"

#include <algorithm>
#include <utility>

namespace sw::fakes::conformance {
namespace {

constexpr std::string_view kEcho = "echo/";
constexpr std::string_view kConnect = "connect/";

Finding not_asked(const Rule& rule) {
  return {std::string(rule.name), std::string(rule.claim), std::string(rule.clause), Verdict::kSkipped,
          "only asked of an Echo STS: --echo"};
}

}  // namespace

TimeLimits TimeLimits::scaled(int64_t patience) const {
  TimeLimits scaled = *this;
  for (TimeDelta TimeLimits::*limit :
       {&TimeLimits::connect, &TimeLimits::ready, &TimeLimits::answer, &TimeLimits::result, &TimeLimits::close,
        &TimeLimits::quiet, &TimeLimits::backoff, &TimeLimits::heartbeat, &TimeLimits::slack}) {
    scaled.*limit = scaled.*limit * patience;
  }
  return scaled;
}

StsExamination::StsExamination(Timestamp start, ExamSettings settings)
    : settings_(std::move(settings)),
      stage_{settings_, effects_, observations_},
      report_{"conformance sts", settings_.subject} {
  for (const Rule& rule : all_rules()) {
    if (is_wanted(std::string(rule.name), settings_.only)) rules_.push_back(rule);
  }
  begin_next(start);
  if (is_done()) observations_.append(report_.findings, settings_.only);
  settle(start);
}

void StsExamination::begin_next(Timestamp now) {
  while (!run_ && next_ < rules_.size()) {
    const Rule& rule = rules_[next_++];
    if (rule.name.starts_with(kEcho) && !settings_.echo) {
      report_.findings.push_back(not_asked(rule));
    } else {
      run_ = std::make_unique<RuleRun>(now, rule, stage_, [this](const std::string& name) { return culprit_of(name); });
    }
  }
}

// Who cannot be reached any more is blamed once.
std::optional<std::string> StsExamination::culprit_of(const std::string& rule) const {
  const bool failed = std::ranges::any_of(report_.findings, [&](const Finding& finding) {
    return finding.rule == rule && finding.verdict != Verdict::kPassed;
  });
  if (failed) return rule;
  const auto joined = [](const auto& client) { return client->is_joined(); };
  const bool reached = std::ranges::any_of(run_->scene().clients(), joined);
  return rule.starts_with(kConnect) && !reached ? unreachable_since_ : std::nullopt;
}

void StsExamination::conclude() {
  const Finding& finding = *run_->finding();
  const bool failed = finding.verdict == Verdict::kFailed;
  if (failed && run_->failed_judge().starts_with(kConnect)) unreachable_since_ = finding.rule;
  report_.findings.push_back(finding);
  run_.reset();
}

void StsExamination::settle(Timestamp now) {
  while (run_) {
    run_->advance(now);
    if (!run_->finding()) return;
    conclude();
    begin_next(now);
    if (is_done()) observations_.append(report_.findings, settings_.only);
  }
}

ServiceClient* StsExamination::find(ConnectionId connection) { return run_ ? run_->scene().find(connection) : nullptr; }

void StsExamination::on_connected(Timestamp now, ConnectionId connection) {
  if (ServiceClient* client = find(connection)) client->on_connected(now);
  settle(now);
}

void StsExamination::on_bytes(Timestamp now, ConnectionId connection, std::string_view bytes) {
  if (ServiceClient* client = find(connection)) client->on_bytes(now, bytes);
  settle(now);
}

void StsExamination::on_closed(Timestamp now, ConnectionId connection, const std::string& why) {
  if (ServiceClient* client = find(connection)) client->on_closed(now, why);
  settle(now);
}

void StsExamination::on_time(Timestamp now) {
  if (!run_) return;
  for (const auto& client : run_->scene().clients()) client->on_time(now);
  settle(now);
}

std::optional<Timestamp> StsExamination::deadline() const { return run_ ? run_->deadline() : std::nullopt; }

Effects StsExamination::take_effects() { return std::exchange(effects_, {}); }

std::vector<Finding> list_of_rules() {
  std::vector<Finding> rules;
  for (const Rule& rule : all_rules()) rules.push_back(not_asked(rule));
  Observations().append(rules, {});
  return rules;
}

std::vector<Rule> all_rules() {
  std::vector<Rule> rules;
  for (const auto& group : {connection_rules(), stream_rules(), fragment_rules(), refusal_rules(), end_rules(),
                            flow_rules(), endurance_rules(), echo_rules(), echo_extension_rules()}) {
    rules.insert(rules.end(), group.begin(), group.end());
  }
  return rules;
}

}  // namespace sw::fakes::conformance
