#include "tests/contract/event_codec.h"

#include "contracts/messages.h"
#include "worker/base/check.h"

namespace sw::contracts {
namespace {

// `read` gets the parser's result, whatever its type.
template <class Read>
auto with_parsed(const EventContract& event, const rapidjson::Value& payload, Read read) {
  switch (event.direction) {
    case Direction::kWorkerToSts:
      return read(parse_worker_message(event.name, payload));
    case Direction::kStsToWorker:
      return read(parse_sts_message(event.name, payload));
    case Direction::kLocal:
      break;
  }
  return read(parse_disconnect(payload));
}

}  // namespace

std::optional<ParseError> parser_problem(const EventContract& event, const rapidjson::Value& payload) {
  return with_parsed(event, payload, [](const auto& parsed) -> std::optional<ParseError> {
    if (parsed) return std::nullopt;
    return parsed.error();
  });
}

std::string rewrite(const EventContract& event, const rapidjson::Value& payload) {
  return with_parsed(event, payload, [](const auto& parsed) {
    SW_CHECK(parsed.has_value());
    std::string json;
    append_json(json, *parsed);
    return json;
  });
}

}  // namespace sw::contracts
