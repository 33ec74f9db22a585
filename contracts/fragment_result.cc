#include "contracts/fragment_result.h"

#include "contracts/limits.h"
#include "contracts/object_reader.h"
#include "contracts/object_writer.h"

namespace sw::contracts {
namespace {

// Room for everything in a fragment:processed but its audio.
constexpr std::size_t kEnvelopeBytes = 1'024;

ProcessingError read_error(ObjectReader& in) {
  return {
      .code = in.required("code", kErrorCode),
      .message = in.required("message", kText),
      .stage = in.optional("stage", Word<Stage>{}),
      .retryable = in.optional("retryable", kBoolean),
  };
}

void write_error(ObjectWriter& out, const ProcessingError& error) {
  out.member("code", error.code.text());
  out.member("message", error.message);
  out.member("stage", error.stage);
  out.member("retryable", error.retryable);
}

StageTimings read_timings(ObjectReader& in) {
  return {
      .asr_ms = in.required("asr_ms", kCount),
      .translation_ms = in.required("translation_ms", kCount),
      .tts_ms = in.required("tts_ms", kCount),
  };
}

void write_timings(ObjectWriter& out, const StageTimings& timings) {
  out.member("asr_ms", timings.asr_ms);
  out.member("translation_ms", timings.translation_ms);
  out.member("tts_ms", timings.tts_ms);
}

ProcessingMetadata read_models(ObjectReader& in) {
  return {
      .asr_model = in.optional("asr_model", kText),
      .translation_model = in.optional("translation_model", kText),
      .tts_model = in.optional("tts_model", kText),
      .gpu_utilization = in.optional("gpu_utilization", kPercent),
  };
}

void write_models(ObjectWriter& out, const ProcessingMetadata& metadata) {
  out.member("asr_model", metadata.asr_model);
  out.member("translation_model", metadata.translation_model);
  out.member("tts_model", metadata.tts_model);
  out.member("gpu_utilization", metadata.gpu_utilization);
}

FragmentProcessed read_processed(ObjectReader& in) {
  FragmentProcessed message{
      .fragment_id = in.required("fragment_id", kId),
      .stream_id = in.required("stream_id", kId),
      .sequence_number = in.required("sequence_number", kCount),
      .status = in.required("status", Word<FragmentStatus>{}),
      .dubbed_audio = in.optional_object("dubbed_audio", read_audio),
      .transcript = in.optional("transcript", kTranscript),
      .translated_text = in.optional("translated_text", kTranscript),
      .processing_time_ms = in.required("processing_time_ms", kCount),
      .stage_timings = in.optional_object("stage_timings", read_timings),
      .error = in.optional_object("error", read_error),
      .metadata = in.optional_object("metadata", read_models),
  };
  if (message.status == FragmentStatus::kSuccess && !message.dubbed_audio) {
    in.fail("dubbed_audio", "object, since the status is \"success\"");
  }
  return message;
}

void write_processed(ObjectWriter& out, const FragmentProcessed& message) {
  out.member("fragment_id", message.fragment_id);
  out.member("stream_id", message.stream_id);
  out.member("sequence_number", message.sequence_number);
  out.member("status", message.status);
  out.object("dubbed_audio", message.dubbed_audio, write_audio);
  out.member("transcript", message.transcript);
  out.member("translated_text", message.translated_text);
  out.member("processing_time_ms", message.processing_time_ms);
  out.object("stage_timings", message.stage_timings, write_timings);
  out.object("error", message.error, write_error);
  out.object("metadata", message.metadata, write_models);
}

// The member's value where it keeps `rule`, read on its own so that one broken field spoils no other.
template <class Rule>
std::optional<typename Rule::Type> read_alone(const rapidjson::Value& payload, std::string_view name,
                                              const Rule& rule) {
  std::optional<ParseError> ignored;
  return ObjectReader(payload, ignored).optional(name, rule);
}

}  // namespace

std::optional<FragmentReference> parse_fragment_reference(const rapidjson::Value& payload) {
  auto fragment_id = read_alone(payload, "fragment_id", kId);
  if (!fragment_id) return std::nullopt;
  return FragmentReference{
      .fragment_id = *std::move(fragment_id),
      .stream_id = read_alone(payload, "stream_id", kId),
      .sequence_number = read_alone(payload, "sequence_number", kCount),
      .status = read_alone(payload, "status", Word<FragmentStatus>{}),
  };
}

expected<FragmentProcessed, ParseError> parse_fragment_processed(const rapidjson::Value& payload) {
  return parse_object(payload, read_processed);
}

void append_json(std::string& out, const FragmentProcessed& message) {
  const std::size_t audio = message.dubbed_audio ? message.dubbed_audio->data_base64.size() : 0;
  out.reserve(out.size() + audio + kEnvelopeBytes);
  append_object(out, message, write_processed);
}

}  // namespace sw::contracts
