// The life of a stream: contracts/schemas/stream_*.json. Strings and numbers are as they stand on the wire.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <optional>
#include <string>

#include "contracts/parse_error.h"
#include "worker/base/expected.h"
#include "worker/base/units.h"

namespace sw::contracts {

struct StreamConfig {
  std::string source_language;
  std::string target_language;
  std::optional<std::string> voice_profile = {};
  std::optional<int64_t> chunk_duration_ms = {};  // 100..5000; see chunk_duration()
  std::optional<int64_t> sample_rate_hz = {};     // see is_stream_sample_rate()
  std::optional<int64_t> channels = {};           // 1 or 2
  std::optional<std::string> format = {};         // "m4a"
  bool operator==(const StreamConfig&) const = default;
};

// stream:init
struct StreamInit {
  std::string stream_id;
  std::string worker_id;
  StreamConfig config;
  std::optional<int64_t> max_inflight = {};  // 1..10
  std::optional<int64_t> timeout_ms = {};    // 1000..30000
  bool operator==(const StreamInit&) const = default;
};

struct ServerCapabilities {
  bool batch_processing = false;
  bool async_delivery = false;
  bool operator==(const ServerCapabilities&) const = default;
};

// stream:ready
struct StreamReady {
  std::string stream_id;
  std::string session_id;
  int64_t max_inflight = 0;  // may be lower than asked; the schema allows 0 and less, which core refuses
  ServerCapabilities capabilities;
  bool operator==(const StreamReady&) const = default;
};

// stream:pause
struct StreamPause {
  std::string stream_id;
  std::optional<std::string> reason = {};
  bool operator==(const StreamPause&) const = default;
};

// stream:resume
struct StreamResume {
  std::string stream_id;
  bool operator==(const StreamResume&) const = default;
};

// stream:end
struct StreamEnd {
  std::string stream_id;
  std::optional<std::string> reason = {};
  bool operator==(const StreamEnd&) const = default;
};

struct StreamStatistics {
  int64_t success_count = 0;
  int64_t partial_count = 0;
  int64_t failed_count = 0;
  double avg_processing_time_ms = 0;
  std::optional<double> p95_processing_time_ms = {};
  bool operator==(const StreamStatistics&) const = default;
};

// stream:complete
struct StreamComplete {
  std::string stream_id;
  int64_t total_fragments = 0;
  int64_t total_duration_ms = 0;
  StreamStatistics statistics;
  bool operator==(const StreamComplete&) const = default;
};

// What stream:init says of segments of this length: nothing where the schema has no value for it. It ends at 5000 ms
// while segments last 6 s, and the field is optional.
std::optional<int64_t> chunk_duration(TimeDelta segment);
// Whether stream:init can name this rate: 16000, 22050, 44100 or 48000.
bool is_stream_sample_rate(int64_t hz);

expected<StreamInit, ParseError> parse_stream_init(const rapidjson::Value& payload);
expected<StreamReady, ParseError> parse_stream_ready(const rapidjson::Value& payload);
expected<StreamPause, ParseError> parse_stream_pause(const rapidjson::Value& payload);
expected<StreamResume, ParseError> parse_stream_resume(const rapidjson::Value& payload);
expected<StreamEnd, ParseError> parse_stream_end(const rapidjson::Value& payload);
expected<StreamComplete, ParseError> parse_stream_complete(const rapidjson::Value& payload);

// Appends the payload as compact JSON.
void append_json(std::string& out, const StreamInit& message);
void append_json(std::string& out, const StreamReady& message);
void append_json(std::string& out, const StreamPause& message);
void append_json(std::string& out, const StreamResume& message);
void append_json(std::string& out, const StreamEnd& message);
void append_json(std::string& out, const StreamComplete& message);

}  // namespace sw::contracts
