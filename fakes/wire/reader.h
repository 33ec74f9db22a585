// Reads the wire of the STS connection for oracles and judges, in both directions: HTTP upgrade, WebSocket frames (RFC
// 6455 §5), Engine.IO v4 and Socket.IO v5. A minimal reader of its own, which shares nothing with worker/protocol: a
// fault that worker and fake have in common must not hide here.
//
// Only events of the namespace "/" are told as events, those that the service sends before its CONNECT right behind
// it. A direction that cannot be read, or has an event beyond the limits of JSON, is given up with one WireBroken; what
// follows a close frame is not looked at.
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

#include "fakes/wire/messages.h"

namespace sw::fakes::wire {

// Why a direction was given up whose message is beyond the reader's limit.
inline constexpr std::string_view kTooLong = "a frame of impossible length";
// Why one was given up that had a binary message without a packet that announces it.
inline constexpr std::string_view kUnannounced = "a binary message that nobody announced";

class WireReader {
 public:
  static constexpr std::size_t kMaxMessage = 256 * 1024 * 1024;

  // What is read goes to `out`, which outlives the reader. A direction with a message of more than `max_message` bytes
  // is given up, before they have come.
  explicit WireReader(WireSink& out, std::size_t max_message = kMaxMessage) : out_(out), max_message_(max_message) {}
  WireReader(const WireReader&) = delete;
  WireReader& operator=(const WireReader&) = delete;

  // Bytes of the worker, with which a connection begins, and of the service; each message that they complete is told
  // of. Bytes of the service on a connection that has not begun are not looked at.
  void on_worker(Timestamp now, ports::ConnectionId connection, std::string_view bytes);
  void on_service(Timestamp now, ports::ConnectionId connection, std::string_view bytes);
  // The connection has ended: it is forgotten.
  void on_end(ports::ConnectionId connection);

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

  WireSink& out_;
  const std::size_t max_message_;
  std::map<ports::ConnectionId, Pair> connections_;
  std::array<char, 8192> room_;  // of the values of most messages
  rapidjson::MemoryPoolAllocator<> values_{room_.data(), room_.size()};
};

}  // namespace sw::fakes::wire
