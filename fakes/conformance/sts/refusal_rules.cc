// fragment/… of fragments that must not be dubbed.
#include "fakes/conformance/sts/rule.h"
#include "fakes/conformance/sts/steps.h"

namespace sw::fakes::conformance {
namespace {

using contracts::ErrorKind;

Script before_init() { return connect() + send({.number = 0}) + refused(0, {{ErrorKind::kStreamNotFound}}); }

Script other_stream() {
  return stream() + send({.number = 0, .stream_id = "conformance-no-such-stream"}) +
         refused(0, {{ErrorKind::kStreamNotFound}});
}

// A service may also keep what comes early until what is missing has come, and answer both in order.
Script sequence_gap() {
  Step fill;
  fill.expected = "error INVALID_SEQUENCE for number 2, or its result after that of number 1";
  fill.limit = within_result_time();
  fill.act = [](Scene& scene) {
    if (find_error(scene, 1) == nullptr && results_of(scene, 1).empty()) scene.send({.number = 1});
  };
  fill.look = [](const Scene& scene) -> Look {
    if (scene.client().traffic().sent.size() < 3) return Holds{};  // it was refused at once
    const auto* error = find_error_of(scene, 1);
    if (error != nullptr && error->code.kind() == ErrorKind::kInvalidSequence) return Holds{};
    if (error != nullptr) return Fails{"error " + error->code.text()};
    const auto early = results_of(scene, 1);
    const auto missing = results_of(scene, 2);
    if (early.empty()) return Waits{};
    return missing.empty() || missing.front() > early.front() ? Look(Fails{"its result first"}) : Look(Holds{});
  };
  return stream() + answered(0) + send({.number = 2}) +
         refused(1, {{ErrorKind::kInvalidSequence}, /*may_be_silent=*/true}) + Script(fill);
}

Script repeated_number() {
  return stream() + answered(0) + send({.number = 0}) + refused(1, {{}, /*may_be_silent=*/true});
}

// What else comes of the first one must not be taken for a result of the second.
Script repeated_id() {
  return stream() + answered(0) + wait(&TimeLimits::quiet) + send({.number = 1, .id_of = 0}) +
         refused(1, {{}, /*may_be_silent=*/true});
}

std::string maximum(const Scene& scene) {
  const auto& open = scene.client().open_packet();
  return open && open->max_payload ? "maxPayload is " + std::to_string(*open->max_payload)
                                   : "no maxPayload is announced";
}

Script too_large() {
  Step step = refused(0, {{ErrorKind::kFragmentTooLarge}, false, &TimeLimits::result}).steps().front();
  step.outlives_connection = true;
  step.act = [](Scene& scene) {
    const auto sent = scene.send({.number = 0, .too_large = true});
    if (sent == protocol::socket_io::SendResult::kTooLarge) scene.note = maximum(scene);
  };
  step.look = [look = step.look](const Scene& scene) -> Look {
    if (!scene.note.empty()) return CannotTell{scene.note + ": such a fragment cannot be sent"};
    const auto& open = scene.client().open_packet();
    const Look answer = look(scene);
    if (!std::holds_alternative<Waits>(answer) || !scene.client().ending()) return answer;
    // A service that announces no limit may still have one, which is not for the protocol to tell of.
    if (open && open->max_payload) return Fails{"the end of the connection (" + scene.client().ending()->text + ")"};
    return CannotTell{"no maxPayload is announced, and the connection ended: " + scene.client().ending()->text};
  };
  return stream() + Script(step);
}

constexpr Rule kRules[] = {
    {"fragment/before-init", "a fragment before stream:init is refused with STREAM_NOT_FOUND",
     "spec FR-013b; error.sts_to_worker.json code", before_init},
    {"fragment/other-stream", "a fragment of an unknown stream is refused with STREAM_NOT_FOUND",
     "spec FR-016c; error.sts_to_worker.json code: unknown stream_id", other_stream},
    {"fragment/sequence-gap", "a fragment after a gap is refused with INVALID_SEQUENCE, or waits for what is missing",
     "spec FR-014a; error.sts_to_worker.json code: sequence number gap", sequence_gap},
    {"fragment/repeated-number", "a sequence number that was spent gets no other result",
     "spec FR-014a: monotonic sequence_number", repeated_number},
    {"fragment/repeated-id", "a fragment id that was used gets no other result",
     "spec FR-014a: unique fragment_id; spec 017: refused", repeated_id},
    {"fragment/too-large", "audio above 10 MB is refused with FRAGMENT_TOO_LARGE",
     "spec FR-016c; error.sts_to_worker.json code: 10 MB", too_large},
};

}  // namespace

std::span<const Rule> refusal_rules() { return kRules; }

}  // namespace sw::fakes::conformance
