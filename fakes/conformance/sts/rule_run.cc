#include "fakes/conformance/sts/rule_run.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "worker/base/earlier.h"

namespace sw::fakes::conformance {
namespace {

// Events that a finding names; the others are counted.
constexpr std::size_t kMaxNamed = 6;

}  // namespace

RuleRun::RuleRun(Timestamp now, const Rule& rule, Scene::Stage& stage, Culprit culprit)
    : blank_{std::string(rule.name), std::string(rule.claim), std::string(rule.clause), Verdict::kPassed},
      culprit_(std::move(culprit)),
      script_(rule.script()),
      scene_(stage),
      start_(now) {
  scene_.now = now;
}

void RuleRun::advance(Timestamp now) {
  scene_.now = now;
  while (!finding_) {
    if (step_ == script_.steps().size()) return finish(Verdict::kPassed, "");
    if (!begun_) begin_step();
    if (!judge(look())) return;
  }
}

void RuleRun::begin_step() {
  scene_.began = scene_.now;
  scene_.mark = scene_.is_empty() ? 0 : scene_.client().traffic().heard.size();
  begun_ = true;
  if (step().act) step().act(scene_);
  due_ = step().limit ? std::optional(scene_.now + step().limit(scene_)) : std::nullopt;
}

Look RuleRun::look() const { return step().look ? step().look(scene_) : Look(Holds{}); }

bool RuleRun::judge(Look look) {
  if (const auto* fails = std::get_if<Fails>(&look)) {
    fail(fails->got);
  } else if (const auto* cannot = std::get_if<CannotTell>(&look)) {
    finish(Verdict::kSkipped, cannot->why);
  } else if (std::holds_alternative<Holds>(look)) {
    next();
  } else if (scene_.client().ending() && !step().outlives_connection) {
    fail("the end of the connection (" + scene_.client().ending()->text + ") after " + heard_since_mark());
  } else if (due_ && scene_.now >= *due_) {
    if (!step().holds_at_limit) return fail(heard_since_mark() + " within " + time_limit()), true;
    next();
  } else {
    return false;
  }
  return true;
}

void RuleRun::next() {
  ++step_;
  begun_ = false;
  due_.reset();
}

void RuleRun::fail(const std::string& got) {
  const std::string what = "expected " + step().expected + ", got " + got;
  failed_judge_ = step().judged_by;
  if (const auto culprit = failed_judge_.empty() ? std::nullopt : culprit_(failed_judge_)) {
    return finish(Verdict::kSkipped, "not reached, see " + *culprit + ": " + what);
  }
  finish(Verdict::kFailed, what);
}

void RuleRun::finish(Verdict verdict, std::string detail) {
  Finding finding = blank_;
  finding.verdict = verdict;
  finding.detail = std::move(detail);
  finding.took = scene_.now - start_;
  finding_ = std::move(finding);
  scene_.clear();
}

std::optional<Timestamp> RuleRun::deadline() const {
  if (finding_) return std::nullopt;
  std::optional<Timestamp> next = due_;
  for (const auto& client : scene_.clients()) next = earlier(next, client->deadline());
  return next;
}

std::string RuleRun::heard_since_mark() const {
  const std::vector<Heard>& heard = scene_.client().traffic().heard;
  std::string text;
  for (std::size_t i = scene_.mark; i < std::min(heard.size(), scene_.mark + kMaxNamed); ++i) {
    text += (text.empty() ? "" : ", ") + heard[i].line;
  }
  if (text.empty()) return "nothing";
  const std::size_t named = scene_.mark + kMaxNamed;
  return heard.size() > named ? text + " and " + std::to_string(heard.size() - named) + " more" : text;
}

std::string RuleRun::time_limit() const {
  char text[32];
  std::snprintf(text, sizeof text, "%g s", (*due_ - scene_.began).seconds());
  return text;
}

}  // namespace sw::fakes::conformance
