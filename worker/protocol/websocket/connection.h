// One WebSocket connection, client or server, without I/O (RFC 6455, no extensions): bytes in, events and bytes out.
// It wraps websocketpp over its iostream transport, so production and simulation run the same code, and the same
// random words give the same bytes. C++17, see limits.h.
//
// Order of calls: start(), then receive() and send as they come, ending in peer_closed() or close(); after each call
// take_output(). Nothing throws, nothing is logged, and there are no timers: a peer that says nothing
// is the caller's to drop. PING is answered with PONG, PONG is ignored, close frames are answered. After Ended, or our
// own close(), every call is ignored.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "worker/protocol/random_words.h"
#include "worker/protocol/websocket/event.h"
#include "worker/protocol/websocket/handshake.h"

namespace sw::protocol::websocket {

class Link;

class Connection {
 public:
  Connection(ClientOptions options, RandomWords random);
  explicit Connection(ServerOptions options);
  ~Connection();
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) = delete;

  // A client's request goes out; a server begins to listen for one.
  void start(const EventSink& sink);
  void receive(std::string_view bytes, const EventSink& sink);
  // The peer's bytes have ended.
  void peer_closed(const EventSink& sink);

  // Sends one message. False, and nothing is sent, unless the connection is open and a text is UTF-8.
  bool send_text(std::string_view text);
  bool send_binary(std::string_view bytes);
  // Sends a close frame (`reason` is cut to kMaxCloseReasonBytes), where the connection is open. The answer is not
  // waited for: close the transport when the output is sent.
  void close(std::uint16_t code, std::string_view reason);

  std::string take_output();

 private:
  std::unique_ptr<Link> link_;
};

}  // namespace sw::protocol::websocket
