// Engine.IO over WebSocket, one end of it: network bytes on one side, Engine.IO messages on the other. Session is
// ClientSession or ServerSession; the two have the same calls.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "worker/base/units.h"
#include "worker/protocol/disconnect_reason.h"
#include "worker/protocol/engine_io/action.h"
#include "worker/protocol/engine_io/client_session.h"
#include "worker/protocol/engine_io/server_session.h"
#include "worker/protocol/websocket/connection.h"

namespace sw::protocol::engine_io {

// The WebSocket is open. On a client the open packet is still to come.
struct TransportOpened {};

// The end, from the peer or for its fault. What must still be sent is in the output.
struct Closed {
  DisconnectReason reason;
  std::string text;
};

using Event = std::variant<TransportOpened, Opened, MessageReceived, Closed>;
// Takes each event at the moment it happens, see websocket::EventSink.
using EventSink = std::function<void(Event)>;

template <class Session>
class Endpoint {
 public:
  Endpoint(websocket::Connection connection, Session session);

  // The network connection is up.
  void start(Timestamp now, const EventSink& sink);
  void receive(Timestamp now, std::string_view bytes, const EventSink& sink);
  void peer_closed(Timestamp now, const EventSink& sink);
  std::optional<Timestamp> deadline() const { return session_.deadline(); }
  void on_time(Timestamp now, const EventSink& sink);

  // Sends one message; a text gains its type digit. False where the WebSocket is not open, or a text is no UTF-8.
  bool send(bool binary, std::string_view payload);
  // Says farewell where the WebSocket is open. After this, and after Closed, nothing more happens.
  void close(std::uint16_t code, std::string_view reason);
  std::string take_output() { return connection_.take_output(); }

 private:
  void on_event(Timestamp now, websocket::Event event, const EventSink& sink);
  void carry_out(Actions actions, const EventSink& sink);

  websocket::Connection connection_;
  Session session_;
};

using ClientEndpoint = Endpoint<ClientSession>;
using ServerEndpoint = Endpoint<ServerSession>;
extern template class Endpoint<ClientSession>;
extern template class Endpoint<ServerSession>;

}  // namespace sw::protocol::engine_io
