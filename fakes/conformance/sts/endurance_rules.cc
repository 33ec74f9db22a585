// reconnect/…, robust/… and heartbeat/…: connections that break, and what no worker should send.
#include <algorithm>

#include "fakes/conformance/sts/rule.h"
#include "fakes/conformance/sts/steps.h"

namespace sw::fakes::conformance {
namespace {

// --- Reconnecting ---

Script drop() {
  Step step;
  step.act = [](Scene& scene) { scene.client().drop(); };
  return step;
}

Script broken_off() { return stream() + send({.number = 0}) + acknowledged(0) + drop() + wait(&TimeLimits::backoff); }

Script after_break() { return broken_off() + stream_again() + send({.number = 0}) + processed(0); }

// What the fragment of the session before was called.
Look look_for_stray(const Scene& scene) {
  const std::string& old = scene.clients().front()->traffic().sent.front().fragment_id;
  const auto stray = scene.client().traffic().find<contracts::FragmentProcessed>(
      [&](const contracts::FragmentProcessed& result) { return result.fragment_id == old; });
  return stray ? Look(Fails{"the result of the fragment of the session before"}) : Look(Waits{});
}

Script no_strays() {
  Step step;
  step.expected = "nothing of the session before";
  step.limit = [](const Scene& scene) { return scene.watch_time(); };
  step.look = look_for_stray;
  step.holds_at_limit = true;
  return broken_off() + stream_again() + answered(0) + Script(step);
}

Script after_end() {
  Step leave;
  leave.act = [](Scene& scene) { scene.client().leave(); };
  return stream() + answered(0) + end_stream() + complete() + Script(leave) + stream_again() + send({.number = 0}) +
         processed(0);
}

// --- What no worker sends ---

Script unknown_event() {
  return stream() + send_event("stream:rumour", R"({"stream_id":"x","what":[1,2,3]})") + send({.number = 0}) +
         processed(0);
}

Script broken_packet(std::string_view text) {
  Step step;
  step.act = [text](Scene& scene) { scene.client().send_raw(text); };
  return stream() + Script(step) + stream() + send({.number = 0}) + processed(0);
}

// --- Heartbeat ---

// When the server must have pinged at the latest, by its own announcement.
TimeDelta ping_time(const Scene& scene) {
  const auto& open = *scene.client().open_packet();
  return open.ping_interval + open.ping_timeout;
}

// Nobody waits for a heartbeat of an hour.
Script patient() {
  Step step;
  step.look = [](const Scene& scene) -> Look {
    const TimeDelta whole = ping_time(scene) * 2;
    if (whole <= scene.limits().heartbeat) return Holds{};
    return CannotTell{"two heartbeats of the service take " + std::to_string(whole.millis() / 1'000) + " s"};
  };
  return step;
}

Script pings() {
  Step step;
  step.expected = "a ping each pingInterval, and no end of the connection while they are answered";
  step.limit = [](const Scene& scene) { return ping_time(scene) * 2 + scene.limits().slack; };
  step.look = [](const Scene& scene) { return scene.client().pings() >= 2 ? Look(Holds{}) : Look(Waits{}); };
  return stream() + patient() + Script(step);
}

// Some services only look each pingTimeout whether a pong is missing.
Script silent_client() {
  Step step;
  step.expected = "the end of the connection within pingInterval + 2 pingTimeout";
  step.outlives_connection = true;
  step.act = [](Scene& scene) { scene.client().fall_silent(); };
  step.limit = [](const Scene& scene) {
    return ping_time(scene) + scene.client().open_packet()->ping_timeout + scene.limits().slack;
  };
  step.look = [](const Scene& scene) -> Look {
    const auto& ending = scene.client().ending();
    if (!ending) return Waits{};
    return ending->by_service ? Look(Holds{}) : Look(Fails{"neither that nor a ping"});
  };
  return stream() + patient() + Script(step);
}

constexpr std::string_view kNoSuchType = "9";                          // of Engine.IO
constexpr std::string_view kNoJson = R"(42["fragment:data",{"fragm)";  // of Socket.IO

constexpr Rule kRules[] = {
    {"reconnect/after-break", "after a connection that broke, a new session begins at number 0",
     "spec FR-016f, FR-016g; fragment_data.worker_to_sts.json sequence_number", after_break},
    {"reconnect/no-strays", "nothing of the broken session comes in the new one",
     "spec FR-016g: in flight is discarded", no_strays},
    {"reconnect/after-end", "after stream:complete the stream may begin again", "spec FR-013a, FR-013d", after_end},
    {"robust/unknown-event", "an unknown event does no harm", "contracts/README.md Reading: unknown events are ignored",
     unknown_event},
    {"robust/bad-packet-type", "after a packet of no known type others are served", "Engine.IO v4, packet types",
     [] { return broken_packet(kNoSuchType); }},
    {"robust/bad-json", "after an event that is no JSON others are served", "Socket.IO v5, packet encoding",
     [] { return broken_packet(kNoJson); }},
    {"heartbeat/pings", "pings come as announced, and a client that answers stays connected",
     "spec FR-012d; Engine.IO v4, heartbeat", pings},
    {"heartbeat/silent-client", "a client that answers no ping is dropped", "spec FR-012d; Engine.IO v4, heartbeat",
     silent_client},
};

}  // namespace

std::span<const Rule> endurance_rules() { return kRules; }

}  // namespace sw::fakes::conformance
