// A peer of a WebSocket that sends any bytes, cut anywhere, before or behind its handshake. What is understood, and
// what is answered, must not depend on the cuts.
//
// The input: a byte of flags (below), two that say where to cut, and the peer's bytes.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "contracts/utf8.h"
#include "fuzz/input.h"
#include "tests/unit/protocol/bytes.h"
#include "worker/base/check.h"
#include "worker/protocol/websocket/connection.h"

namespace sw::protocol::websocket {
namespace {

namespace bytes = protocol::testing;

enum Flag : uint8_t {
  kServer = 1,         // we are the server; else the client
  kHandshake = 2,      // a good handshake comes before the bytes
  kEcho = 4,           // every message is sent back, from within its event
  kSmall = 8,          // messages of at most 40 bytes
  kHangUp = 16,        // the peer's bytes end
  kCloseOnThird = 32,  // the third message makes us close
  kRefuse = 64,        // a server refuses every path but "/"
};

constexpr std::size_t kSmallMessage = 40;

struct Seen {
  std::vector<std::string> events;
  std::string output;
  bool operator==(const Seen&) const = default;
};

// One end, and a user that answers from within its events.
class End {
 public:
  explicit End(unsigned flags) : flags_(flags), connection_(make(flags)) {
    connection_.start(sink());
    keep_output();
  }

  void receive(std::string_view bytes) {
    connection_.receive(bytes, sink());
    keep_output();
  }
  void hang_up() {
    connection_.peer_closed(sink());
    keep_output();
  }
  const Seen& seen() const { return seen_; }

 private:
  static std::size_t limit(unsigned flags) { return (flags & kSmall) != 0 ? kSmallMessage : kMaxMessageBytes; }
  static Connection make(unsigned flags) {
    if ((flags & kServer) == 0) {
      ClientOptions options;
      options.host = "sts";
      options.max_message_bytes = limit(flags);
      return Connection(options, bytes::example_key_then_zero_masks());
    }
    ServerOptions options;
    options.max_message_bytes = limit(flags);
    if ((flags & kRefuse) != 0) {
      options.judge = [](const Request& request) -> std::optional<Refusal> {
        if (request.path == "/") return std::nullopt;
        return Refusal{404, "text/plain", "not found\n"};
      };
    }
    return Connection(options);
  }

  EventSink sink() {
    return [this](const Event& event) {
      SW_CHECK(!ended_);
      std::visit([&](const auto& one) { on(one); }, event);
    };
  }
  void on(const Opened&) {
    SW_CHECK(!opened_);
    opened_ = true;
    seen_.events.emplace_back("opened");
  }
  void on(const Message& message) {
    SW_CHECK(opened_);
    SW_CHECK(message.payload.size() <= limit(flags_));
    SW_CHECK(message.binary || contracts::find_invalid_utf8(message.payload) == std::string_view::npos);
    seen_.events.push_back((message.binary ? "binary " : "text ") + message.payload);
    if ((flags_ & kEcho) != 0) SW_CHECK(send(message));
    if ((flags_ & kCloseOnThird) != 0 && ++messages_ == 3) close();
  }
  void on(const Ended& end) {
    ended_ = true;
    SW_CHECK(end.text.size() <= kMaxReasonBytes);
    SW_CHECK(fuzz::is_one_line(end.text));
    seen_.events.push_back("ended " + std::to_string(static_cast<int>(end.kind)) + " " + std::to_string(end.code) +
                           ": " + end.text);
  }
  bool send(const Message& message) {
    return message.binary ? connection_.send_binary(message.payload) : connection_.send_text(message.payload);
  }
  void close() {
    connection_.close(1000, "enough");
    ended_ = true;
  }
  void keep_output() { seen_.output += connection_.take_output(); }

  unsigned flags_;
  Connection connection_;
  Seen seen_;
  bool opened_ = false;
  bool ended_ = false;
  int messages_ = 0;
};

Seen play(unsigned flags, std::string_view peer, const fuzz::Cuts& cuts) {
  End end(flags);
  cuts.deliver(peer, [&](std::string_view piece) { end.receive(piece); });
  if ((flags & kHangUp) != 0) end.hang_up();
  return end.seen();
}

std::string handshake(unsigned flags) {
  if ((flags & kHandshake) == 0) return {};
  return (flags & kServer) != 0 ? bytes::upgrade_request("/") : bytes::switching_protocols();
}

}  // namespace
}  // namespace sw::protocol::websocket

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  using namespace sw::protocol::websocket;
  sw::fuzz::Input in(data, size);
  const unsigned flags = in.byte();
  const auto cuts = sw::fuzz::Cuts::of(in);
  const std::string peer = handshake(flags) + std::string(in.rest());
  const Seen whole = play(flags, peer, sw::fuzz::Cuts::none());
  SW_CHECK(play(flags, peer, cuts) == whole);
  return 0;
}
