// One client of a Socket.IO server over WebSocket, whole and without I/O; the counterpart of sio_client.h, with the
// same order of calls and outputs. On raw paths the same connection speaks Engine.IO alone.
//
// A request for anything but a WebSocket of Engine.IO 4 is answered with HTTP 400, one for another path with 404.
// Deadlines of the handshake and of CONNECT are kept here (timings.h).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "worker/base/units.h"
#include "worker/protocol/disconnect_reason.h"
#include "worker/protocol/engine_io/endpoint.h"
#include "worker/protocol/output.h"
#include "worker/protocol/random_words.h"
#include "worker/protocol/socket_io/action.h"
#include "worker/protocol/socket_io/server_session.h"
#include "worker/protocol/timings.h"
#include "worker/protocol/websocket/handshake.h"

namespace sw::protocol {

struct SioServerOptions {
  std::string path = "/socket.io/";
  std::string raw_path;  // where Engine.IO messages are not Socket.IO; empty: nowhere
  TimeDelta ping_interval = kPingInterval;
  TimeDelta ping_timeout = kPingTimeout;
  TimeDelta handshake_time = kServerHandshakeTime;
  std::size_t max_payload = kDefaultMaxPayload;  // of one message that a client sends; announced and enforced
  bool announce_max_payload = true;
  socket_io::ServerOptions socket_io = {};
};

// The client's handshake was accepted; its headers tell who it is.
struct Accepted {
  websocket::Request request;
};

// A message on a raw path.
struct RawMessage {
  bool binary;
  std::string payload;
};

using ServerOutput = std::variant<SendBytes, Accepted, socket_io::Connected, socket_io::EventReceived, socket_io::Acked,
                                  socket_io::Left, socket_io::Ignored, RawMessage, Disconnected, CloseConnection>;

class SioServerConnection {
 public:
  // `random`: for session ids.
  SioServerConnection(SioServerOptions options, RandomWords random);
  SioServerConnection(const SioServerConnection&) = delete;
  SioServerConnection& operator=(const SioServerConnection&) = delete;

  // A client's network connection is up.
  void start(Timestamp now);
  void on_bytes(Timestamp now, std::string_view bytes);
  void on_peer_closed(Timestamp now);
  std::optional<Timestamp> deadline() const;
  void on_time(Timestamp now);

  socket_io::SendResult emit(std::string_view nsp, const socket_io::Emission& emission);
  socket_io::SendResult acknowledge(std::string_view nsp, const socket_io::Acknowledgement& ack);
  // Sends a message on a raw path; false where there is none.
  bool send_raw(bool binary, std::string_view payload);
  // Puts the client out of a namespace; the connection stays.
  void disconnect(std::string_view nsp);
  // A close frame and CloseConnection; no Disconnected, since it is our own doing.
  void close();

  std::vector<ServerOutput> take_outputs();

 private:
  std::optional<websocket::Refusal> judge(const websocket::Request& request);
  void handle(Timestamp now, engine_io::Event event);
  void on_message(Timestamp now, engine_io::MessageReceived message);
  void carry_out(socket_io::Actions actions);
  void carry_out(socket_io::Action action);
  void finish(DisconnectReason reason, std::string text, uint16_t code);
  void flush();

  SioServerOptions options_;
  engine_io::ServerEndpoint engine_;
  socket_io::ServerSession socket_;
  websocket::Request request_;
  bool raw_ = false;
  bool closed_ = false;
  bool peer_closed_ = false;
  std::optional<Timestamp> handshake_deadline_;
  std::vector<ServerOutput> learned_;  // since the last flush
  std::vector<ServerOutput> outputs_;
};

}  // namespace sw::protocol
