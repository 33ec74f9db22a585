// A client and a server joined by an in-memory pipe that may cut its bytes at any length.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <string>

#include "tests/unit/protocol/observed.h"
#include "worker/base/units.h"

namespace sw::protocol::testing {

class Pipe {
 public:
  // `chunk`: the most bytes that arrive at once.
  Pipe(SioClientOptions client, SioServerOptions server, uint64_t seed,
       std::size_t chunk = std::numeric_limits<std::size_t>::max());

  // Carries bytes both ways until nobody has anything to say. `on_server_event` answers each event of the server's.
  void run();
  std::function<void(const socket_io::EventReceived&)> on_server_event;

  SioClient client;
  SioServerConnection server;
  Observed client_saw;  // its bytes: all that the client sent
  Observed server_saw;
  Timestamp now = Timestamp::FromSeconds(1);

 private:
  bool carry_to_server();
  bool carry_to_client();

  std::size_t chunk_;
  std::size_t to_server_ = 0;  // bytes of client_saw that the server has
  std::size_t to_client_ = 0;
};

}  // namespace sw::protocol::testing
