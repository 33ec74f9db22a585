#include "worker/app/settings_table.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>

#include "worker/base/duration.h"

namespace sw::app {
namespace {

constexpr std::string_view kIdRule = "1 to 64 letters, digits, '-' or '_'";
constexpr std::string_view kTextRule = "1 to 64 printable ASCII characters without spaces";
constexpr std::string_view kPortRule = "1..65535";
constexpr std::size_t kMaxPathLength = 1024;
constexpr std::size_t kMaxHostLength = 253;  // RFC 1035 §2.3.4

bool is_text(std::string_view text, std::size_t max_length) {
  const auto printable = [](char c) { return c > ' ' && c < 0x7f; };
  return !text.empty() && text.size() <= max_length && std::ranges::all_of(text, printable);
}

template <auto Member>
bool read_text(std::string_view text, SettingsDraft& draft) {
  draft.*Member = std::string(text);
  return is_text(text, kMaxIdLength);
}

template <auto Member>
bool read_log_id(std::string_view text, SettingsDraft& draft) {
  draft.log.*Member = std::string(text);
  return is_text(text, kMaxIdLength);
}

bool is_path(std::string_view text) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; };
  return !text.empty() && text.size() <= kMaxPathLength && std::ranges::none_of(text, control);
}

template <auto Member, class Id>
bool read_id(std::string_view text, SettingsDraft& draft) {
  auto id = Id::parse(text);
  if (!id) return false;
  draft.*Member = *id;
  return true;
}

std::optional<int64_t> parse_integer(std::string_view text, int64_t min, int64_t max) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < min || value > max) return std::nullopt;
  return value;
}

template <auto Member, int64_t Min, int64_t Max>
bool read_integer(std::string_view text, SettingsDraft& draft) {
  const auto value = parse_integer(text, Min, Max);
  if (value) draft.*Member = static_cast<std::remove_reference_t<decltype(draft.*Member)>>(*value);
  return value.has_value();
}

template <auto Member, int64_t Min, int64_t Max>
bool read_millis(std::string_view text, SettingsDraft& draft) {
  const auto value = parse_integer(text, Min, Max);
  if (value) draft.*Member = TimeDelta::Millis(*value);
  return value.has_value();
}

template <auto Member, int64_t MinMillis, int64_t MaxMillis>
bool read_duration(std::string_view text, SettingsDraft& draft) {
  const auto duration = parse_duration(text);
  if (!duration || *duration < TimeDelta::Millis(MinMillis) || *duration > TimeDelta::Millis(MaxMillis)) return false;
  draft.*Member = *duration;
  return true;
}

// A day; what no upper bound was asked for is bounded by.
constexpr int64_t kDayMillis = 24 * 60 * 60 * 1000;

bool read_url(std::string_view text, std::initializer_list<std::string_view> schemes, std::optional<Url>& into) {
  auto url = Url::parse(text);
  if (!url || std::ranges::find(schemes, url->scheme()) == schemes.end()) return false;
  into = *url;
  return true;
}
bool read_input_url(std::string_view text, SettingsDraft& draft) {
  return read_url(text, {"rtsp", "rtsps"}, draft.input_url);
}
bool read_output_url(std::string_view text, SettingsDraft& draft) {
  return read_url(text, {"rtmp", "rtmps"}, draft.output_url);
}
bool read_sts_url(std::string_view text, SettingsDraft& draft) {
  return read_url(text, {"http", "https", "ws", "wss"}, draft.sts_service_url);
}

bool read_sts_mode(std::string_view text, SettingsDraft& draft) {
  using engine::StsMode;
  if (text == "enabled") return draft.sts_mode = StsMode::kEnabled, true;
  if (text == "passthrough") return draft.sts_mode = StsMode::kPassthrough, true;
  if (text == "disabled") return draft.sts_mode = StsMode::kDisabled, true;
  return false;
}

bool read_host(std::string_view text, SettingsDraft& draft) {
  draft.mediamtx_host = std::string(text);
  return text.size() <= kMaxHostLength && text.find_first_of("/@?") == std::string_view::npos &&
         Url::parse("rtsp://" + draft.mediamtx_host + ":1/").has_value();
}

