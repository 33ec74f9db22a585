// The client's side of a Socket.IO v5 session on one namespace: CONNECT, then events and acks both ways.
//
// A server that emits from its own connect handler sends those events before its CONNECT; up to kMaxEarlyEvents of them
// are kept and delivered right behind Connected. How long CONNECT may take is the caller's to decide.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "worker/base/units.h"
#include "worker/protocol/socket_io/action.h"
#include "worker/protocol/socket_io/channel.h"
#include "worker/protocol/socket_io/decoder.h"

namespace sw::protocol::socket_io {

struct ClientOptions {
  std::string nsp = "/";
  std::string auth;  // a JSON object; empty: none is sent
  DecoderLimits limits = {};
};

class ClientSession {
 public:
  explicit ClientSession(ClientOptions options);

  // The Engine.IO session is open: CONNECT goes out.
  void start(Actions& actions);
  void on_text(Timestamp now, std::string text, Actions& actions);
  void on_binary(std::string bytes, Actions& actions);
  std::optional<Timestamp> deadline() const;
  void on_time(Timestamp now, Actions& actions);

  SendResult emit(const Emission& emission, std::size_t max_bytes, Actions& actions);
  SendResult acknowledge(const Acknowledgement& ack, std::size_t max_bytes, Actions& actions);
  // Leaves the namespace where connected; the session is over.
  void disconnect(Actions& actions);

  bool is_connected() const { return std::holds_alternative<Channel>(state_); }

 private:
  struct Idle {};
  struct Connecting {
    std::vector<Packet> early = {};  // at most kMaxEarlyEvents
    std::size_t early_bytes = 0;     // at most kMaxEarlyBytes
  };
  struct Closed {};

  bool is_active() const;
  void on_decoded(expected<std::optional<Packet>, PacketError> decoded, Actions& actions);
  void on_packet(Packet packet, Actions& actions);
  void on_connect(const Packet& packet, Actions& actions);
  void on_event(Packet packet, Actions& actions);
  void fail(std::string_view text, Actions& actions);

  ClientOptions options_;
  Decoder decoder_;
  std::variant<Idle, Connecting, Channel, Closed> state_;
};

}  // namespace sw::protocol::socket_io
