#include "contracts/messages.h"

#include "contracts/limits.h"
#include "contracts/utf8.h"

namespace sw::contracts {
namespace {

template <class Message>
struct Row {
  std::string_view event;
  expected<Message, ParseError> (*parse)(const rapidjson::Value&);
};

template <class Message, auto kParse>
expected<Message, ParseError> parse_as(const rapidjson::Value& payload) {
  auto parsed = kParse(payload);
  if (!parsed) return unexpected(std::move(parsed).error());
  return Message(*std::move(parsed));
}

constexpr Row<WorkerMessage> kWorkerRows[] = {
    {"stream:init", parse_as<WorkerMessage, parse_stream_init>},
    {"stream:pause", parse_as<WorkerMessage, parse_stream_pause>},
    {"stream:resume", parse_as<WorkerMessage, parse_stream_resume>},
    {"stream:end", parse_as<WorkerMessage, parse_stream_end>},
    {"fragment:data", parse_as<WorkerMessage, parse_fragment_data>},
    {"fragment:ack", parse_as<WorkerMessage, parse_worker_fragment_ack>},
    {"config:error_simulation", parse_as<WorkerMessage, parse_error_simulation>},
    {"simulate:disconnect", parse_as<WorkerMessage, parse_simulate_disconnect>},
};

constexpr Row<StsMessage> kStsRows[] = {
    {"stream:ready", parse_as<StsMessage, parse_stream_ready>},
    {"stream:complete", parse_as<StsMessage, parse_stream_complete>},
    {"fragment:ack", parse_as<StsMessage, parse_sts_fragment_ack>},
    {"fragment:processed", parse_as<StsMessage, parse_fragment_processed>},
    {"backpressure", parse_as<StsMessage, parse_backpressure>},
    {"error", parse_as<StsMessage, parse_error_event>},
    {"config:error_simulation:ack", parse_as<StsMessage, parse_error_simulation_ack>},
};

template <class Message, std::size_t N>
expected<Message, ParseError> parse_message(const Row<Message> (&rows)[N], std::string_view event,
                                            const rapidjson::Value& payload) {
  for (const Row<Message>& row : rows) {
    if (row.event == event) return row.parse(payload);
  }
  return UnknownEvent{std::string(cut_utf8(event, kMaxNameCharacters))};
}

// The names in the order of the variants' alternatives, but for UnknownEvent, which stands last and knows its own.
static_assert(std::variant_size_v<WorkerMessage> == std::size(kWorkerRows) + 1);
static_assert(std::variant_size_v<StsMessage> == std::size(kStsRows) + 1);

template <class Message, std::size_t N>
std::string_view name_of(const Row<Message> (&rows)[N], const Message& message) {
  if (const auto* unknown = std::get_if<UnknownEvent>(&message)) return unknown->name;
  return rows[message.index()].event;
}

}  // namespace

expected<WorkerMessage, ParseError> parse_worker_message(std::string_view event, const rapidjson::Value& payload) {
  return parse_message(kWorkerRows, event, payload);
}

expected<StsMessage, ParseError> parse_sts_message(std::string_view event, const rapidjson::Value& payload) {
  return parse_message(kStsRows, event, payload);
}

std::string_view event_name(const WorkerMessage& message) { return name_of(kWorkerRows, message); }
std::string_view event_name(const StsMessage& message) { return name_of(kStsRows, message); }

void append_json(std::string& out, const WorkerMessage& message) {
  std::visit([&](const auto& m) { append_json(out, m); }, message);
}
void append_json(std::string& out, const StsMessage& message) {
  std::visit([&](const auto& m) { append_json(out, m); }, message);
}
void append_json(std::string& out, const UnknownEvent&) { out += "null"; }

}  // namespace sw::contracts
