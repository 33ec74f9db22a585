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
  // Whether a rule of this name has failed before.
  using HasFailed = std::function<bool(const std::string& rule)>;
  RuleRun(Timestamp now, const Rule& rule, Scene::Stage& stage, HasFailed has_failed);

  Scene& scene() { return scene_; }
  void advance(Timestamp now);
  std::optional<Timestamp> deadline() const;
  const std::optional<Finding>& finding() const { return finding_; }

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
  HasFailed has_failed_;
  Script script_;
  Scene scene_;
  Timestamp start_;
  std::size_t step_ = 0;
  bool begun_ = false;
  std::optional<Timestamp> due_;
  std::optional<Finding> finding_;
};

}  // namespace sw::fakes::conformance
