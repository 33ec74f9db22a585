// Drives an STS service through the protocol as a client and judges it: a machine without I/O, which `stream-worker
// conformance sts` runs on a network and tests run against the fake STS in virtual time.
//
// Order of calls: the constructor, then take_effects(), in whose order they are to be carried out, and deadline() after
// every call. A Connect is answered by on_connected() or on_closed(), a connection that is up ends in on_closed()
// unless it was closed by us. on_time() is wanted at the deadline and does nothing when called too early. `now` never
// goes back. Once is_done(), nothing more happens, and report() is whole. The same calls give the same report.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fakes/conformance/report.h"
#include "fakes/conformance/sts/effect.h"
#include "fakes/conformance/sts/exam_settings.h"
#include "fakes/conformance/sts/observations.h"
#include "fakes/conformance/sts/rule.h"
#include "fakes/conformance/sts/rule_run.h"

namespace sw::fakes::conformance {

class StsExamination {
 public:
  // The rules are those that the settings want.
  StsExamination(Timestamp start, ExamSettings settings);
  StsExamination(const StsExamination&) = delete;
  StsExamination& operator=(const StsExamination&) = delete;

  void on_connected(Timestamp now, ConnectionId connection);
  void on_bytes(Timestamp now, ConnectionId connection, std::string_view bytes);
  // It could not be opened, or the service has ended it; `why` in one line.
  void on_closed(Timestamp now, ConnectionId connection, const std::string& why);
  void on_time(Timestamp now);
  std::optional<Timestamp> deadline() const;
  Effects take_effects();

  bool is_done() const { return !run_ && next_ == rules_.size(); }
  // Findings so far; those of the rules always/… come at the end.
  const Report& report() const { return report_; }

 private:
  ServiceClient* find(ConnectionId connection);
  void settle(Timestamp now);
  void begin_next(Timestamp now);
  std::optional<std::string> culprit_of(const std::string& rule) const;
  void conclude();

  const ExamSettings settings_;
  Effects effects_;
  Observations observations_;
  Scene::Stage stage_;
  std::vector<Rule> rules_;
  std::size_t next_ = 0;
  std::unique_ptr<RuleRun> run_;
  std::optional<std::string> unreachable_since_;  // the rule at which connecting failed, though connect/… had passed
  Report report_;
};

// Every rule that there is, those of an Echo STS and always/… among them, as findings without a verdict's worth.
std::vector<Finding> list_of_rules();

}  // namespace sw::fakes::conformance
