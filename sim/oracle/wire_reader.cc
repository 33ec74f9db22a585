#include "sim/oracle/wire_reader.h"

#include <variant>

namespace sw::sim {

void WireReader::on(Timestamp now, const Observation& observation) {
  if (const auto* sent = std::get_if<BytesSent>(&observation)) {
    reader_.on_worker(now, sent->connection, sent->bytes);
  } else if (const auto* handed = std::get_if<EventHanded>(&observation)) {
    if (const auto* received = std::get_if<ports::Received>(&handed->event)) {
      reader_.on_service(now, received->connection, received->bytes);
    } else if (const auto* closed = std::get_if<ports::Closed>(&handed->event)) {
      reader_.on_end(closed->connection);
    }
  } else if (const auto* closing = std::get_if<ConnectionClosed>(&observation)) {
    reader_.on_end(closing->connection);
  }
}

}  // namespace sw::sim
