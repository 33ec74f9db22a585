// What came out of one end of the joined stack: its bytes, and everything else as readable lines in order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "worker/protocol/sio_client.h"
#include "worker/protocol/sio_server.h"

namespace sw::protocol::testing {

struct Observed {
  std::string bytes;
  // "connected / SID", "event NAME ARGUMENTS", "event NAME ARGUMENTS ack=ID", "acked ID ARGUMENTS", "left NSP",
  // "accepted RESOURCE", "raw TEXT", "ignored WHAT", "disconnected REASON: TEXT", "close"; a namespace other than "/"
  // stands in front.
  std::vector<std::string> lines;
  bool operator==(const Observed&) const = default;

  void add(std::vector<ClientOutput> outputs);
  void add(std::vector<ServerOutput> outputs);
};

// The bytes that this call caused, and the lines.
template <class End>
Observed observe(End& end) {
  Observed observed;
  observed.add(end.take_outputs());
  return observed;
}

}  // namespace sw::protocol::testing
