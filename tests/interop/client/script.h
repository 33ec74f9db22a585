// What one client of the interop tests does, as a file that every client of tests/interop obeys, ours and foreign:
//
//   {"namespace": "/", "auth": {…}, "emit": [{"event": "message", "arguments": […], "ack": true}], "until": 3}
//
// and what it sees, as lines of JSON. In both, {"base64": "…"} stands for a binary argument. All but "emit" may be
// absent. "until": the client leaves once it has seen so many events and acks.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "worker/base/expected.h"
#include "worker/protocol/socket_io/arguments.h"

namespace sw::interop {

struct PlannedEvent {
  std::string name;
  std::string arguments;  // as protocol::socket_io::Emission has them
  std::vector<std::string> attachments;
  bool wants_ack = false;
};

struct Script {
  std::string nsp = "/";
  std::string auth;  // JSON, or none
  std::vector<PlannedEvent> events;
  std::optional<std::size_t> until;
};

// The error is one line.
expected<Script, std::string> read_script(const std::string& file);

// The arguments as a JSON array, in which {"base64": "…"} stands for each attachment.
std::string to_line(const protocol::socket_io::Arguments& arguments);

}  // namespace sw::interop
