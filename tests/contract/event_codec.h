// Any event's parser and writer behind one signature, so that a test can go through the table of events.
#pragma once

#include <rapidjson/document.h>

#include <optional>
#include <string>
#include <vector>

#include "contracts/events.h"
#include "contracts/parse_error.h"

namespace sw::contracts {

// What the parser of `event` says of `payload`; none where it reads a message.
std::optional<ParseError> parser_problem(const EventContract& event, const rapidjson::Value& payload);

// The payload as our writer has it, once our parser has read it. The payload is valid.
std::string rewrite(const EventContract& event, const rapidjson::Value& payload);

// The struct that our parser reads the payload into, with its namespace. The payload is valid.
std::string struct_read(const EventContract& event, const rapidjson::Value& payload);
// Those that have a parser of their own or a place in one of the variants of messages, but for UnknownEvent.
std::vector<std::string> all_structs();

}  // namespace sw::contracts
