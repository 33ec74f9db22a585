// One rule being tried.
//
// Order of calls: the constructor, advance() at once, and again after everything that happened in the scene and when
// deadline() is due, until finding() is there.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "fakes/conformance/report.h"
#include "fakes/conformance/sts/rule.h"
#include "fakes/conformance/sts/scene.h"

namespace sw::fakes::conformance {

class RuleRun {
 public:
  // The rule that told first that what this rule judges does not hold; none as long as it does.
  using Culprit = std::function<std::optional<std::string>(const std::string& rule)>;
  RuleRun(Timestamp now, const Rule& rule, Scene::Stage& stage, Culprit culprit);

  Scene& scene() { return scene_; }
  void advance(Timestamp now);
  std::optional<Timestamp> deadline() const;
  const std::optional<Finding>& finding() const { return finding_; }
  // Where it failed in a step that another rule judges, and which has passed: that rule.
  const std::string& failed_judge() const { return failed_judge_; }

 private:
  const Step& step() const { return script_.steps()[step_]; }
  void begin_step();
  // True where the next step is to be looked at.
  bool judge(Look look);
  Look look() const;
  void next();
  void fail(const std::string& got);
  void finish(Verdict verdict, std::string detail);
  std::string heard_since_mark() const;
  std::string time_limit() const;

  Finding blank_;
  Culprit culprit_;
  Script script_;
  Scene scene_;
  Timestamp start_;
  std::size_t step_ = 0;
  bool begun_ = false;
  std::optional<Timestamp> due_;
  std::string failed_judge_;
  std::optional<Finding> finding_;
};

}  // namespace sw::fakes::conformance
