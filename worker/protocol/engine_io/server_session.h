// The server's side of an Engine.IO v4 session over WebSocket: sends the open packet, pings, expects pongs.
//
// Pings are due at start + k · pingInterval, however late a timer fires; each must be answered within pingTimeout of
// its sending. A ping that falls due while one is unanswered goes out with its pong, and the grid goes on from there.
// A deadline is due when the time given to on_time() has reached it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "worker/base/units.h"
#include "worker/protocol/engine_io/action.h"

namespace sw::protocol::engine_io {

class ServerSession {
 public:
  explicit ServerSession(OpenPacket open);

  // The WebSocket is open: the open packet goes out.
  void start(Timestamp now, Actions& actions);
  // A WebSocket message has come.
  void on_text(Timestamp now, std::string message, Actions& actions);
  void on_binary(std::string message, Actions& actions);

  std::optional<Timestamp> deadline() const;
  void on_time(Timestamp now, Actions& actions);

 private:
  struct Idle {};
  struct AwaitingPing {
    Timestamp due;
  };
  struct AwaitingPong {
    Timestamp next_ping;
    Timestamp deadline;
  };
  struct Closed {};

  bool is_open() const;
  // Sends the ping that was due at `due`.
  void ping(Timestamp now, Timestamp due, Actions& actions);
  void on_pong(Timestamp now, std::string_view data, Actions& actions);
  void end(EndReason reason, std::string_view text, Actions& actions);

  OpenPacket open_;
  std::variant<Idle, AwaitingPing, AwaitingPong, Closed> state_;
};

}  // namespace sw::protocol::engine_io