// Nothing is looked up: a name would block the loop, and might be another machine's.
bool read_listen_address(std::string_view text, SettingsDraft& draft) {
  draft.metrics_host = std::string(text);
  std::array<unsigned char, sizeof(in6_addr)> address{};
  const auto is_address = [&](int family) {
    return inet_pton(family, draft.metrics_host.c_str(), address.data()) == 1;
  };
  return text == "localhost" || (is_text(text, kMaxIdLength) && (is_address(AF_INET) || is_address(AF_INET6)));
}

bool read_segment_dir(std::string_view text, SettingsDraft& draft) {
  draft.segment_dir = std::string(text);
  return is_path(text);
}

bool read_log_level(std::string_view text, SettingsDraft& draft) {
  static constexpr std::array<std::string_view, 4> kLevels{"debug", "info", "warn", "error"};
  const auto* found = std::ranges::find(kLevels, text);
  draft.log.level = static_cast<ports::Level>(found - kLevels.begin());
  return found != kLevels.end();
}
bool read_log_format(std::string_view text, SettingsDraft& draft) {
  draft.log.json = text == "json";
  return draft.log.json || text == "text";
}
bool read_log_dir(std::string_view text, SettingsDraft& draft) {
  draft.log.dir = std::string(text);
  return is_path(text);
}
bool read_log_stdout(std::string_view text, SettingsDraft& draft) {
  draft.log.to_stdout = text == "true";
  return draft.log.to_stdout || text == "false";
}

constexpr std::string_view kStream = "Stream";
constexpr std::string_view kMedia = "Input and output";
constexpr std::string_view kSts = "Speech-to-speech service";
constexpr std::string_view kSegments = "Segments";
constexpr std::string_view kPlayout = "Playout and end";
constexpr std::string_view kMetrics = "Metrics and health";
constexpr std::string_view kLog = "Log";

using D = SettingsDraft;
using L = adapters::LogSettings;

