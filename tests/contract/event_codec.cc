#include "tests/contract/event_codec.h"

#include <boost/core/demangle.hpp>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <variant>

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

template <class Message>
std::string name_of() {
  return boost::core::demangle(typeid(Message).name());
}

template <class Message>
std::string name_of(const Message&) {
  return name_of<Message>();
}
template <class... Messages>
std::string name_of(const std::variant<Messages...>& message) {
  return std::visit([](const auto& one) { return name_of(one); }, message);
}

template <class... Messages>
void append_names(std::vector<std::string>& names, std::type_identity<std::variant<Messages...>>) {
  for (std::string& name : std::vector{name_of<Messages>()...}) {
    if (name != name_of<UnknownEvent>()) names.push_back(std::move(name));
  }
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

std::string struct_read(const EventContract& event, const rapidjson::Value& payload) {
  return with_parsed(event, payload, [](const auto& parsed) {
    SW_CHECK(parsed.has_value());
    return name_of(*parsed);
  });
}

std::vector<std::string> all_structs() {
  std::vector<std::string> names{name_of<Disconnect>()};
  append_names(names, std::type_identity<WorkerMessage>());
  append_names(names, std::type_identity<StsMessage>());
  return names;
}

}  // namespace sw::contracts
