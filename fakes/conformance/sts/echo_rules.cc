// echo/… : what only spec 017 says of a service: answers that others may give in another way.
#include "fakes/conformance/sts/rule.h"
#include "fakes/conformance/sts/steps.h"

namespace sw::fakes::conformance {
namespace {

using contracts::ErrorKind;

Script second_init() {
  return stream() + refused_init([](const Scene& scene) {
           std::string payload;
           contracts::append_json(payload, scene.init(3));
           return payload;
         });
}

Script sequence_gap() {
  return stream() + answered(0) + send({.number = 2}) + refused(1, {{ErrorKind::kInvalidSequence}});
}
Script repeated_number() {
  return stream() + answered(0) + send({.number = 0}) + refused(1, {{ErrorKind::kInvalidSequence}});
}
Script repeated_id() {
  return stream() + answered(0) + wait(&TimeLimits::quiet) + send({.number = 1, .id_of = 0}) + refused(1, {});
}

// A fragment whose number is a text.
Script broken_fragment() {
  Step step = refused(0, {{ErrorKind::kInvalidConfig}}).steps().front();
  step.act = [](Scene& scene) {
    contracts::FragmentData fragment;
    fragment.fragment_id = scene.new_uuid();
    fragment.stream_id = scene.client().stream_id();
    scene.client().send_fragment(scene.now, fragment,
                                 R"({"fragment_id":")" + fragment.fragment_id + R"(","stream_id":")" +
                                     fragment.stream_id + R"(","sequence_number":"none","timestamp":0})");
  };
  return stream() + Script(step);
}

Script paused() {
  return stream() + answered(0) + pause_stream() + send({.number = 1}) + refused(1, {{ErrorKind::kQueueFull}});
}

Script after_end() {
  return stream() + answered(0) + end_stream() + send({.number = 1}) + refused(1, {{ErrorKind::kStreamNotFound}});
}

Script queued() {
  Step step;
  step.expected = "fragment:ack queued";
  step.look = [](const Scene& scene) -> Look {
    const auto& ack = *scene.client().traffic().first<contracts::StsFragmentAck>();
    return ack.status == contracts::QueueStatus::kQueued ? Look(Holds{}) : Look(Fails{"processing"});
  };
  return stream() + send({.number = 0}) + acknowledged(0) + Script(step);
}

Script same_audio() {
  Step step;
  step.expected = "dubbed_audio that is the audio sent";
  step.look = [](const Scene& scene) -> Look {
    const auto& dubbed = result_of(scene, 0)->dubbed_audio;
    if (!dubbed) return Fails{"none"};
    return *dubbed == scene.settings().audio ? Look(Holds{}) : Look(Fails{"other audio"});
  };
  return stream() + answered(0) + Script(step);
}

Script total_duration() {
  Step step;
  step.expected = "total_duration_ms of twice the audio";
  step.look = [](const Scene& scene) -> Look {
    const int64_t sent = scene.settings().audio.duration_ms * 2;
    const int64_t total = scene.client().traffic().first<contracts::StreamComplete>()->total_duration_ms;
    return total == sent ? Look(Holds{})
                         : Look(Fails{std::to_string(total) + " where " + std::to_string(sent) + " was sent"});
  };
  return stream() + answered(0) + answered(1) + end_stream() + complete() + Script(step);
}

// Ten clients, each with a stream of its own; whoever acts last is the latest.
Script ten_sessions() {
  constexpr int kSessions = 10;
  Script script;
  for (int i = 0; i < kSessions; ++i) script << stream();
  Step all;
  all.judged_by = "fragment/processed";
  all.expected = "a result in each of 10 sessions";
  all.limit = within_result_time();
  all.act = [](Scene& scene) {
    for (std::size_t i = 0; i < scene.clients().size(); ++i) scene.send_on(i, {.number = 0});
  };
  all.look = [](const Scene& scene) -> Look {
    for (const auto& client : scene.clients()) {
      if (client->ending()) return Fails{"the end of one of them (" + client->ending()->text + ")"};
      if (client->traffic().first<contracts::FragmentProcessed>() == nullptr) return Waits{};
    }
    return Holds{};
  };
  return script << Script(all);
}

constexpr Rule kRules[] = {
    {"echo/second-init", "a second stream:init on a connection is refused with INVALID_CONFIG",
     "docs/FAKE_STS.md; stream_init.worker_to_sts.json", second_init},
    {"echo/sequence-gap", "a fragment after a gap is refused at once with INVALID_SEQUENCE",
     "spec 017; error.sts_to_worker.json code", sequence_gap},
    {"echo/repeated-number", "a repeated sequence number is refused with INVALID_SEQUENCE",
     "spec 017; error.sts_to_worker.json code", repeated_number},
    {"echo/repeated-id", "a repeated fragment id is refused with an error",
     "spec 017: a repeated fragment id is refused", repeated_id},
    {"echo/broken-fragment", "a fragment that breaks its schema is refused with INVALID_CONFIG",
     "docs/FAKE_STS.md; fragment_data.worker_to_sts.json", broken_fragment},
    {"echo/paused", "a fragment in a pause is refused with QUEUE_FULL",
     "spec 017: refuse until stream:resume; docs/FAKE_STS.md", paused},
    {"echo/after-end", "a fragment after stream:end is refused with STREAM_NOT_FOUND",
     "docs/FAKE_STS.md; error.sts_to_worker.json code", after_end},
    {"echo/queued", "fragment:ack says queued", "spec 017: at once fragment:ack queued", queued},
    {"echo/same-audio", "the audio comes back as it was", "spec 017: the same audio as dubbed_audio", same_audio},
    {"echo/total-duration", "stream:complete adds up the audio of its fragments",
     "stream_complete.sts_to_worker.json total_duration_ms", total_duration},
    {"echo/ten-sessions", "ten sessions are served at once", "spec 017: 10 sessions at once", ten_sessions},
};

}  // namespace

std::span<const Rule> echo_rules() { return kRules; }

}  // namespace sw::fakes::conformance
