// init/…: what stream:init gets.
#include "fakes/conformance/sts/rule.h"
#include "fakes/conformance/sts/steps.h"

namespace sw::fakes::conformance {
namespace {

Script ready() { return connect() + init(); }

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
  return connect() + Script(step);
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
  return connect() + refused_init([](const Scene& s) { return head(s) + R"(,"max_inflight":3})"; });
}
Script wrong_type() {
  return connect() + refused_init([](const Scene& s) { return head(s) + R"(,"config":"en to es"})"; });
}
Script out_of_range() {
  return connect() + refused_init([](const Scene& s) {
           return head(s) + R"(,"max_inflight":11,"config":{)" + languages(s) + "}}";
         });
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
};

}  // namespace

std::span<const Rule> stream_rules() { return kRules; }

}  // namespace sw::fakes::conformance
