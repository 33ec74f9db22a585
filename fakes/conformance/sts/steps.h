// The steps that rules are made of. `k` counts the fragments that the client has sent, from 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/error_code.h"
#include "fakes/conformance/sts/step.h"

namespace sw::fakes::conformance {

// --- Connecting: a new client, up to the namespace. Each stage is judged by its rule of connect/ ---

Script connect();
Script connect_again();  // with the stream id of the client before
// stream:init is answered by stream:ready for the stream.
Script init(std::optional<int64_t> max_inflight = 3);
// Both; with this limit asked for.
Script stream(std::optional<int64_t> max_inflight = 3);
Script stream_again();

// --- Sending ---

Script send(FragmentForm form);
// Acks a result that has come as applied.
Script apply(std::size_t k);
Script end_stream();
Script pause_stream();
Script resume_stream();
Script send_event(std::string event, std::string payload);
// Does nothing for that long.
Script wait(TimeDelta TimeLimits::*time);

// --- What is expected ---

Script acknowledged(std::size_t k);
// fragment:processed of that fragment, of whatever status, with its stream and number.
Script processed(std::size_t k);
// An ordinary fragment of that number, the same as k, is sent and its result comes.
Script answered(int64_t number);
// Every fragment that was sent has its result, or an error.
Script all_ended();
Script complete();
// stream:init of this payload is answered by error INVALID_CONFIG and not by stream:ready.
Script refused_init(std::string (*payload)(const Scene&));

// How a fragment that must not be dubbed may be turned down.
struct Refusal {
  std::vector<contracts::ErrorKind> codes;  // empty: any
  bool may_be_silent = false;               // it may be left without an answer, for as long as it is watched
  TimeDelta TimeLimits::*limit = &TimeLimits::answer;
};
Script refused(std::size_t k, Refusal refusal);

// --- Looks that several rules share ---

// The error that came since fragment k was sent and names it.
const contracts::ErrorEvent* find_error_of(const Scene& scene, std::size_t k);
// The same, or one that names no fragment.
const contracts::ErrorEvent* find_error(const Scene& scene, std::size_t k);
// The results with its id since fragment k was sent; each as an index of Traffic::heard.
std::vector<std::size_t> results_of(const Scene& scene, std::size_t k);
const contracts::FragmentProcessed* result_of(const Scene& scene, std::size_t k);
bool have_all_ended(const Scene& scene);
std::string fragment_text(std::size_t k);

}  // namespace sw::fakes::conformance
