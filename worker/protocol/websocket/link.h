// What both ends of a WebSocket have in common: one websocketpp connection, fed with the handshake's head in one piece
// and with frames as they come. Its two kinds differ in what they do with the head.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "worker/protocol/websocket/event.h"
#include "worker/protocol/websocket/frame_splitter.h"
#include "worker/protocol/websocket/library.h"

namespace sw::protocol::websocket {

class Link {
 public:
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;
  virtual ~Link();

  // The calls of Connection, see there.
  void start(const EventSink& sink);
  void receive(std::string_view bytes, const EventSink& sink);
  void peer_closed(const EventSink& sink);
  bool send(bool binary, std::string_view payload);
  void close(std::uint16_t code, std::string_view reason);
  std::string take_output();

 protected:
  Link(bool is_server, std::size_t max_message_bytes, RandomWords random);

  // Let the library begin, or end.
  virtual void on_start() = 0;
  // The peer's head is complete: hand it to the library, or end.
  virtual void on_head() = 0;
  // What else speaks against a handshake that the library has accepted; empty for nothing.
  virtual std::string_view find_handshake_problem() const { return {}; }

  void start_library();
  void feed_head();
  void write(std::string_view bytes) { output_.append(bytes); }
  void end(EndKind kind, unsigned code, std::string_view text);
  const std::string& head() const { return head_; }
  LibraryConnection& library() const { return *library_; }

 private:
  enum class Phase : std::uint8_t { kIdle, kHandshake, kOpen, kEnded };

  void tell(Event event);
  std::string_view receive_head(std::string_view bytes);
  void receive_frames(std::string_view bytes);
  void feed(std::string_view bytes);
  // Brings our phase up to date with the library's state.
  void settle();
  void settle_handshake();
  void settle_open();
  void on_message(const LibraryConnection::message_ptr& message);

  InjectedRandom random_;  // the library keeps a reference
  LibraryConnection::ptr library_;
  Phase phase_ = Phase::kIdle;
  bool failed_ = false;  // the library has called its fail handler
  std::string head_;
  std::string output_;
  FrameSplitter splitter_;
  const EventSink* sink_ = nullptr;  // of the call that is under way
};

}  // namespace sw::protocol::websocket
