// Socket.IO actions as readable lines.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "contracts/json_text.h"
#include "worker/protocol/socket_io/action.h"

namespace sw::protocol::testing {

class ActionDescriber {
 public:
  std::string operator()(const socket_io::Send& send) const {
    return (send.binary ? "send <" : "send ") + send.payload;
  }
  std::string operator()(const socket_io::Connected& connected) const {
    return "connected " + connected.nsp + (connected.auth ? " " + contracts::to_json(connected.auth->root()) : "");
  }
  std::string operator()(const socket_io::EventReceived& event) const {
    return "event " + event.nsp + " " + event.name + " " + event.arguments.json() +
           (event.ack_id ? " ack=" + std::to_string(*event.ack_id) : "");
  }
  std::string operator()(const socket_io::Acked& acked) const {
    return "acked " + std::to_string(acked.id) + " " + acked.arguments.json();
  }
  std::string operator()(const socket_io::ConnectRefused& refused) const { return "refused " + refused.message; }
  std::string operator()(const socket_io::Left& left) const { return "left " + left.nsp; }
  std::string operator()(const socket_io::Ignored& ignored) const { return "ignored " + std::string(ignored.what); }
  std::string operator()(const socket_io::Failed& failed) const { return "failed " + std::string(failed.text); }
};

// Empties `actions`.
inline std::vector<std::string> take_lines(socket_io::Actions& actions) {
  std::vector<std::string> lines;
  for (const auto& action : std::exchange(actions, {})) lines.push_back(std::visit(ActionDescriber(), action));
  return lines;
}

}  // namespace sw::protocol::testing
