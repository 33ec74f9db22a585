// end/…: what stream:end gets.
#include <algorithm>

#include "fakes/conformance/sts/rule.h"
#include "fakes/conformance/sts/steps.h"

namespace sw::fakes::conformance {
namespace {

using contracts::FragmentStatus;

Script ends_after(int64_t fragments) {
  Script script = stream();
  for (int64_t n = 0; n < fragments; ++n) script << answered(n) << apply(static_cast<std::size_t>(n));
  return script << end_stream() << complete();
}

// As many at once as may be, and stream:end right behind them.
Script results_before_complete() {
  Step send_all;
  send_all.act = [](Scene& scene) {
    for (int64_t n = 0; n < std::clamp<int64_t>(scene.confirmed(), 1, 3); ++n) scene.send({.number = n});
  };
  Step judged;
  judged.judged_by = "fragment/processed";
  judged.expected = "a result of every fragment before stream:complete";
  judged.look = [](const Scene& scene) -> Look {
    const Traffic& traffic = scene.client().traffic();
    const auto end = traffic.find<contracts::StreamComplete>([](const auto&) { return true; });
    std::size_t missing = 0;
    for (std::size_t k = 0; k < traffic.sent.size(); ++k) {
      const auto results = results_of(scene, k);
      if (find_error_of(scene, k) == nullptr && (results.empty() || results.front() > *end)) ++missing;
    }
    return missing == 0 ? Look(Holds{}) : Look(Fails{"stream:complete before " + std::to_string(missing) + " of them"});
  };
  return stream() + Script(send_all) + end_stream() + complete() + Script(judged);
}

// Fragments whose first result has this status.
int64_t count_of(const Scene& scene, FragmentStatus status) {
  int64_t count = 0;
  for (std::size_t k = 0; k < scene.client().traffic().sent.size(); ++k) {
    const auto* result = result_of(scene, k);
    if (result != nullptr && result->status == status) ++count;
  }
  return count;
}

// What the statistics say of two fragments, and what came of them.
Look compare_counts(const Scene& scene) {
  const Traffic& traffic = scene.client().traffic();
  const auto& complete = *traffic.first<contracts::StreamComplete>();
  const auto text = [](int64_t all, int64_t success, int64_t partial, int64_t failed) {
    return "total_fragments " + std::to_string(all) + ", success_count " + std::to_string(success) +
           ", partial_count " + std::to_string(partial) + ", failed_count " + std::to_string(failed);
  };
  const auto& statistics = complete.statistics;
  const std::string expected =
      text(static_cast<int64_t>(traffic.sent.size()), count_of(scene, FragmentStatus::kSuccess),
           count_of(scene, FragmentStatus::kPartial), count_of(scene, FragmentStatus::kFailed));
  const std::string got =
      text(complete.total_fragments, statistics.success_count, statistics.partial_count, statistics.failed_count);
  return expected == got ? Look(Holds{}) : Look(Fails{got + " where " + expected + " came"});
}

Script counts() {
  Step step;
  step.expected = "the numbers of the fragments and results that went over the connection";
  step.look = compare_counts;
  return ends_after(2) + Script(step);
}

Script closes() {
  Step step;
  step.expected = "the end of the connection after stream:complete";
  step.limit = within(&TimeLimits::close);
  step.outlives_connection = true;
  step.look = [](const Scene& scene) -> Look {
    const auto& ending = scene.client().ending();
    if (!ending) return Waits{};
    return ending->by_service ? Look(Holds{}) : Look(Fails{ending->text});
  };
  return ends_after(1) + Script(step);
}

constexpr Rule kRules[] = {
    {"end/complete", "stream:end is answered by stream:complete for its stream",
     "spec FR-013d; stream_complete.sts_to_worker.json", [] { return ends_after(1); }},
    {"end/without-fragments", "stream:end of a stream without fragments is answered so as well",
     "spec FR-013d; stream_complete.sts_to_worker.json", [] { return ends_after(0); }},
    {"end/after-results", "stream:complete comes after every result",
     "stream_complete.sts_to_worker.json: every fragment has been answered", results_before_complete},
    {"end/counts", "stream:complete counts the fragments and their results",
     "stream_complete.sts_to_worker.json total_fragments, statistics", counts},
    {"end/closes", "the service ends the connection after stream:complete",
     "spec 017: closes 5 s after stream:complete", closes},
};

}  // namespace

std::span<const Rule> end_rules() { return kRules; }

}  // namespace sw::fakes::conformance
