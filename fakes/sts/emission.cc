#include "fakes/sts/emission.h"

#include <utility>

#include "contracts/object_writer.h"
#include "fakes/sts/wire_flag.h"

namespace sw::fakes::sts {
namespace {

using contracts::ObjectWriter;

// Adds a member to an object that is written already and has one.
void add_member(std::string& object, std::string_view name, std::string_view json) {
  object.pop_back();
  object.append(",\"").append(name).append("\":").append(json).push_back('}');
}

void write_blame(ObjectWriter& out, const Blame& blame) {
  out.member("code", blame.code);
  out.member("message", blame.message);
  out.member("stage", blame.stage);
  write_flag(out, "retryable", blame.retryable);
}

void write_error(ObjectWriter& out, const ErrorText& error) {
  out.member("error_id", error.error_id);
  if (!error.stream_id.empty()) out.member("stream_id", error.stream_id);
  if (error.naming == FragmentNaming::kNull) out.json_member("fragment_id", "null");
  if (error.naming == FragmentNaming::kOwn && !error.fragment_id.empty()) out.member("fragment_id", error.fragment_id);
  out.member("code", error.blame.code);
  out.member("message", error.blame.message);
  out.member("severity", error.severity);
  write_flag(out, "retryable", error.blame.retryable);
}

template <class Message>
Emission plain(const Message& message) {
  Emission emission{std::string(event_name(contracts::StsMessage(message))), {}};
  append_json(emission.payload, message);
  return emission;
}

void add_nulls(const contracts::FragmentProcessed& result, const ResultOddity& oddity, std::string& json) {
  const auto add = [&](bool present, std::string_view name) {
    if (!present) add_member(json, name, "null");
  };
  add(result.dubbed_audio.has_value() || oddity.null_audio, "dubbed_audio");
  add(result.transcript.has_value(), "transcript");
  add(result.translated_text.has_value(), "translated_text");
  add(result.stage_timings.has_value(), "stage_timings");
  add(oddity.error.has_value() || result.error.has_value(), "error");
  add(result.metadata.has_value(), "metadata");
}

}  // namespace

Emission emission_of(const contracts::StreamReady& ready) {
  Emission emission = plain(ready);
  emission.stream_id = ready.stream_id;
  emission.status = std::to_string(ready.max_inflight);
  return emission;
}

Emission emission_of(const contracts::StreamComplete& complete) {
  Emission emission = plain(complete);
  emission.stream_id = complete.stream_id;
  return emission;
}

Emission emission_of(const contracts::StsFragmentAck& ack) {
  Emission emission = plain(ack);
  emission.fragment_id = ack.fragment_id;
  emission.status = to_text(ack.status);
  return emission;
}

Emission emission_of(const contracts::Backpressure& warning) {
  Emission emission = plain(warning);
  emission.stream_id = warning.stream_id;
  emission.status = to_text(warning.action);
  return emission;
}

Emission emission_of(const contracts::ErrorSimulationAck& ack) {
  Emission emission = plain(ack);
  emission.status = to_text(ack.status);
  return emission;
}

Emission emission_of(contracts::FragmentProcessed result, const ResultOddity& oddity) {
  if (oddity.error) result.error.reset();
  Emission emission{"fragment:processed",   {},
                    result.stream_id,       result.fragment_id,
                    result.sequence_number, std::string(to_text(result.status))};
  append_json(emission.payload, result);
  if (oddity.error) {
    std::string blame;
    contracts::append_object(blame, *oddity.error, write_blame);
    add_member(emission.payload, "error", blame);
  }
  if (oddity.null_audio) add_member(emission.payload, "dubbed_audio", "null");
  if (oddity.nulls) add_nulls(result, oddity, emission.payload);
  return emission;
}

Emission emission_of(const ErrorText& error) {
  Emission emission{"error", {}, error.stream_id, error.fragment_id, std::nullopt, error.blame.code};
  if (error.naming != FragmentNaming::kOwn) emission.fragment_id.clear();
  contracts::append_object(emission.payload, error, write_error);
  return emission;
}

Emission emission_with_nulls(const contracts::Backpressure& warning) {
  Emission emission = emission_of(warning);
  if (!warning.recommended_delay_ms) add_member(emission.payload, "recommended_delay_ms", "null");
  return emission;
}

Blame blame_of(contracts::ErrorKind kind, std::string message) {
  const bool retryable = contracts::traits_of(kind).retryable;
  return {std::string(to_text(kind)), std::move(message), retryable ? WireFlag::kTrue : WireFlag::kFalse, {}};
}

}  // namespace sw::fakes::sts
