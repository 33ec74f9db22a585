// What a WebSocket connection has to tell. C++17, see limits.h.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>

namespace sw::protocol::websocket {

// The handshake succeeded; messages may flow.
struct Opened {};

// A whole message. Text is well-formed UTF-8.
struct Message {
  bool binary;
  std::string payload;
};

enum class EndKind : std::uint8_t {
  kBadOptions,  // our own options cannot be sent (line breaks in a header value, and the like)
  kRefused,     // the HTTP answer was no 101, or ours was none; the code is the HTTP status
  kHandshake,   // the peer's handshake breaks RFC 6455, or is no HTTP, or is too long
  kPeerClosed,  // the peer sent a close frame; the code is its close code, 1005 for none
  kPeerGone,    // the peer's bytes ended without a close frame
  kProtocol,    // the peer's frames break RFC 6455; the code is what we closed with
  kTooLarge,    // a message exceeded its limit; the code is 1009
};

// The last event. What must still be sent has been handed over as bytes; then the transport is to be closed.
struct Ended {
  EndKind kind;
  unsigned code;     // 0 where there is none
  std::string text;  // one line, at most kMaxReasonBytes
};

using Event = std::variant<Opened, Message, Ended>;

// Takes each event at the moment it happens, so that an answer to one goes out before the next is read, wherever the
// network has split the bytes. It may send and close on the connection that calls it, and nothing else.
using EventSink = std::function<void(Event)>;

}  // namespace sw::protocol::websocket
