// init/… and end/…: the life of a stream.
#include <algorithm>

#include "fakes/conformance/sts/rule.h"
#include "fakes/conformance/sts/steps.h"

namespace sw::fakes::conformance {
namespace {

using contracts::FragmentStatus;

Script connected() { return connect() + joined().as_preparation("connect/namespace"); }

Script ready() { return connected() + init(); }

Script confirms(int64_t asked, int64_t most) {
  Step step;
  step.expected = "max_inflight of 1.." + std::to_string(most) + " in stream:ready";
  step.look = [most](const Scene& scene) -> Look {
    const int64_t confirmed = scene.confirmed();
    return confirmed >= 1 && confirmed <= most ? Look(Holds{}) : Look(Fails{std::to_string(confirmed)});
  };
  return stream(asked) + Script(step);
}

// stream:init of this payload is as good as any.
Script ready_after(std::string (*payload)(const Scene&)) {
  Step step = init().steps().front();
  step.act = [payload](Scene& scene) { scene.client().send_json("stream:init", payload(scene)); };
  return connected() + Script(step);
}

std::string head(const Scene& scene) {
  return R"({"stream_id":")" + scene.client().stream_id() + R"(","worker_id":"conformance")";
}
std::string languages(const Scene& scene) {
  return R"("source_language":")" + scene.settings().source_language + R"(","target_language":")" +
         scene.settings().target_language + "\"";
}

Script required_fields() {
  return ready_after([](const Scene& s) { return head(s) + R"(,"config":{)" + languages(s) + "}}"; });
}
Script unknown_fields() {
  return ready_after(
      [](const Scene& s) { return head(s) + R"(,"colour":"blue","config":{"mood":[1],)" + languages(s) + "}}"; });
}
Script missing_field() {
  return connected() + refused_init([](const Scene& s) { return head(s) + R"(,"max_inflight":3})"; });
}
Script wrong_type() {
  return connected() + refused_init([](const Scene& s) { return head(s) + R"(,"config":"en to es"})"; });
}
Script out_of_range() {
  return connected() + refused_init([](const Scene& s) {
           return head(s) + R"(,"max_inflight":11,"config":{)" + languages(s) + "}}";
         });
}

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
  return stream() + Script(send_all) + end_stream() + complete().as_preparation("end/complete") + Script(judged);
}

int64_t count_of(const Traffic& traffic, FragmentStatus status) {
  return std::ranges::count_if(traffic.heard, [&](const Heard& heard) {
    const auto* result = heard.message ? std::get_if<contracts::FragmentProcessed>(&*heard.message) : nullptr;
    return result != nullptr && result->status == status;
  });
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
      text(static_cast<int64_t>(traffic.sent.size()), count_of(traffic, FragmentStatus::kSuccess),
           count_of(traffic, FragmentStatus::kPartial), count_of(traffic, FragmentStatus::kFailed));
  const std::string got =
      text(complete.total_fragments, statistics.success_count, statistics.partial_count, statistics.failed_count);
  return expected == got ? Look(Holds{}) : Look(Fails{got + " where " + expected + " came"});
}

Script counts() {
  Step step;
  step.expected = "the numbers of the fragments and results that went over the connection";
  step.look = compare_counts;
  return ends_after(2).as_preparation("end/complete") + Script(step);
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
  return ends_after(1).as_preparation("end/complete") + Script(step);
}

constexpr Rule kRules[] = {
    {"init/ready", "stream:init is answered by stream:ready for its stream",
     "spec FR-013a, FR-013b; stream_ready.sts_to_worker.json", ready},
    {"init/confirmed-limit", "stream:ready confirms from 1 to the max_inflight asked for",
     "spec FR-013b; stream_ready.sts_to_worker.json max_inflight", [] { return confirms(3, 3); }},
    {"init/limit-of-one", "a max_inflight of 1 is confirmed as 1", "stream_init.worker_to_sts.json max_inflight",
     [] { return confirms(1, 1); }},
    {"init/required-fields", "the required fields of stream:init are enough", "stream_init.worker_to_sts.json required",
     required_fields},
    {"init/unknown-fields", "unknown fields of stream:init do no harm",
     "stream_init.worker_to_sts.json; contracts/README.md Reading", unknown_fields},
    {"init/missing-field", "stream:init without config is refused with INVALID_CONFIG",
     "stream_init.worker_to_sts.json required; error.sts_to_worker.json code", missing_field},
    {"init/wrong-type", "stream:init with a config of another type is refused with INVALID_CONFIG",
     "stream_init.worker_to_sts.json config; error.sts_to_worker.json code", wrong_type},
    {"init/out-of-range", "stream:init with a max_inflight of 11 is refused with INVALID_CONFIG",
     "stream_init.worker_to_sts.json max_inflight; error.sts_to_worker.json code", out_of_range},
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

std::span<const Rule> stream_rules() { return kRules; }

}  // namespace sw::fakes::conformance
