#include "fakes/conformance/sts/steps.h"

#include <algorithm>
#include <utility>

namespace sw::fakes::conformance {
namespace {

using contracts::ErrorEvent;
using contracts::FragmentProcessed;
using contracts::FragmentStatus;

Step act(std::function<void(Scene&)> what) {
  Step step;
  step.act = std::move(what);
  return step;
}

// `judge`: the rule that judges this step, see Step::judged_by.
Step await(std::string judge, std::string expected, std::function<TimeDelta(const Scene&)> limit,
           std::function<Look(const Scene&)> look) {
  Step step;
  step.judged_by = std::move(judge);
  step.expected = std::move(expected);
  step.limit = std::move(limit);
  step.look = std::move(look);
  return step;
}

Look holds_when(bool condition) { return condition ? Look(Holds{}) : Look(Waits{}); }

Script stages() {
  return Script(await("connect/websocket", "a WebSocket of Engine.IO 4", within(&TimeLimits::connect),
                      [](const Scene& scene) { return holds_when(scene.client().has_websocket()); })) +
         Script(await("connect/open-packet", "an Engine.IO open packet", within(&TimeLimits::connect),
                      [](const Scene& scene) { return holds_when(scene.client().has_open_packet()); })) +
         Script(await("connect/namespace", "an answer to CONNECT of namespace /", within(&TimeLimits::connect),
                      [](const Scene& scene) { return holds_when(scene.client().is_joined()); }));
}

Script opened(bool again) {
  return Script(act(
             [again](Scene& scene) { scene.open(again ? std::optional(scene.client().stream_id()) : std::nullopt); })) +
         stages();
}

std::string code_list(const std::vector<contracts::ErrorKind>& codes) {
  if (codes.empty()) return "an error";
  std::string text = "error ";
  for (std::size_t i = 0; i < codes.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == codes.size() ? " or " : ", ") + std::string(contracts::to_text(codes[i]));
  }
  return text;
}

bool is_allowed(const Refusal& refusal, const contracts::ErrorCode& code) {
  if (refusal.codes.empty()) return true;
  return std::ranges::any_of(refusal.codes, [&](contracts::ErrorKind kind) { return code.kind() == kind; });
}

// A result that failed with the code says the same as the error.
Look look_for_refusal(const Scene& scene, std::size_t k, const Refusal& refusal) {
  if (const ErrorEvent* error = find_error(scene, k)) {
    return is_allowed(refusal, error->code) ? Look(Holds{}) : Look(Fails{"error " + error->code.text()});
  }
  const auto results = results_of(scene, k);
  if (results.empty()) return Waits{};
  const auto* result = scene.client().traffic().as<FragmentProcessed>(results.front());
  const bool failed = result->status == FragmentStatus::kFailed;
  if (failed && (refusal.codes.empty() || (result->error && is_allowed(refusal, result->error->code)))) return Holds{};
  return Fails{scene.client().traffic().heard[results.front()].line + " of it"};
}

}  // namespace

// --- Connecting ---

Script connect() { return opened(false); }
Script connect_again() { return opened(true); }

Script init(std::optional<int64_t> max_inflight) {
  Step step = await("init/ready", "stream:ready with its stream_id", within(&TimeLimits::ready),
                    [](const Scene& scene) -> Look {
                      const Traffic& traffic = scene.client().traffic();
                      if (const auto* error = traffic.first<ErrorEvent>(scene.mark))
                        return Fails{"error " + error->code.text()};
                      const auto* ready = traffic.first<contracts::StreamReady>(scene.mark);
                      if (ready == nullptr) return Waits{};
                      if (ready->stream_id == traffic.stream_id) return Holds{};
                      return Fails{"stream:ready of " + ready->stream_id};
                    });
  step.act = [max_inflight](Scene& scene) { scene.client().send(scene.init(max_inflight)); };
  return step;
}

Script stream(std::optional<int64_t> max_inflight) { return connect() + init(max_inflight); }
Script stream_again() { return connect_again() + init(); }

// --- Sending ---

Script send(FragmentForm form) {
  return act([form = std::move(form)](Scene& scene) { scene.send(form); });
}

Script apply(std::size_t k) {
  return act([k](Scene& scene) {
    const FragmentProcessed* result = result_of(scene, k);
    if (result == nullptr || result->status == FragmentStatus::kFailed) return;  // there is nothing to apply
    scene.acknowledge(result->fragment_id, contracts::ReceiptStatus::kApplied);
  });
}

Script end_stream() {
  return act([](Scene& scene) { scene.client().send(contracts::StreamEnd{scene.client().stream_id(), "the end"}); });
}
Script pause_stream() {
  return act([](Scene& scene) { scene.client().send(contracts::StreamPause{scene.client().stream_id(), "a break"}); });
}
Script resume_stream() {
  return act([](Scene& scene) { scene.client().send(contracts::StreamResume{scene.client().stream_id()}); });
}
Script send_event(std::string event, std::string payload) {
  return act([event = std::move(event), payload = std::move(payload)](Scene& scene) {
    scene.client().send_json(event, payload);
  });
}

Script wait(TimeDelta TimeLimits::*time) {
  Step step = await("", "time to pass", within(time), [](const Scene&) { return Waits{}; });
  step.holds_at_limit = true;
  step.outlives_connection = true;
  return step;
}

// --- What is expected ---

