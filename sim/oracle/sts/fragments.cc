#include "sim/oracle/sts/fragments.h"

#include "sim/oracle/fields.h"

namespace sw::sim {

void FragmentOracle::on(Timestamp now, const Observation& observation) {
  const auto* line = std::get_if<Logged>(&observation);
  if (line == nullptr || scenario().worker.sts_mode != engine::StsMode::kEnabled) return;
  const std::string id(text_field(*line, "fragmentId"));
  if (line->message == "segment closed") {
    ++closed_;
    if (!open_.insert(id).second) violated("closed-twice", now, id);
    return;
  }
  const bool applied = line->message == "fragment applied";
  if (!applied && line->message != "the segment keeps its original audio") return;
  ++(applied ? applied_ : fallen_back_);
  if (open_.erase(id) == 0) violated("ended-twice", now, "segment of fragment " + id);
}

void FragmentOracle::at_end(const RunEnd& end) {
  if (scenario().worker.sts_mode != engine::StsMode::kEnabled) return;
  const auto& metrics = end.metrics;
  const uint64_t counted = metrics.total(ports::Counter::kAudioFragments);
  if (counted != applied_ + fallen_back_) {
    violated("miscounted", end.ended,
             "worker_audio_fragments_total is " + std::to_string(counted) + ", " +
                 std::to_string(applied_ + fallen_back_) + " segments have ended");
  }
  if (metrics.total(ports::Counter::kFallbacks) != fallen_back_ ||
      metrics.total(ports::Counter::kFallbackReasons) != fallen_back_ ||
      metrics.total(ports::Counter::kFragmentsApplied) != applied_) {
    violated("miscounted", end.ended, "counters of applied and fallen back segments differ from the log");
  }
  // An end that was ordered leaves nothing undecided.
  if (end.exit_code == 0 && !open_.empty()) violated("undecided", end.ended, "segment of fragment " + *open_.begin());
}

}  // namespace sw::sim
