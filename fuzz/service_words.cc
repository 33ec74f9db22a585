#include "fuzz/service_words.h"

#include <optional>

#include "fuzz/input.h"
#include "tests/unit/protocol/bytes.h"

namespace sw::fuzz {
namespace {

using Sent = std::vector<contracts::FragmentData>;

constexpr int64_t kMaxDelayMs = 100'000;
constexpr std::size_t kMaxCode = 100;

contracts::ErrorCode code(std::string_view text) { return contracts::ErrorCode(std::string(text.substr(0, kMaxCode))); }

contracts::ErrorEvent error(std::string_view code_text, std::optional<std::string> fragment) {
  return {.fragment_id = std::move(fragment), .code = code(code_text), .message = "error"};
}

contracts::StreamReady ready(std::string_view rest, const std::string& stream) {
  return {.stream_id = stream, .session_id = "session", .max_inflight = number_at_start(rest, 100), .capabilities = {}};
}

contracts::Backpressure pressure(char kind, std::string_view rest, const std::string& stream) {
  using Action = contracts::BackpressureAction;
  contracts::Backpressure message{.stream_id = stream};
  message.action = kind == 'p' ? Action::kPause : kind == 'w' ? Action::kSlowDown : Action::kNone;
  if (kind == 'w') message.recommended_delay_ms = number_at_start(rest, kMaxDelayMs);
  return message;
}

contracts::FragmentProcessed result(const contracts::FragmentData& fragment) {
  contracts::FragmentProcessed message;
  message.fragment_id = fragment.fragment_id;
  message.stream_id = fragment.stream_id;
  message.sequence_number = fragment.sequence_number;
  return message;
}

contracts::FragmentProcessed success(const contracts::FragmentData& fragment) {
  contracts::FragmentProcessed message = result(fragment);
  message.status = contracts::FragmentStatus::kSuccess;
  message.dubbed_audio = fragment.audio;
  return message;
}

contracts::FragmentProcessed failure(const contracts::FragmentData& fragment, std::string_view code_text) {
  contracts::FragmentProcessed message = result(fragment);
  message.error = contracts::ProcessingError{.code = code(code_text), .message = "failed"};
  return message;
}

std::optional<contracts::StsMessage> answer(char kind, std::string_view rest, const Sent& sent) {
  const std::size_t back = digit_at(rest, 0);
  if (rest.empty() || back >= sent.size()) return std::nullopt;
  const contracts::FragmentData& fragment = sent[sent.size() - 1 - back];
  if (kind == '=') return success(fragment);
  if (kind == '~') return failure(fragment, rest.substr(1));
  return error(rest.substr(1), fragment.fragment_id);
}

std::optional<contracts::StsMessage> message_of(char kind, std::string_view rest, const std::string& stream,
                                                const Sent& sent) {
  switch (kind) {
    case 'R':
      return ready(rest, stream);
    case '=':
    case '~':
    case '^':
      return answer(kind, rest, sent);
    case 'E':
      return error(rest, std::nullopt);
    case 'p':
    case 'w':
    case 'n':
      return pressure(kind, rest, stream);
    case 'C':
      return contracts::StreamComplete{.stream_id = stream, .statistics = {}};
    default:
      return std::nullopt;
  }
}

std::string with_fragment(std::string_view text, const Sent& sent) {
  static constexpr std::string_view kMark = "$F";
  std::string said(text);
  const std::string id = sent.empty() ? "fragment-0" : sent.back().fragment_id;
  for (auto at = said.find(kMark); at != std::string::npos; at = said.find(kMark, at + id.size())) {
    said.replace(at, kMark.size(), id);
  }
  return said;
}

}  // namespace

std::size_t digit_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<uint8_t>(text[at] - '0') % 10 : 0;
}

std::string service_says(std::string_view line, const std::string& stream, const Sent& sent) {
  using protocol::testing::text_frame;
  const auto message = line.empty() ? std::nullopt : message_of(line[0], line.substr(1), stream, sent);
  if (!message) return text_frame(with_fragment(line, sent));
  std::string payload;
  contracts::append_json(payload, *message);
  return text_frame("42[\"" + std::string(contracts::event_name(*message)) + "\"," + payload + "]");
}

}  // namespace sw::fuzz
