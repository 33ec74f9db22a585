#include "tests/unit/protocol/pipe.h"

#include <utility>
#include <variant>
#include <vector>

#include "tests/unit/protocol/bytes.h"

namespace sw::protocol::testing {

Pipe::Pipe(SioClientOptions client_options, SioServerOptions server_options, uint64_t seed, std::size_t chunk)
    : client(std::move(client_options), seeded(seed)),
      server(std::move(server_options), seeded(seed + 1)),
      chunk_(chunk) {
  server.start(now);
  client.start(now);
}

void Pipe::run() {
  client_saw.add(client.take_outputs());
  server_saw.add(server.take_outputs());
  while (carry_to_server() || carry_to_client()) {
  }
}

bool Pipe::carry_to_server() {
  if (to_server_ == client_saw.bytes.size()) return false;
  const std::string bytes = client_saw.bytes.substr(to_server_, chunk_);
  to_server_ += bytes.size();
  server.on_bytes(now, bytes);
  std::vector<ServerOutput> outputs = server.take_outputs();
  if (on_server_event) {
    for (const ServerOutput& output : outputs) {
      if (const auto* event = std::get_if<socket_io::EventReceived>(&output)) on_server_event(*event);
    }
  }
  server_saw.add(std::move(outputs));
  server_saw.add(server.take_outputs());
  return true;
}

bool Pipe::carry_to_client() {
  if (to_client_ == server_saw.bytes.size()) return false;
  const std::string bytes = server_saw.bytes.substr(to_client_, chunk_);
  to_client_ += bytes.size();
  client.on_bytes(now, bytes);
  client_saw.add(client.take_outputs());
  return true;
}

}  // namespace sw::protocol::testing
