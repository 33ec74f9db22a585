// What an examination wants done on the network, in order.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "worker/ports/network.h"

namespace sw::fakes::conformance {

using ports::ConnectionId;

// Open a connection to the service. The id was never used before.
struct Connect {
  ConnectionId connection;
};
struct SendBytes {
  ConnectionId connection;
  std::string bytes;
};
// Send what was given before, then end the connection. Nothing more is wanted to be known of it.
struct Close {
  ConnectionId connection;
};

using Effect = std::variant<Connect, SendBytes, Close>;
using Effects = std::vector<Effect>;

}  // namespace sw::fakes::conformance
