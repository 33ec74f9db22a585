#include "tests/contract/arbitrary_messages.h"

#include <rapidcheck.h>

#include "contracts/base64.h"
#include "contracts/limits.h"

namespace sw::contracts {
namespace {

// The ends of a range are where mistakes are: they come as often as all that lies between.
int64_t any_integer(int64_t min, int64_t max) {
  return *rc::gen::oneOf(rc::gen::element(min, max), rc::gen::cast<int64_t>(rc::gen::inRange<int64_t>(min, max)));
}
int64_t any_integer() { return any_integer(std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()); }
int64_t any_count() { return any_integer(0, std::numeric_limits<int64_t>::max()); }
int64_t any_choice(std::vector<int64_t> choices) { return *rc::gen::elementOf(std::move(choices)); }
bool any_bool() { return *rc::gen::arbitrary<bool>(); }

double any_number(double max) {
  const double part = static_cast<double>(*rc::gen::inRange<int64_t>(0, 1'000'001)) / 1e6;
  return part * max;
}

template <NamedEnum E>
E any_word() {
  return static_cast<E>(*rc::gen::inRange<std::size_t>(0, std::size(EnumNames<E>::kNames)));
}

template <class Draw>
auto maybe(Draw draw) -> std::optional<decltype(draw())> {
  if (!any_bool()) return std::nullopt;
  return draw();
}

std::string any_id() { return any_text(kMaxIdCharacters); }
std::string any_name() { return any_text(kMaxNameCharacters); }
std::string any_message() { return any_text(kMaxTextBytes / 4); }

ErrorCode any_code() { return any_bool() ? ErrorCode(any_word<ErrorKind>()) : ErrorCode(any_name()); }

AudioData any_audio() {
  const bool base64 = any_bool();
  return {
      .format = any_name(),
      .sample_rate_hz = any_integer(kMinAudioRateHz, kMaxAudioRateHz),
      .channels = any_choice({1, 2}),
      .duration_ms = any_integer(0, kMaxAudioDurationMs),
      .data_base64 = base64 ? base64_encode(any_text(100)) : any_text(100),
  };
}

StreamConfig any_config() {
  return {
      .source_language = any_name(),
      .target_language = any_name(),
      .voice_profile = maybe(any_name),
      .chunk_duration_ms = maybe([] { return any_integer(kMinChunkDurationMs, kMaxChunkDurationMs); }),
      .sample_rate_hz = maybe([] {
        return any_choice({16'000, 22'050, 44'100, 48'000});
      }),
      .channels = maybe([] {
        return any_choice({1, 2});
      }),
      .format = maybe(any_name),
  };
}

StreamInit any_init() {
  return {
      .stream_id = any_id(),
      .worker_id = any_id(),
      .config = any_config(),
      .max_inflight = maybe([] { return any_integer(kMinInflight, kMaxInflight); }),
      .timeout_ms = maybe([] { return any_integer(kMinTimeoutMs, kMaxTimeoutMs); }),
  };
}

FragmentData any_fragment() {
  const auto metadata = [] {
    return FragmentMetadata{.pts_ns = maybe([] { return any_integer(); }),
                            .source_pts_ns = maybe([] { return any_integer(); })};
  };
  return {
      .fragment_id = any_id(),
      .stream_id = any_id(),
      .sequence_number = any_count(),
      .timestamp_ms = any_integer(),
      .audio = any_audio(),
      .metadata = maybe(metadata),
  };
}

SimulationRule any_rule() {
  std::variant<int64_t, std::string> value = any_count();
  if (any_bool()) value = any_id();
  return {
      .trigger = any_word<SimulationTrigger>(),
      .value = std::move(value),
      .error_code = any_word<ErrorKind>(),
      .error_message = maybe(any_message),
      .retryable = maybe(any_bool),
      .stage = maybe(any_word<Stage>),
  };
}

ErrorSimulation any_simulation() {
  const auto rules = [] {
    std::vector<SimulationRule> drawn;
    for (int64_t n = any_integer(0, 4); n > 0; --n) drawn.push_back(any_rule());
    return drawn;
  };
  return {.enabled = any_bool(), .rules = maybe(rules)};
}

StreamComplete any_complete() {
  return {
      .stream_id = any_id(),
      .total_fragments = any_count(),
      .total_duration_ms = any_count(),
      .statistics = {.success_count = any_count(),
                     .partial_count = any_count(),
                     .failed_count = any_count(),
                     .avg_processing_time_ms = any_number(1e9),
                     .p95_processing_time_ms = maybe([] { return any_number(1e300); })},
  };
}

ProcessingError any_processing_error() {
  return {.code = any_code(), .message = any_message(), .stage = maybe(any_word<Stage>), .retryable = maybe(any_bool)};
}

ProcessingMetadata any_models() {
  return {.asr_model = maybe(any_message),
          .translation_model = maybe(any_message),
          .tts_model = maybe(any_message),
          .gpu_utilization = maybe([] { return any_number(100); })};
}

FragmentProcessed any_result() {
  const auto status = any_word<FragmentStatus>();
  const bool success = status == FragmentStatus::kSuccess;
  return {
      .fragment_id = any_id(),
      .stream_id = any_id(),
      .sequence_number = any_count(),
      .status = status,
      .dubbed_audio = success ? std::optional(any_audio()) : maybe(any_audio),
      .transcript = maybe(any_message),
      .translated_text = maybe(any_message),
      .processing_time_ms = any_count(),
      .stage_timings = maybe([] {
        return StageTimings{any_count(), any_count(), any_count()};
      }),
      .error = maybe(any_processing_error),
      .metadata = maybe(any_models),
  };
}

Backpressure any_backpressure() {
  return {.stream_id = any_id(),
          .severity = any_word<BackpressureSeverity>(),
          .current_inflight = any_count(),
          .queue_depth = any_count(),
          .action = any_word<BackpressureAction>(),
          .recommended_delay_ms = maybe(any_count)};
}

ErrorEvent any_error() {
  const auto metadata = [] { return *JsonObject::parse(R"({"depth":32,"hint":null,"path":["a",{"b":0.25}]})"); };
  return {.error_id = maybe(any_id),
          .stream_id = maybe(any_id),
          .fragment_id = maybe(any_id),
          .code = any_code(),
          .message = any_message(),
          .severity = any_word<ErrorSeverity>(),
          .retryable = any_bool(),
          .metadata = maybe(metadata)};
}

}  // namespace

std::string any_text(std::size_t max_characters) {
  static const std::vector<std::string> kCharacters = {
      "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\x1F", "\x7F", std::string(1, '\0'), "ü", "↦", "😀", "\xEF\xBF\xBD"};
  const auto length = *rc::gen::inRange<std::size_t>(0, 6);
  // Now and then as long as is allowed, with one character over and over.
  if (length == 5) {
    std::string text;
    const std::string character = *rc::gen::elementOf(kCharacters);
    while (text.size() < max_characters * character.size()) text += character;
    return text;
  }
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += *rc::gen::elementOf(kCharacters);
  return text;
}

WorkerMessage any_worker_message(std::size_t kind) {
  switch (kind) {
    case 0:
      return any_init();
    case 1:
      return StreamPause{any_id(), maybe(any_message)};
    case 2:
      return StreamResume{any_id()};
    case 3:
      return StreamEnd{any_id(), maybe(any_message)};
    case 4:
      return any_fragment();
    case 5:
      return WorkerFragmentAck{any_id(), any_word<ReceiptStatus>(), any_integer()};
    case 6:
      return any_simulation();
    default:
      return SimulateDisconnect{maybe([] { return any_integer(0, kMaxDisconnectDelayMs); })};
  }
}

StsMessage any_sts_message(std::size_t kind) {
  switch (kind) {
    case 0:
      return StreamReady{any_id(), any_id(), any_integer(), {any_bool(), any_bool()}};
    case 1:
      return any_complete();
    case 2:
      return StsFragmentAck{any_id(), any_word<QueueStatus>(), maybe(any_count), maybe(any_count)};
    case 3:
      return any_result();
    case 4:
      return any_backpressure();
    case 5:
      return any_error();
    default:
      return ErrorSimulationAck{any_word<ConfigurationStatus>(), maybe(any_count), maybe(any_message)};
  }
}

WorkerMessage any_worker_message() {
  return any_worker_message(*rc::gen::inRange<std::size_t>(0, std::variant_size_v<WorkerMessage> - 1));
}
StsMessage any_sts_message() {
  return any_sts_message(*rc::gen::inRange<std::size_t>(0, std::variant_size_v<StsMessage> - 1));
}

}  // namespace sw::contracts