constexpr std::array kRows{
    SettingRow{kStream, "WORKER_STREAM_ID", "stream-id", "", "the stream; a header, a URL part and a folder name",
               kIdRule, false, read_id<&D::stream_id, StreamId>},
    SettingRow{kStream, "WORKER_ID", "worker-id", "", "this worker towards the STS; default: the instance id", kIdRule,
               false, read_id<&D::worker_id, WorkerId>},
    SettingRow{kMedia, "WORKER_INPUT_URL", "input-url", "", "what to pull; default rtsp://<mediamtx>:8554/live/<id>/in",
               "an rtsp or rtsps URL", true, read_input_url},
    SettingRow{kMedia, "WORKER_OUTPUT_URL", "output-url", "",
               "where to publish; default rtmp://<mediamtx>:1935/live/<id>/out", "an rtmp or rtmps URL", true,
               read_output_url},
    SettingRow{kMedia, "WORKER_MEDIAMTX_HOST", "mediamtx-host", "mediamtx", "host of the derived URLs",
               "a host name or address", false, read_host},
    SettingRow{kMedia, "WORKER_MEDIAMTX_RTSP_PORT", "mediamtx-rtsp-port", "8554", "port of the derived input URL",
               kPortRule, false, read_integer<&D::mediamtx_rtsp_port, 1, 65535>},
    SettingRow{kMedia, "WORKER_MEDIAMTX_RTMP_PORT", "mediamtx-rtmp-port", "1935", "port of the derived output URL",
               kPortRule, false, read_integer<&D::mediamtx_rtmp_port, 1, 65535>},
    SettingRow{kMedia, "WORKER_RTSP_LATENCY_MS", "rtsp-latency-ms", "200", "jitter allowance of the RTSP receiver",
               "0..5000", false, read_millis<&D::rtsp_latency, 0, 5000>},
    SettingRow{kMedia, "WORKER_READY_TIMEOUT", "ready-timeout", "15s", "how long the input may take to become readable",
               "a duration of 1s or more, such as 15s", false, read_duration<&D::ready_timeout, 1000, kDayMillis>},
    SettingRow{kSts, "WORKER_STS_MODE", "sts-mode", "enabled",
               "passthrough: no segments, no STS; disabled: segments with original audio",
               "enabled, passthrough or disabled", false, read_sts_mode},
    SettingRow{kSts, "WORKER_STS_SERVICE_URL", "sts-service-url", "http://localhost:8080",
               "the speech-to-speech service", "an http, https, ws or wss URL", true, read_sts_url},
    SettingRow{kSts, "WORKER_STS_TIMEOUT_MS", "sts-timeout-ms", "8000", "how long the STS may take for one fragment",
               "1000..30000", false, read_millis<&D::sts_timeout, 1000, 30000>},
    SettingRow{kSts, "WORKER_STS_MAX_INFLIGHT", "sts-max-inflight", "3", "fragments at the STS at once", "1..10", false,
               read_integer<&D::sts_max_inflight, 1, 10>},
    SettingRow{kSts, "WORKER_SOURCE_LANG", "source-lang", "en", "language of the source", kTextRule, false,
               read_text<&D::source_language>},
    SettingRow{kSts, "WORKER_TARGET_LANG", "target-lang", "es", "language to dub into", kTextRule, false,
               read_text<&D::target_language>},
    SettingRow{kSts, "WORKER_TTS_VOICE", "tts-voice", "default", "voice profile of the STS", kTextRule, false,
               read_text<&D::tts_voice>},
    SettingRow{kSegments, "WORKER_SEGMENT_DURATION", "segment-duration", "6s", "length of a segment",
               "a duration of 1s..30s", false, read_duration<&D::segment_duration, 1000, 30'000>},
    SettingRow{kSegments, "WORKER_SEGMENT_DIR", "segment-dir", "./segments", "where segments are written",
               "a folder that can be created and written", false, read_segment_dir},
    SettingRow{kSegments, "WORKER_SEGMENT_RETENTION", "segment-retention", "1h",
               "how long segments are kept; 0 keeps all", "0 or a duration, such as 1h", false,
               read_duration<&D::segment_retention, 0, 400 * kDayMillis>},
    SettingRow{kPlayout, "WORKER_AV_OFFSET", "av-offset", "6s", "added to the times of both tracks",
               "a duration of 0s..60s", false, read_duration<&D::av_offset, 0, 60'000>},
    SettingRow{kPlayout, "WORKER_PLAYOUT_DELAY_MS", "playout-delay-ms", "500",
               "from the first pair ready to the first output", "0..10000", false,
               read_millis<&D::playout_delay, 0, 10'000>},
    SettingRow{kSts, "WORKER_BACKPRESSURE_PAUSE_LIMIT", "backpressure-pause-limit", "60s",
               "a longer pause is probed; 0 turns that off", "0 or a duration, such as 60s", false,
               read_duration<&D::backpressure_pause_limit, 0, kDayMillis>},
    SettingRow{kPlayout, "WORKER_DRAIN_TIMEOUT", "drain-timeout", "20s", "how long an orderly end may take",
               "a duration of 0s..5m", false, read_duration<&D::drain_timeout, 0, 300'000>},
    SettingRow{kMetrics, "WORKER_METRICS_HOST", "metrics-host", "127.0.0.1", "address that /metrics listens on",
               "a numeric address such as 127.0.0.1, 0.0.0.0 or ::1", false, read_listen_address},
    SettingRow{kMetrics, "WORKER_METRICS_PORT", "metrics-port", "8000", "port of /metrics; 0 picks a free one",
               "0..65535", false, read_integer<&D::metrics_port, 0, 65535>},
    SettingRow{kLog, "LOG_LEVEL", "log-level", "info", "least level that is logged", "debug, info, warn or error",
               false, read_log_level},
    SettingRow{kLog, "LOG_FORMAT", "log-format", "json", "form of a log line", "json or text", false, read_log_format},
    SettingRow{kLog, "LOG_DIR", "log-dir", "", "folder of a log file, rotated; default: none",
               "a folder that can be created and written", false, read_log_dir},
    SettingRow{kLog, "LOG_STDOUT", "log-stdout", "true", "whether lines go to standard output", "true or false", false,
               read_log_stdout},
    SettingRow{kStream, "RUN_ID", "run-id", "", "names this run in logs; default: generated", kTextRule, false,
               read_log_id<&L::run_id>},
    SettingRow{kStream, "INSTANCE_ID", "instance-id", "", "names this process in logs; default: generated", kTextRule,
               false, read_log_id<&L::instance_id>},
};

}  // namespace

std::span<const SettingRow> setting_rows() { return kRows; }

}  // namespace sw::app
