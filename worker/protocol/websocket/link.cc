#include "worker/protocol/websocket/link.h"

#include <algorithm>
#include <exception>
#include <utility>
#include <variant>

#include "worker/protocol/one_line.h"
#include "worker/protocol/websocket/text_tail.h"

namespace sw::protocol::websocket {
namespace {

namespace close_status = websocketpp::close::status;
namespace opcode = websocketpp::frame::opcode;
namespace state = websocketpp::session::state;

constexpr std::string_view kHeadEnd = "\r\n\r\n";

// Cut at a code point, since the text was UTF-8 and is to stay so.
std::string_view cut(std::string_view text, std::size_t max_bytes) {
  text = text.substr(0, max_bytes);
  while (ends_inside_code_point(text)) text.remove_suffix(1);
  return text;
}

}  // namespace

Link::Link(bool is_server, std::size_t max_message_bytes, RandomWords random) : random_{std::move(random)} {
  library_ = std::make_shared<LibraryConnection>(is_server, "", std::make_shared<websocketpp::log::stub>(),
                                                 std::make_shared<websocketpp::log::stub>(), random_);
  library_->set_handle(library_);
  library_->set_max_message_size(max_message_bytes);
  library_->set_max_http_body_size(0);
  library_->set_fail_handler([this](websocketpp::connection_hdl) { failed_ = true; });
  library_->set_message_handler(
      [this](websocketpp::connection_hdl, const LibraryConnection::message_ptr& message) { on_message(message); });
  library_->set_vector_write_handler(
      [this](websocketpp::connection_hdl, const std::vector<websocketpp::transport::buffer>& buffers) {
        for (const auto& buffer : buffers) output_.append(buffer.buf, buffer.len);
        return websocketpp::lib::error_code();
      });
  library_->set_write_handler([this](websocketpp::connection_hdl, const char* data, std::size_t size) {
    output_.append(data, size);
    return websocketpp::lib::error_code();
  });
}

// While it waits for the handshake the library's pending read holds a reference to its own connection; an end of the
// bytes completes that read and so breaks the cycle.
Link::~Link() {
  phase_ = Phase::kEnded;
  library_->set_fail_handler(nullptr);
  library_->set_message_handler(nullptr);
  try {
    library_->eof();
  } catch (const std::exception&) {  // Nothing is left that could be told.
  }
}

void Link::start_library() {
  phase_ = Phase::kHandshake;
  library_->start();
}

void Link::start(const EventSink& sink) {
  sink_ = &sink;
  if (phase_ == Phase::kIdle) on_start();
  sink_ = nullptr;
}

void Link::receive(std::string_view bytes, const EventSink& sink) {
  sink_ = &sink;
  if (phase_ == Phase::kHandshake) bytes = receive_head(bytes);
  receive_frames(bytes);
  sink_ = nullptr;
}

// Keeps bytes until the head is complete, so that where the stream was split cannot matter. Returns what follows it.
std::string_view Link::receive_head(std::string_view bytes) {
  const std::size_t before = head_.size();
  head_.append(bytes.substr(0, kMaxHandshakeBytes - before));
  const std::size_t at = head_.find(kHeadEnd, before < kHeadEnd.size() ? 0 : before - kHeadEnd.size() + 1);
  if (at == std::string::npos) {
    if (head_.size() == kMaxHandshakeBytes) end(EndKind::kHandshake, 0, "handshake longer than its limit");
    return {};
  }
  head_.resize(at + kHeadEnd.size());
  bytes.remove_prefix(head_.size() - before);
  on_head();
  head_ = std::string();
  return bytes;
}

void Link::receive_frames(std::string_view bytes) {
  while (phase_ == Phase::kOpen && !bytes.empty()) {
    const std::size_t size = splitter_.take(bytes);
    feed(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
}

void Link::feed_head() { feed(head_); }

void Link::feed(std::string_view bytes) {
  try {
    library_->read_all(bytes.data(), bytes.size());
    settle();
  } catch (const std::exception& problem) {
    end(EndKind::kProtocol, 0, problem.what());
  }
}

void Link::settle() {
  if (phase_ == Phase::kHandshake) settle_handshake();
  if (phase_ == Phase::kOpen) settle_open();
}

void Link::settle_handshake() {
  if (failed_) {
    end(EndKind::kHandshake, 0, library_->get_ec().message());
  } else if (library_->get_state() != state::open) {
    end(EndKind::kHandshake, 0, "incomplete handshake");
  } else if (const auto problem = find_handshake_problem(); !problem.empty()) {
    end(EndKind::kHandshake, 0, problem);
  } else {
    phase_ = Phase::kOpen;
    tell(Opened{});
  }
}

// The library leaves the open state for two reasons alone: the peer's close frame, which it has answered, or the
// peer's mistake, which it has answered with a close frame that names it.
void Link::settle_open() {
  if (library_->get_state() == state::open) return;
  const unsigned local = library_->get_local_close_code();
  const unsigned remote = library_->get_remote_close_code();
  const std::string& reason = library_->get_local_close_reason();
  const bool unreadable = reason == "Invalid close code" || reason == "Invalid close reason";
  if (remote != close_status::abnormal_close && !unreadable) {
    end(EndKind::kPeerClosed, remote, library_->get_remote_close_reason());
  } else {
    end(local == close_status::message_too_big ? EndKind::kTooLarge : EndKind::kProtocol, local, reason);
  }
}

void Link::on_message(const LibraryConnection::message_ptr& message) {
  if (phase_ == Phase::kEnded) return;
  const bool binary = message->get_opcode() == opcode::binary;
  // The library looks for a half code point only at the end of messages of one frame.
  if (!binary && ends_inside_code_point(message->get_payload())) {
    websocketpp::lib::error_code ignored;
    library_->close(close_status::invalid_payload, "text that is not UTF-8", ignored);
    return;
  }
  tell(Message{binary, std::move(message->get_raw_payload())});
}

void Link::peer_closed(const EventSink& sink) {
  if (phase_ == Phase::kEnded) return;
  sink_ = &sink;
  const bool opened = phase_ == Phase::kOpen;
  end(EndKind::kPeerGone, 0, opened ? "connection closed without a close frame" : "connection closed in the handshake");
  sink_ = nullptr;
}

bool Link::send(bool binary, std::string_view payload) {
  if (phase_ != Phase::kOpen) return false;
  try {
    return !library_->send(payload.data(), payload.size(), binary ? opcode::binary : opcode::text);
  } catch (const std::exception&) {
    return false;
  }
}

void Link::close(std::uint16_t code, std::string_view reason) {
  if (phase_ == Phase::kOpen) {
    try {
      websocketpp::lib::error_code ignored;
      library_->close(code, std::string(cut(reason, kMaxCloseReasonBytes)), ignored);
    } catch (const std::exception&) {  // The transport is closed next, with or without a farewell.
    }
  }
  phase_ = Phase::kEnded;
}

void Link::end(EndKind kind, unsigned code, std::string_view text) {
  phase_ = Phase::kEnded;
  tell(Ended{kind, code, on_one_line(std::string(cut(text, kMaxReasonBytes)))});
}

void Link::tell(Event event) { (*sink_)(std::move(event)); }

std::string Link::take_output() { return std::exchange(output_, {}); }

}  // namespace sw::protocol::websocket
