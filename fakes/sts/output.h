// What the Echo STS wants done, in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "worker/base/units.h"
#include "worker/ports/network.h"

namespace sw::fakes::sts {

using ports::ConnectionId;

// Send these bytes on this connection, behind those before them.
struct SendBytes {
  ConnectionId connection;
  std::string bytes;
};

// Send what was given before, then end the connection. Nothing more is said about it.
struct CloseConnection {
  ConnectionId connection;
};

// Break the connection at once, as a process does that dies: a TCP reset, bytes under way lost.
struct ResetConnection {
  ConnectionId connection;
};

enum class RecordKind : uint8_t {
  kOpened,    // a connection
  kClosed,    // a connection; detail says why
  kReceived,  // an event
  kSent,      // an event
  kFault,     // a timed fault of the script; event holds its id
  kIgnored,   // something that came and meant nothing; detail says what
  kBreach,    // an event broke its schema; status says which direction it went, detail what is wrong
};
std::string_view to_text(RecordKind kind);

// One thing that happened, to judge a run from outside. Never audio: sizes alone.
struct Record {
  Timestamp at;
  ConnectionId connection;
  RecordKind kind;
  std::string event = {};
  std::string stream_id = {};
  std::string fragment_id = {};
  std::optional<int64_t> sequence_number = {};
  std::string status = {};  // of a result or an ack, the action of a backpressure, the code of an error
  std::size_t bytes = 0;    // of an event's payload that was sent, of the base64 audio that came
  std::string detail = {};
};
// One JSON object without a line break. Times are in ms since `start`.
std::string to_json(const Record& record, Timestamp start);

using StsOutput = std::variant<SendBytes, CloseConnection, ResetConnection, Record>;
using StsOutputs = std::vector<StsOutput>;

}  // namespace sw::fakes::sts
