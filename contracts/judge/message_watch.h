// Watches a conversation and judges every message of it by its JSON Schema: the tap that is on wherever a test, a
// scenario or a live run sends or receives. It shares no code with the parsers, and only looks: what is done about a
// broken message is the business of whoever carries it.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/events.h"

namespace sw::contracts {

class MessageWatch {
 public:
  MessageWatch();

  // What is wrong with the message, in one line; none where it keeps its schema. An event that the contracts do not
  // know has none to keep: it is counted. `payload` is the first argument, null where there is none; as text, "" stands
  // for none. `direction` is one of the wire.
  std::optional<std::string> see(Direction direction, std::string_view event, const rapidjson::Value& payload);
  std::optional<std::string> see(Direction direction, std::string_view event, std::string_view payload);

  // How often the event came by, whole or broken; `event` is a row of all_events().
  uint64_t seen(const EventContract& event) const;
  uint64_t unknown() const { return unknown_; }
  uint64_t broken(Direction direction) const;

 private:
  std::vector<uint64_t> seen_;  // in the order of all_events()
  uint64_t unknown_ = 0;
  uint64_t broken_by_worker_ = 0;
  uint64_t broken_by_sts_ = 0;
};

}  // namespace sw::contracts
