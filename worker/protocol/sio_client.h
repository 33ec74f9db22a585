// A Socket.IO client over WebSocket, whole and without I/O: network bytes, time and emits in, outputs out.
//
// Order of calls: start() when the network connection (TLS included) is up, then on_bytes(), on_time(), emit() as they
// come, ending in on_peer_closed() or close(). After each call take_outputs(), whose order counts: bytes first, then
// what was learned, CloseConnection last. A Disconnected ends the connection; every later call is ignored. How long it
// may take to Connected is the caller's to decide: state() says how far it has come.
//
// Messages are checked against the maxPayload that the server announced before anything is sent. Where it announced
// none, our own kMaxMessageBytes holds.
#pragma once

#include <cstddef>
#include <cstdint>
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
#include "worker/protocol/socket_io/client_session.h"
#include "worker/protocol/websocket/handshake.h"

namespace sw::protocol {

struct SioClientOptions {
  std::string host;  // as in a URL, an IPv6 address without its brackets
  uint16_t port = 80;
  bool secure = false;
  std::string path = "/socket.io/";
  std::vector<websocket::Header> headers;            // X-Stream-ID, X-Worker-ID
  std::size_t max_message_bytes = kMaxMessageBytes;  // that we take
  socket_io::ClientOptions socket_io = {};
};

using ClientOutput = std::variant<SendBytes, socket_io::Connected, socket_io::EventReceived, socket_io::Acked,
                                  socket_io::Ignored, Disconnected, CloseConnection>;

class SioClient {
 public:
  enum class State : uint8_t { kIdle, kHandshake, kAwaitingOpen, kConnecting, kConnected, kClosed };

  // `random`: for the WebSocket's key and masks.
  SioClient(SioClientOptions options, RandomWords random);

  void start(Timestamp now);
  void on_bytes(Timestamp now, std::string_view bytes);
  void on_peer_closed(Timestamp now);
  // When on_time() is wanted next; it is due when its time has reached this.
  std::optional<Timestamp> deadline() const;
  void on_time(Timestamp now);

  socket_io::SendResult emit(const socket_io::Emission& emission);
  socket_io::SendResult acknowledge(const socket_io::Acknowledgement& ack);
  // DISCONNECT where connected, a close frame, CloseConnection; no Disconnected, since it is our own doing.
  void close();

  State state() const { return state_; }
  // The largest message that may be sent, its Engine.IO type digit included. 0 before the open packet.
  std::size_t max_send_bytes() const { return max_send_bytes_; }
  // What the server announced first; none before it did.
  const std::optional<engine_io::OpenPacket>& open_packet() const { return open_packet_; }
  std::vector<ClientOutput> take_outputs();

 private:
  void handle(Timestamp now, engine_io::Event event);
  void on_open(const engine_io::OpenPacket& open);
  void carry_out(socket_io::Actions actions);
  void carry_out(socket_io::Action action);
  void finish(DisconnectReason reason, std::string text, uint16_t code);
  void flush();

  engine_io::ClientEndpoint engine_;
  socket_io::ClientSession socket_;
  State state_ = State::kIdle;
  std::size_t max_send_bytes_ = 0;
  std::optional<engine_io::OpenPacket> open_packet_;
  bool peer_closed_ = false;
  std::vector<ClientOutput> learned_;  // since the last flush
  std::vector<ClientOutput> outputs_;
};

}  // namespace sw::protocol
