#include "sim/oracle/sts/timeouts.h"

#include "sim/kernel/scheduler.h"
#include "sim/oracle/fields.h"
#include "worker/base/duration.h"

namespace sw::sim {

void TimeoutOracle::on(Timestamp now, const Observation& observation) {
  if (!sent_.empty() && now > sent_.front().until + tolerance()) check_overdue(now);
  if (!view_.on(now, observation)) return;
  if (const auto* event = std::get_if<WireEvent>(&observation)) {
    if (event->sender != Sender::kWorker || event->name != "fragment:data") return;
    sent_.push_back({std::string(text_field(event->payload, "fragment_id")), now + scenario().worker.sts_timeout});
  } else if (const auto* line = std::get_if<Logged>(&observation)) {
    if (text_field(*line, "reason") == "timeout") check_fall_back(now, text_field(*line, "fragmentId"));
  }
}

// Whatever was sent has its segment's end by now, or an answer that the worker has taken.
void TimeoutOracle::check_overdue(Timestamp now) {
  for (; !sent_.empty() && now > sent_.front().until + tolerance(); sent_.pop_front()) {
    const FragmentSeen* seen = view_.find(sent_.front().id);
    if (seen == nullptr || seen->ended) continue;
    violated("not-timed-out", now,
             "fragment " + sent_.front().id + " should have fallen back at " +
                 duration_text(sent_.front().until - kSimulationStart));
  }
}

void TimeoutOracle::check_fall_back(Timestamp now, std::string_view id) {
  const FragmentSeen* seen = view_.find(id);
  if (seen == nullptr || !seen->sent) return violated("never-sent", now, "a time-out of what was never sent");
  const Timestamp due = *seen->sent + scenario().worker.sts_timeout;
  if (now < due) violated("too-early", now, "due at " + duration_text(due - kSimulationStart));
  if (now > due + tolerance()) violated("too-late", now, "due at " + duration_text(due - kSimulationStart));
  if (seen->answered && *seen->answered < due) violated("answered", now, "fragment was answered in time");
}

}  // namespace sw::sim