Script acknowledged(std::size_t k) {
  return await("fragment/acknowledged", "fragment:ack of " + fragment_text(k), within(&TimeLimits::answer),
               [k](const Scene& scene) -> Look {
                 const Traffic& traffic = scene.client().traffic();
                 const std::string& id = traffic.sent[k].fragment_id;
                 const auto ack =
                     traffic.find<contracts::StsFragmentAck>([&](const auto& a) { return a.fragment_id == id; });
                 const auto results = results_of(scene, k);
                 if (!results.empty() && (!ack || *ack > results.front())) return Fails{"its result first"};
                 if (ack) return Holds{};
                 if (const ErrorEvent* error = find_error_of(scene, k)) return Fails{"error " + error->code.text()};
                 return Waits{};
               });
}

Script processed(std::size_t k) {
  return await("fragment/processed", "fragment:processed of " + fragment_text(k) + " with its stream and number",
               within_result_time(), [k](const Scene& scene) -> Look {
                 const FragmentProcessed* result = result_of(scene, k);
                 const ErrorEvent* error = find_error_of(scene, k);
                 if (result == nullptr && error != nullptr) return Fails{"error " + error->code.text()};
                 if (result == nullptr) return Waits{};
                 const SentFragment& sent = scene.client().traffic().sent[k];
                 if (result->stream_id != sent.stream_id) return Fails{"stream_id " + result->stream_id};
                 if (result->sequence_number == sent.number) return Holds{};
                 return Fails{"sequence_number " + std::to_string(result->sequence_number)};
               });
}

Script answered(int64_t number) {
  const auto k = static_cast<std::size_t>(number);
  return send({.number = number}) + processed(k);
}

Script all_ended() {
  return await("fragment/processed", "a result of every fragment", within_result_time(),
               [](const Scene& scene) { return holds_when(have_all_ended(scene)); });
}

Script complete() {
  return await("end/complete", "stream:complete of its stream", within_result_time(), [](const Scene& scene) -> Look {
    const Traffic& traffic = scene.client().traffic();
    const auto* complete = traffic.first<contracts::StreamComplete>();
    if (complete == nullptr) return Waits{};
    if (complete->stream_id == traffic.stream_id) return Holds{};
    return Fails{"stream:complete of " + complete->stream_id};
  });
}

Script refused_init(std::string (*payload)(const Scene&)) {
  Step step = await("", "error INVALID_CONFIG", within(&TimeLimits::ready), [](const Scene& scene) -> Look {
    const Traffic& traffic = scene.client().traffic();
    if (traffic.first<contracts::StreamReady>(scene.mark) != nullptr) return Fails{"stream:ready"};
    const auto* error = traffic.first<ErrorEvent>(scene.mark);
    if (error == nullptr) return Waits{};
    if (error->code.kind() == contracts::ErrorKind::kInvalidConfig) return Holds{};
    return Fails{"error " + error->code.text()};
  });
  step.act = [payload](Scene& scene) { scene.client().send_json("stream:init", payload(scene)); };
  return step;
}

Script refused(std::size_t k, Refusal refusal) {
  const std::string silence = refusal.may_be_silent ? ", or silence," : "";
  Step step = await("", code_list(refusal.codes) + silence + " for " + fragment_text(k), within(refusal.limit),
                    [k, refusal](const Scene& scene) { return look_for_refusal(scene, k, refusal); });
  if (refusal.may_be_silent) {
    step.limit = [](const Scene& scene) { return scene.watch_time(); };
    step.holds_at_limit = true;
  }
  return step;
}

// --- Looks ---

const ErrorEvent* find_error_of(const Scene& scene, std::size_t k) {
  const Traffic& traffic = scene.client().traffic();
  const SentFragment& sent = traffic.sent[k];
  const auto found = traffic.find<ErrorEvent>(
      [&](const ErrorEvent& error) { return error.fragment_id == sent.fragment_id; }, sent.heard_before);
  return found ? traffic.as<ErrorEvent>(*found) : nullptr;
}

const ErrorEvent* find_error(const Scene& scene, std::size_t k) {
  if (const ErrorEvent* error = find_error_of(scene, k)) return error;
  const Traffic& traffic = scene.client().traffic();
  const auto found = traffic.find<ErrorEvent>(
      [](const ErrorEvent& error) { return error.fragment_id.value_or("").empty(); }, traffic.sent[k].heard_before);
  return found ? traffic.as<ErrorEvent>(*found) : nullptr;
}

std::vector<std::size_t> results_of(const Scene& scene, std::size_t k) {
  const Traffic& traffic = scene.client().traffic();
  std::vector<std::size_t> results;
  for (std::size_t i = traffic.sent[k].heard_before; i < traffic.heard.size(); ++i) {
    const auto* result = traffic.as<FragmentProcessed>(i);
    if (result != nullptr && result->fragment_id == traffic.sent[k].fragment_id) results.push_back(i);
  }
  return results;
}

bool have_all_ended(const Scene& scene) {
  for (std::size_t k = 0; k < scene.client().traffic().sent.size(); ++k) {
    if (results_of(scene, k).empty() && find_error_of(scene, k) == nullptr) return false;
  }
  return true;
}

const FragmentProcessed* result_of(const Scene& scene, std::size_t k) {
  const auto results = results_of(scene, k);
  return results.empty() ? nullptr : scene.client().traffic().as<FragmentProcessed>(results.front());
}

std::string fragment_text(std::size_t k) {
  constexpr std::string_view kOrdinals[] = {"first", "second", "third", "fourth", "fifth"};
  return "the " + (k < std::size(kOrdinals) ? std::string(kOrdinals[k]) : std::to_string(k + 1) + "th") + " fragment";
}

}  // namespace sw::fakes::conformance
