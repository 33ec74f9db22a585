#include "sim/campaign/recovery.h"

#include <algorithm>

#include "fakes/sts/script_actions.h"
#include "sim/kernel/scheduler.h"
#include "sim/scenario/fields.h"

namespace sw::sim {
namespace {

constexpr Timestamp kNever = Timestamp::FromNanos(INT64_MAX);

struct Span {
  std::string what;
  Timestamp from;
  Timestamp to;
};

// Over in the instant in which they happen, however long they are said to last.
bool is_moment(const FaultAction& action) {
  return std::holds_alternative<ResetConnections>(action) || std::holds_alternative<LoseSight>(action) ||
         std::holds_alternative<KickReader>(action) || std::holds_alternative<FailInput>(action) ||
         std::holds_alternative<WarnInput>(action);
}

Span span_of(const WorldFault& fault) {
  const Timestamp from = kSimulationStart + fault.at;
  const std::string what(kFaultWords[fault.action.index()]);
  if (is_moment(fault.action)) return {what, from, from};
  return {what, from, fault.lasting ? from + *fault.lasting : kNever};
}

Span span_of(const fakes::sts::Fault& fault) {
  const fakes::sts::ActionRow& row = fakes::sts::row_of(fault.action);
  const auto* begin = std::get_if<TimeDelta>(&fault.begin);
  const std::string what = "sts." + std::string(row.word);
  // One that counts fragments or connections may begin at any time.
  if (begin == nullptr) return {what, kSimulationStart, kNever};
  const Timestamp from = kSimulationStart + *begin;
  if (row.kind == fakes::sts::ActionKind::kOfMoment && !fault.every) return {what, from, from};
  return {what, from, fault.lasting ? from + *fault.lasting : kNever};
}

}  // namespace

RecoveryWatch::RecoveryWatch(const Scenario& scenario) {
  std::vector<Span> spans;
  for (const WorldFault& fault : scenario.faults) spans.push_back(span_of(fault));
  for (const fakes::sts::Fault& fault : scenario.sts.script.faults) spans.push_back(span_of(fault));
  for (const Span& one : spans) {
    if (one.to == kNever) continue;
    Timestamp next = kNever;
    bool alone = true;
    for (const Span& other : spans) {
      if (&other == &one) continue;
      if (other.from > one.to) {
        next = std::min(next, other.from);
      } else if (other.to > one.to) {
        alone = false;
      }
    }
    if (alone) heals_.push_back({one.what, one.to, next});
  }
  std::ranges::stable_sort(heals_, {}, &Heal::at);
}

void RecoveryWatch::on(Timestamp now, const Observation& observation) {
  if (next_ == heals_.size()) return;
  const auto* counted = std::get_if<Counted>(&observation);
  if (counted == nullptr || counted->counter != ports::Counter::kFragmentsApplied) return;
  for (; next_ < heals_.size() && heals_[next_].at <= now; ++next_) {
    const Heal& heal = heals_[next_];
    if (now > heal.until) continue;
    const auto entry = worst_.emplace(heal.what, TimeDelta::Zero()).first;
    entry->second = std::max(entry->second, now - heal.at);
  }
}

}  // namespace sw::sim
