// fragment/… of fragments that are as they should be.
#include <algorithm>
#include <cstdlib>

#include "contracts/base64.h"
#include "fakes/conformance/sts/rule.h"
#include "fakes/conformance/sts/steps.h"

namespace sw::fakes::conformance {
namespace {

using contracts::FragmentProcessed;
using contracts::FragmentStatus;

// How far the length that a result says may be from that of its file: what US1's segments may differ by, and the
// priming and padding of an encoder where no edit list tells of them.
constexpr int64_t kSegmentToleranceMs = 100;
constexpr int64_t kFramesOfSlack = 3;
constexpr int64_t kFrameSamples = 1024;

// So many show whether results keep their order.
constexpr int64_t kMostAtOnce = 4;

constexpr std::string_view kHint = "; --audio FILE.m4a gives it other audio than the built-in tone";

Script acknowledged_once() { return stream() + send({.number = 0}) + acknowledged(0); }

Script result() { return stream() + send({.number = 0}) + processed(0); }

Look look_for_success(const Scene& scene) {
  const FragmentProcessed& result = *result_of(scene, 0);
  if (result.status == FragmentStatus::kSuccess) return Holds{};
  std::string got = std::string(contracts::to_text(result.status));
  if (result.error) got += " " + result.error->code.text();
  if (scene.settings().speech) return Fails{got};
  return CannotTell{"the service answered " + got + std::string(kHint)};
}

Script success() {
  Step step;
  step.expected = "status success";
  step.look = look_for_success;
  return stream() + answered(0) + Script(step);
}

std::string form_of(int64_t rate, int64_t channels, int64_t ms) {
  return std::to_string(rate) + " Hz, " + std::to_string(channels) + " channels, " + std::to_string(ms) + " ms";
}

// Spectral band replication doubles the rate that a file says, parametric stereo the channels.
bool is_same_form(const contracts::AudioData& said, const AudioFacts& is) {
  const bool rate = said.sample_rate_hz == is.sample_rate_hz || said.sample_rate_hz == is.sample_rate_hz * 2;
  const bool channels = said.channels == is.channels || said.channels == is.channels * 2;
  const int64_t slack =
      kSegmentToleranceMs + kFramesOfSlack * kFrameSamples * 1'000 / std::max<int64_t>(is.sample_rate_hz, 1);
  return rate && channels && std::abs(said.duration_ms - is.duration_ms) <= slack;
}

Look look_at_audio(const Scene& scene) {
  const FragmentProcessed& result = *result_of(scene, 0);
  if (!result.dubbed_audio) {
    return CannotTell{"the service answered " + std::string(contracts::to_text(result.status)) + " without audio" +
                      std::string(kHint)};
  }
  const contracts::AudioData& said = *result.dubbed_audio;
  if (said.format != "m4a") return Fails{"format " + said.format};
  const auto bytes = contracts::base64_decode(said.data_base64);
  if (!bytes) return Fails{"data_base64 that is no base64: " + to_text(bytes.error())};
  if (!scene.settings().read_audio) return bytes->empty() ? Look(Fails{"no bytes"}) : Look(Holds{});
  const auto is = scene.settings().read_audio(*bytes);
  if (!is) return Fails{"a file that cannot be read: " + is.error()};
  if (is_same_form(said, *is)) return Holds{};
  return Fails{form_of(is->sample_rate_hz, is->channels, is->duration_ms) + " in the file, said to be " +
               form_of(said.sample_rate_hz, said.channels, said.duration_ms)};
}

Script dubbed_audio() {
  Step step;
  step.expected = "M4A in base64, of the rate, channels and duration that it says";
  step.look = look_at_audio;
  return stream() + answered(0) + Script(step);
}

// A fragment that ended in an error has no result.
Look look_for_order(const Scene& scene) {
  const Traffic& traffic = scene.client().traffic();
  int64_t latest = -1;
  for (std::size_t i = 0; i < traffic.heard.size(); ++i) {
    const auto* result = traffic.as<FragmentProcessed>(i);
    if (result == nullptr) continue;
    if (result->sequence_number < latest) {
      return Fails{"number " + std::to_string(result->sequence_number) + " after " + std::to_string(latest)};
    }
    latest = result->sequence_number;
  }
  return Holds{};
}

Script order() {
  Step send_all;
  send_all.act = [](Scene& scene) {
    for (int64_t n = 0; n < std::min(scene.confirmed(), kMostAtOnce); ++n) scene.send({.number = n});
  };
  send_all.look = [](const Scene& scene) {
    return scene.confirmed() < 2 ? Look(CannotTell{"stream:ready confirms one fragment at a time"}) : Look(Holds{});
  };
  Step judged;
  judged.expected = "results in the order of their numbers";
  judged.look = look_for_order;
  return stream(10) + Script(send_all) + all_ended() + Script(judged);
}

// Our ack is taken without a word, and the stream goes on.
Script applied() {
  Step step;
  step.expected = "no error about our fragment:ack, and the next result";
  step.look = [](const Scene& scene) -> Look {
    const auto* error = scene.client().traffic().first<contracts::ErrorEvent>();
    return error == nullptr ? Look(Holds{}) : Look(Fails{"error " + error->code.text()});
  };
  return stream() + answered(0) + apply(0) + answered(1) + Script(step);
}

Script received_then_applied() {
  Step receive;
  receive.act = [](Scene& scene) {
    scene.acknowledge(scene.client().traffic().sent[0].fragment_id, contracts::ReceiptStatus::kReceived);
  };
  const std::vector<Step> applied_steps = applied().steps();
  Script script = stream() + answered(0) + Script(receive) + apply(0) + answered(1);
  return script << applied_steps.back();
}

Script without_metadata() { return stream() + send({.number = 0, .metadata = false}) + processed(0); }
Script unknown_fields() {
  return stream() + send({.number = 0, .members = R"(,"colour":"blue","nested":{"deep":[1]})"}) + processed(0);
}

constexpr Rule kRules[] = {
    {"fragment/processed", "fragment:data is answered by fragment:processed with its ids and number",
     "spec FR-015a; fragment_processed.sts_to_worker.json", result},
    {"fragment/acknowledged", "fragment:ack says queued or processing before the result comes",
     "spec FR-014b; fragment_ack.sts_to_worker.json", acknowledged_once},
    {"fragment/success", "the audio is dubbed with success", "spec US3 6; fragment_processed.sts_to_worker.json status",
     success},
    {"fragment/dubbed-audio", "dubbed audio is the M4A that it is said to be",
     "spec FR-015a; fragment_processed.sts_to_worker.json dubbed_audio", dubbed_audio},
    {"fragment/order", "results come in the order of their sequence numbers",
     "spec 017: results in sequence order; FR-014a", order},
    {"fragment/applied", "fragment:ack applied is taken without complaint",
     "spec FR-015b; fragment_ack.worker_to_sts.json", applied},
    {"fragment/received", "fragment:ack received before applied is taken so as well",
     "fragment_ack.worker_to_sts.json status", received_then_applied},
    {"fragment/without-metadata", "fragment:data needs no metadata", "fragment_data.worker_to_sts.json required",
     without_metadata},
    {"fragment/unknown-fields", "unknown fields of fragment:data do no harm",
     "fragment_data.worker_to_sts.json; contracts/README.md Reading", unknown_fields},
};

}  // namespace

std::span<const Rule> fragment_rules() { return kRules; }

}  // namespace sw::fakes::conformance
