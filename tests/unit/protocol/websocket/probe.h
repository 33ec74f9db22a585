// One end of a WebSocket under test, and what it said.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "worker/protocol/websocket/connection.h"

namespace sw::protocol::testing {

class Probe {
 public:
  explicit Probe(websocket::Connection connection) : connection_(std::move(connection)) {}

  void start();
  void receive(std::string_view bytes);
  // The same bytes in pieces of at most `chunk`.
  void receive_in(std::size_t chunk, std::string_view bytes);
  void peer_closed();
  websocket::Connection& connection() { return connection_; }

  // "opened", "text PAYLOAD", "binary PAYLOAD", "ended KIND CODE: TEXT".
  const std::vector<std::string>& lines() const { return lines_; }
  // The bytes that were sent since the last call.
  std::string sent() { return connection_.take_output(); }

 private:
  websocket::EventSink sink();
  websocket::Connection connection_;
  std::vector<std::string> lines_;
};

// A client with the example key, its handshake still ahead.
Probe make_client(websocket::ClientOptions options = {});
// One whose handshake is done and whose request was taken.
Probe make_open_client(std::size_t max_message_bytes = kMaxMessageBytes);
Probe make_server(websocket::ServerOptions options = {});
Probe make_open_server(std::size_t max_message_bytes = kMaxMessageBytes);

}  // namespace sw::protocol::testing
