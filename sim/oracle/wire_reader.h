// Reads the wire of the STS connection for the oracles: HTTP upgrade, WebSocket frames (RFC 6455 §5), Engine.IO v4 and
// Socket.IO v5, in both directions. A minimal reader of its own, which shares nothing with worker/protocol: a fault
// that worker and fake have in common must not hide here.
//
// Only events of the namespace "/" are told as events, those that the service sends before its CONNECT right behind
// it. A direction that cannot be read is given up with one WireBroken; what follows a close frame is not looked at.
//
// Bytes are copied once, into the lane's buffer, and unmasked and parsed there; a fragmented message is put together
// first. A payload that is told of lives for the call.
#pragma once

#include <rapidjson/document.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/trace/observation.h"

namespace sw::sim {

class WireReader {
 public:
  // What is read goes to `out`, which outlives the reader.
  explicit WireReader(Observer& out) : out_(out) {}
  WireReader(const WireReader&) = delete;
  WireReader& operator=(const WireReader&) = delete;

  // Looks at what was observed; tells of each message that the observation completes.
  void on(Timestamp now, const Observation& observation);

 private:
  // One direction of one connection.
  struct Lane {
    Sender sender;
    std::string buffer = {};  // bytes that are no whole frame yet
    std::size_t head = 0;     // those before it are done with
    bool upgraded = false;    // the HTTP head is behind
    bool broken = false;
    bool closing = false;      // a close frame was sent
    std::string message = {};  // of a fragmented message
    bool message_is_text = false;
    bool in_message = false;
    int attachments = 0;                  // binary messages that belong to the packet before
    bool connected = false;               // the service has answered CONNECT
    std::vector<std::string> early = {};  // events before that
  };
  struct Pair {
    Lane worker{.sender = Sender::kWorker};
    Lane service{.sender = Sender::kService};
  };
  // Where something was read.
  struct Place {
    Timestamp now;
    ports::ConnectionId connection;
    Lane& lane;
  };
  using Bytes = std::span<char>;  // and behind it one that may be overwritten

  void read(Place at, std::string_view bytes);
  bool read_head(Place at);
  bool read_frame(Place at);
  void take_frame(Place at, uint8_t first, Bytes payload);
  void take_control(Place at, uint8_t first, std::size_t size);
  void take_message(Place at, Bytes message);
  void take_packet(Place at, Bytes packet);
  void take_socket_packet(Place at, Bytes packet);
  void take_event(Place at, Bytes text, std::size_t bytes);
  void give_up(Place at, std::string_view why);

  Observer& out_;
  std::map<ports::ConnectionId, Pair> connections_;
  std::array<char, 8192> room_;  // of the values of most messages
  rapidjson::MemoryPoolAllocator<> values_{room_.data(), room_.size()};
};

}  // namespace sw::sim
