// The one table of events: what exists, who sends it, when, and which schema and struct describe it. Tests hold the
// schemas, the examples, the parsers, the structs, ../shared/contracts and the table in README.md against it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sw::contracts {

enum class Direction : uint8_t {
  kWorkerToSts,
  kStsToWorker,
  kLocal,  // never on the wire: what Socket.IO itself tells either side
};

// The words of schema file names: "worker_to_sts", "sts_to_worker", "local".
std::string_view to_text(Direction direction);

struct EventContract {
  std::string_view name;  // as it travels: "fragment:ack"
  Direction direction;
  std::string_view schema;       // file in contracts/schemas, without ".json"; also the folder of its examples
  std::string_view struct_name;  // in namespace sw::contracts
  std::string_view sent_when;    // one clause: when the sender may send it
};

// Every event in every direction, sorted by life cycle.
std::span<const EventContract> all_events();

// The row of this event, nullptr for an unknown one: unknown events are counted and ignored.
const EventContract* find_event(std::string_view name, Direction direction);

}  // namespace sw::contracts
