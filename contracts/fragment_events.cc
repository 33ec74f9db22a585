#include "contracts/fragment_events.h"

#include "contracts/limits.h"
#include "contracts/object_reader.h"
#include "contracts/object_writer.h"

namespace sw::contracts {
namespace {

// Room for everything in a fragment:data but its audio.
constexpr std::size_t kEnvelopeBytes = 1'024;

FragmentMetadata read_metadata(ObjectReader& in) {
  return {.pts_ns = in.optional("pts_ns", kInteger), .source_pts_ns = in.optional("source_pts_ns", kInteger)};
}

void write_metadata(ObjectWriter& out, const FragmentMetadata& metadata) {
  out.member("pts_ns", metadata.pts_ns);
  out.member("source_pts_ns", metadata.source_pts_ns);
}

FragmentData read_data(ObjectReader& in) {
  return {
      .fragment_id = in.required("fragment_id", kId),
      .stream_id = in.required("stream_id", kId),
      .sequence_number = in.required("sequence_number", kCount),
      .timestamp_ms = in.required("timestamp", kInteger),
      .audio = in.required_object("audio", read_audio),
      .metadata = in.optional_object("metadata", read_metadata),
  };
}

void write_data(ObjectWriter& out, const FragmentData& message) {
  out.member("fragment_id", message.fragment_id);
  out.member("stream_id", message.stream_id);
  out.member("sequence_number", message.sequence_number);
  out.member("timestamp", message.timestamp_ms);
  out.object("audio", message.audio, write_audio);
  out.object("metadata", message.metadata, write_metadata);
}

StsFragmentAck read_sts_ack(ObjectReader& in) {
  return {
      .fragment_id = in.required("fragment_id", kId),
      .status = in.required("status", Word<QueueStatus>{}),
      .queue_position = in.optional("queue_position", kCount),
      .estimated_completion_ms = in.optional("estimated_completion_ms", kCount),
  };
}

void write_sts_ack(ObjectWriter& out, const StsFragmentAck& message) {
  out.member("fragment_id", message.fragment_id);
  out.member("status", message.status);
  out.member("queue_position", message.queue_position);
  out.member("estimated_completion_ms", message.estimated_completion_ms);
}

WorkerFragmentAck read_worker_ack(ObjectReader& in) {
  return {
      .fragment_id = in.required("fragment_id", kId),
      .status = in.required("status", Word<ReceiptStatus>{}),
      .timestamp_ms = in.required("timestamp", kInteger),
  };
}

void write_worker_ack(ObjectWriter& out, const WorkerFragmentAck& message) {
  out.member("fragment_id", message.fragment_id);
  out.member("status", message.status);
  out.member("timestamp", message.timestamp_ms);
}

Backpressure read_backpressure(ObjectReader& in) {
  return {
      .stream_id = in.required("stream_id", kId),
      .severity = in.required("severity", Word<BackpressureSeverity>{}),
      .current_inflight = in.required("current_inflight", kCount),
      .queue_depth = in.required("queue_depth", kCount),
      .action = in.required("action", Word<BackpressureAction>{}),
      .recommended_delay_ms = in.optional("recommended_delay_ms", kCount),
  };
}

void write_backpressure(ObjectWriter& out, const Backpressure& message) {
  out.member("stream_id", message.stream_id);
  out.member("severity", message.severity);
  out.member("current_inflight", message.current_inflight);
  out.member("queue_depth", message.queue_depth);
  out.member("action", message.action);
  out.member("recommended_delay_ms", message.recommended_delay_ms);
}

}  // namespace

expected<FragmentData, ParseError> parse_fragment_data(const rapidjson::Value& payload) {
  return parse_object(payload, read_data);
}
expected<StsFragmentAck, ParseError> parse_sts_fragment_ack(const rapidjson::Value& payload) {
  return parse_object(payload, read_sts_ack);
}
expected<WorkerFragmentAck, ParseError> parse_worker_fragment_ack(const rapidjson::Value& payload) {
  return parse_object(payload, read_worker_ack);
}
expected<Backpressure, ParseError> parse_backpressure(const rapidjson::Value& payload) {
  return parse_object(payload, read_backpressure);
}

void append_json(std::string& out, const FragmentData& message) {
  out.reserve(out.size() + message.audio.data_base64.size() + kEnvelopeBytes);
  append_object(out, message, write_data);
}
void append_json(std::string& out, const StsFragmentAck& message) { append_object(out, message, write_sts_ack); }
void append_json(std::string& out, const WorkerFragmentAck& message) { append_object(out, message, write_worker_ack); }
void append_json(std::string& out, const Backpressure& message) { append_object(out, message, write_backpressure); }

}  // namespace sw::contracts
