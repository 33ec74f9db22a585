// The server's side of a Socket.IO v5 session with one client, over any of the namespaces that are served.
//
// The client must CONNECT to one of them within the connect time. A packet for a namespace that it has not joined, or a
// second CONNECT to one that it has, ends the session, as in the reference implementation.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "worker/base/units.h"
#include "worker/protocol/random_words.h"
#include "worker/protocol/socket_io/action.h"
#include "worker/protocol/socket_io/channel.h"
#include "worker/protocol/socket_io/decoder.h"
#include "worker/protocol/timings.h"

namespace sw::protocol::socket_io {

struct ServerOptions {
  std::vector<std::string> namespaces = {"/"};
  TimeDelta connect_time = kServerConnectTime;
  DecoderLimits limits = {};
};

class ServerSession {
 public:
  // `random`: for session ids.
  ServerSession(ServerOptions options, RandomWords random);

  // The Engine.IO session is open.
  void start(Timestamp now);
  void on_text(Timestamp now, std::string text, Actions& actions);
  void on_binary(std::string bytes, Actions& actions);
  std::optional<Timestamp> deadline() const;
  void on_time(Timestamp now, Actions& actions);

  SendResult emit(std::string_view nsp, const Emission& emission, std::size_t max_bytes, Actions& actions);
  SendResult acknowledge(std::string_view nsp, const Acknowledgement& ack, std::size_t max_bytes, Actions& actions);
  // Puts the client out of the namespace. Nothing happens where it is not in it.
  void disconnect(std::string_view nsp, Actions& actions);

 private:
  Channel* find(std::string_view nsp);
  void leave(std::string_view nsp);
  void on_decoded(expected<std::optional<Packet>, PacketError> decoded, Actions& actions);
  void on_packet(Packet packet, Actions& actions);
  void on_connect(Packet packet, Actions& actions);
  void fail(Failed failure, Actions& actions);

  ServerOptions options_;
  RandomWords random_;
  Decoder decoder_;
  std::vector<Channel> channels_;     // at most one for each namespace that is served
  std::size_t refused_connects_ = 0;  // at most kMaxRefusedConnects
  std::optional<Timestamp> connect_deadline_;
  bool active_ = false;
};

}  // namespace sw::protocol::socket_io
