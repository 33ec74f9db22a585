// limits/… and pause/…: what flows how fast.
#include <algorithm>

#include "fakes/conformance/sts/rule.h"
#include "fakes/conformance/sts/steps.h"

namespace sw::fakes::conformance {
namespace {

using contracts::Backpressure;
using contracts::BackpressureAction;
using contracts::ErrorEvent;
using contracts::ErrorKind;

// So many more than confirmed are sent at once.
constexpr int64_t kTooMany = 3;

bool is_refusal_for_load(const ErrorEvent& error) {
  return error.code.kind() == ErrorKind::kQueueFull || error.code.kind() == ErrorKind::kRateLimit;
}

bool was_warned(const Traffic& traffic) { return traffic.first<Backpressure>() != nullptr; }
bool was_refused(const Traffic& traffic) { return traffic.find<ErrorEvent>(is_refusal_for_load).has_value(); }

// Acks that came before any result: so many fragments the service had at once, without doubt.
int64_t acks_before_results(const Traffic& traffic) {
  int64_t acks = 0;
  for (std::size_t i = 0; i < traffic.heard.size(); ++i) {
    if (traffic.as<contracts::FragmentProcessed>(i) != nullptr) break;
    if (traffic.as<contracts::StsFragmentAck>(i) != nullptr) ++acks;
  }
  return acks;
}

Look look_for_warning(const Scene& scene) {
  const Traffic& traffic = scene.client().traffic();
  if (was_warned(traffic) || was_refused(traffic)) return Holds{};
  if (!have_all_ended(scene)) return Waits{};
  const int64_t acks = acks_before_results(traffic);
  if (acks <= scene.confirmed()) return CannotTell{"results come faster than fragments can pile up"};
  return Fails{"results of all, with " + std::to_string(acks) + " of them in flight"};
}

Script overrun() {
  Step step;
  step.judged_by = "limits/overrun";
  step.expected = "backpressure, QUEUE_FULL or RATE_LIMIT with more in flight than confirmed";
  step.limit = within_result_time();
  step.act = [](Scene& scene) {
    for (int64_t n = 0; n < std::clamp<int64_t>(scene.confirmed(), 1, 10) + kTooMany; ++n) scene.send({.number = n});
  };
  step.look = look_for_warning;
  return stream(1) + Script(step);
}

const Backpressure* latest_warning(const Traffic& traffic) {
  const Backpressure* latest = nullptr;
  for (std::size_t i = 0; i < traffic.heard.size(); ++i) {
    if (const auto* pressure = traffic.as<Backpressure>(i)) latest = pressure;
  }
  return latest;
}

bool is_relieved(const Scene& scene) {
  const Backpressure* latest = latest_warning(scene.client().traffic());
  return latest != nullptr && latest->action == BackpressureAction::kNone;
}

Look look_for_drain(const Scene& scene) {
  if (!was_warned(scene.client().traffic())) return CannotTell{"fragments are refused without backpressure before"};
  return have_all_ended(scene) ? Look(Holds{}) : Look(Waits{});
}

Script drained() {
  Step drain;
  drain.judged_by = "fragment/processed";
  drain.expected = "results of all fragments";
  drain.limit = within_result_time();
  drain.look = look_for_drain;
  Step acknowledge;
  acknowledge.act = [](Scene& scene) {
    for (const SentFragment& sent : scene.client().traffic().sent) {
      scene.acknowledge(sent.fragment_id, contracts::ReceiptStatus::kApplied);
    }
  };
  return Script(drain) + Script(acknowledge);
}

// Some services only speak when a fragment arrives: one more is sent where silence follows.
Script relief() {
  Step watch;
  watch.expected = "backpressure none";
  watch.limit = [](const Scene& scene) { return scene.limits().quiet; };
  watch.holds_at_limit = true;
  watch.look = [](const Scene& scene) { return is_relieved(scene) ? Look(Holds{}) : Look(Waits{}); };
  Step probe;
  probe.expected = "backpressure none, once nothing is in flight or with the next fragment";
  probe.limit = within_result_time();
  probe.act = [](Scene& scene) {
    if (!is_relieved(scene)) scene.send({.number = static_cast<int64_t>(scene.client().traffic().sent.size())});
  };
  probe.look = watch.look;
  return overrun() + drained() + Script(watch) + Script(probe);
}

// --- stream:pause ---

Script pause_finishes() { return stream() + send({.number = 0}) + acknowledged(0) + pause_stream() + processed(0); }

Script pause_holds_back() {
  return stream() + answered(0) + pause_stream() + send({.number = 1}) + refused(1, {{}, /*may_be_silent=*/true});
}

Script resume() {
  return stream() + answered(0) + pause_stream() + wait(&TimeLimits::quiet) + resume_stream() + send({.number = 1}) +
         processed(1);
}

constexpr Rule kRules[] = {
    {"limits/overrun", "more fragments in flight than confirmed are warned about or refused",
     "spec FR-014c, FR-015c; spec 017: more than max_inflight; backpressure.sts_to_worker.json", overrun},
    {"limits/relief", "a warning is taken back by backpressure none",
     "spec FR-015c; backpressure.sts_to_worker.json action", relief},
    {"pause/finishes", "what is in flight at stream:pause gets its result",
     "spec 017: finish what is in flight; FR-013c", pause_finishes},
    {"pause/holds-back", "a fragment sent after stream:pause is refused, or waits",
     "stream_pause.worker_to_sts.json; spec 017: refuse new fragments; FR-013c", pause_holds_back},
    {"pause/resumes", "after stream:resume fragments get results again", "stream_resume.worker_to_sts.json; FR-013c",
     resume},
};

}  // namespace

std::span<const Rule> flow_rules() { return kRules; }

}  // namespace sw::fakes::conformance
