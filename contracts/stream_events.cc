#include "contracts/stream_events.h"

#include "contracts/limits.h"
#include "contracts/object_reader.h"
#include "contracts/object_writer.h"

namespace sw::contracts {
namespace {

constexpr IntegerChoice<4> kStreamSampleRates{{16'000, 22'050, 44'100, 48'000}};

StreamConfig read_config(ObjectReader& in) {
  return {
      .source_language = in.required("source_language", kName),
      .target_language = in.required("target_language", kName),
      .voice_profile = in.optional("voice_profile", kName),
      .chunk_duration_ms = in.optional("chunk_duration_ms", IntegerRange{kMinChunkDurationMs, kMaxChunkDurationMs}),
      .sample_rate_hz = in.optional("sample_rate_hz", kStreamSampleRates),
      .channels = in.optional("channels", kChannels),
      .format = in.optional("format", kName),
  };
}

void write_config(ObjectWriter& out, const StreamConfig& config) {
  out.member("source_language", config.source_language);
  out.member("target_language", config.target_language);
  out.member("voice_profile", config.voice_profile);
  out.member("chunk_duration_ms", config.chunk_duration_ms);
  out.member("sample_rate_hz", config.sample_rate_hz);
  out.member("channels", config.channels);
  out.member("format", config.format);
}

StreamInit read_init(ObjectReader& in) {
  return {
      .stream_id = in.required("stream_id", kId),
      .worker_id = in.required("worker_id", kId),
      .config = in.required_object("config", read_config),
      .max_inflight = in.optional("max_inflight", IntegerRange{kMinInflight, kMaxInflight}),
      .timeout_ms = in.optional("timeout_ms", IntegerRange{kMinTimeoutMs, kMaxTimeoutMs}),
  };
}

void write_init(ObjectWriter& out, const StreamInit& message) {
  out.member("stream_id", message.stream_id);
  out.member("worker_id", message.worker_id);
  out.object("config", message.config, write_config);
  out.member("max_inflight", message.max_inflight);
  out.member("timeout_ms", message.timeout_ms);
}

ServerCapabilities read_capabilities(ObjectReader& in) {
  return {
      .batch_processing = in.required("batch_processing", kBoolean),
      .async_delivery = in.required("async_delivery", kBoolean),
  };
}

void write_capabilities(ObjectWriter& out, const ServerCapabilities& capabilities) {
  out.member("batch_processing", capabilities.batch_processing);
  out.member("async_delivery", capabilities.async_delivery);
}

StreamReady read_ready(ObjectReader& in) {
  return {
      .stream_id = in.required("stream_id", kId),
      .session_id = in.required("session_id", kId),
      .max_inflight = in.required("max_inflight", kInteger),
      .capabilities = in.required_object("capabilities", read_capabilities),
  };
}

void write_ready(ObjectWriter& out, const StreamReady& message) {
  out.member("stream_id", message.stream_id);
  out.member("session_id", message.session_id);
  out.member("max_inflight", message.max_inflight);
  out.object("capabilities", message.capabilities, write_capabilities);
}

StreamPause read_pause(ObjectReader& in) {
  return {.stream_id = in.required("stream_id", kId), .reason = in.optional("reason", kText)};
}

void write_pause(ObjectWriter& out, const StreamPause& message) {
  out.member("stream_id", message.stream_id);
  out.member("reason", message.reason);
}

StreamResume read_resume(ObjectReader& in) { return {.stream_id = in.required("stream_id", kId)}; }

void write_resume(ObjectWriter& out, const StreamResume& message) { out.member("stream_id", message.stream_id); }

StreamEnd read_end(ObjectReader& in) {
  return {.stream_id = in.required("stream_id", kId), .reason = in.optional("reason", kText)};
}

void write_end(ObjectWriter& out, const StreamEnd& message) {
  out.member("stream_id", message.stream_id);
  out.member("reason", message.reason);
}

StreamStatistics read_statistics(ObjectReader& in) {
  return {
      .success_count = in.required("success_count", kCount),
      .partial_count = in.required("partial_count", kCount),
      .failed_count = in.required("failed_count", kCount),
      .avg_processing_time_ms = in.required("avg_processing_time_ms", kNotNegative),
      .p95_processing_time_ms = in.optional("p95_processing_time_ms", kNotNegative),
  };
}

void write_statistics(ObjectWriter& out, const StreamStatistics& statistics) {
  out.member("success_count", statistics.success_count);
  out.member("partial_count", statistics.partial_count);
  out.member("failed_count", statistics.failed_count);
  out.member("avg_processing_time_ms", statistics.avg_processing_time_ms);
  out.member("p95_processing_time_ms", statistics.p95_processing_time_ms);
}

StreamComplete read_complete(ObjectReader& in) {
  return {
      .stream_id = in.required("stream_id", kId),
      .total_fragments = in.required("total_fragments", kCount),
      .total_duration_ms = in.required("total_duration_ms", kCount),
      .statistics = in.required_object("statistics", read_statistics),
  };
}

void write_complete(ObjectWriter& out, const StreamComplete& message) {
  out.member("stream_id", message.stream_id);
  out.member("total_fragments", message.total_fragments);
  out.member("total_duration_ms", message.total_duration_ms);
  out.object("statistics", message.statistics, write_statistics);
}

}  // namespace

std::optional<int64_t> chunk_duration(TimeDelta segment) {
  const int64_t ms = segment.millis();
  if (ms < kMinChunkDurationMs || ms > kMaxChunkDurationMs) return std::nullopt;
  return ms;
}

bool is_stream_sample_rate(int64_t hz) {
  for (const int64_t rate : kStreamSampleRates.choices) {
    if (rate == hz) return true;
  }
  return false;
}

expected<StreamInit, ParseError> parse_stream_init(const rapidjson::Value& payload) {
  return parse_object(payload, read_init);
}
expected<StreamReady, ParseError> parse_stream_ready(const rapidjson::Value& payload) {
  return parse_object(payload, read_ready);
}
expected<StreamPause, ParseError> parse_stream_pause(const rapidjson::Value& payload) {
  return parse_object(payload, read_pause);
}
expected<StreamResume, ParseError> parse_stream_resume(const rapidjson::Value& payload) {
  return parse_object(payload, read_resume);
}
expected<StreamEnd, ParseError> parse_stream_end(const rapidjson::Value& payload) {
  return parse_object(payload, read_end);
}
expected<StreamComplete, ParseError> parse_stream_complete(const rapidjson::Value& payload) {
  return parse_object(payload, read_complete);
}

void append_json(std::string& out, const StreamInit& message) { append_object(out, message, write_init); }
void append_json(std::string& out, const StreamReady& message) { append_object(out, message, write_ready); }
void append_json(std::string& out, const StreamPause& message) { append_object(out, message, write_pause); }
void append_json(std::string& out, const StreamResume& message) { append_object(out, message, write_resume); }
void append_json(std::string& out, const StreamEnd& message) { append_object(out, message, write_end); }
void append_json(std::string& out, const StreamComplete& message) { append_object(out, message, write_complete); }

}  // namespace sw::contracts
