// The schemas of contracts/schemas, carried in the binary: what tests and oracles hold every message against. The
// worker's own verdicts come from its parsers; tests/contract holds the two against one another.
#pragma once

#include <rapidjson/document.h>

#include <optional>
#include <string>
#include <string_view>

#include "contracts/events.h"

namespace sw::contracts {

// The text of the event's schema.
std::string_view schema_text(const EventContract& event);

// What is wrong with `payload` as a payload of `event`, in one line; none where it keeps the schema. `event` is a row
// of all_events(). Safe to call from several threads.
std::optional<std::string> schema_problem(const EventContract& event, const rapidjson::Value& payload);

}  // namespace sw::contracts
