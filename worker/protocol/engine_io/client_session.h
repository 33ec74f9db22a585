// The client's side of an Engine.IO v4 session over WebSocket: awaits the open packet, answers pings, notices their
// absence.
//
// The server must ping once per pingInterval. The deadline is pingInterval + pingTimeout after the open packet or the
// last ping; nothing but a ping re-arms it, messages do not (Engine.IO protocol, "Heartbeat"). It is due when the time
// given to on_time() has reached it. There is no deadline before the open packet: that wait belongs to the caller.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "worker/base/units.h"
#include "worker/protocol/engine_io/action.h"

namespace sw::protocol::engine_io {

class ClientSession {
 public:
  // The WebSocket is open: the server speaks first.
  void start(Timestamp now, Actions& actions);
  // A WebSocket message has come.
  void on_text(Timestamp now, std::string message, Actions& actions);
  void on_binary(std::string message, Actions& actions);

  std::optional<Timestamp> deadline() const;
  void on_time(Timestamp now, Actions& actions);

  // The open packet, while the session is open.
  const OpenPacket* open() const;

 private:
  struct Idle {};
  struct AwaitingOpen {};
  struct Open {
    OpenPacket open;
    Timestamp ping_deadline;
  };
  struct Closed {};

  bool is_inactive() const;
  void await_open(Timestamp now, std::string_view message, Actions& actions);
  void on_ping(Timestamp now, std::string_view data, Actions& actions);
  void end(EndReason reason, std::string_view text, Actions& actions);

  std::variant<Idle, AwaitingOpen, Open, Closed> state_;
};

}  // namespace sw::protocol::engine_io
