// Engine.IO actions as readable lines.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "worker/protocol/engine_io/action.h"

namespace sw::protocol::testing {

// "send TEXT", "opened SID", "message TEXT", "binary BYTES", "ended TEXT". Empties `actions`.
inline std::vector<std::string> take_lines(engine_io::Actions& actions) {
  std::vector<std::string> lines;
  for (const engine_io::Action& action : std::exchange(actions, {})) {
    if (const auto* send = std::get_if<engine_io::SendText>(&action)) lines.push_back("send " + send->text);
    if (const auto* opened = std::get_if<engine_io::Opened>(&action)) lines.push_back("opened " + opened->open.sid);
    if (const auto* message = std::get_if<engine_io::MessageReceived>(&action)) {
      lines.push_back((message->binary ? "binary " : "message ") + message->payload);
    }
    if (const auto* ended = std::get_if<engine_io::Ended>(&action))
      lines.push_back("ended " + std::string(ended->text));
  }
  return lines;
}

}  // namespace sw::protocol::testing
