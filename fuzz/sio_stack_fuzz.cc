// The whole stack, WebSocket, Engine.IO and Socket.IO, as a client or as a server, whose peer sends any bytes, cut
// anywhere. What is understood, and what is answered, must not depend on the cuts; and it comes to an end.
//
// The input: a byte of flags (below), two that say where to cut, and what the peer sends.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "fuzz/input.h"
#include "tests/unit/protocol/bytes.h"
#include "tests/unit/protocol/observed.h"
#include "worker/base/check.h"
#include "worker/protocol/sio_client.h"
#include "worker/protocol/sio_server.h"

namespace sw::protocol {
namespace {

using testing::Observed;
using testing::Opcode;

enum Flag : uint8_t {
  kServer = 1,     // we are the server; else the client
  kHandshake = 2,  // a good handshake comes first, and from a server an open packet
  kConnect = 4,    // and the namespace is connected
  kLines = 8,      // the rest is lines: a message each, "b…" binary; else it is bytes
  kHangUp = 16,    // the peer's bytes end
  kRaw = 32,       // a server is asked for its raw path: Engine.IO alone
};
constexpr std::size_t kMaxPayload = 4'096;
constexpr std::string_view kRawPath = "/raw/";
// Rings of the alarm: pings that nobody answers end each connection long before.
constexpr int kMaxAlarms = 1'000;

std::string message(unsigned flags, bool binary, std::string_view payload) {
  const Opcode opcode = binary ? Opcode::kBinary : Opcode::kText;
  return (flags & kServer) != 0 ? testing::masked_frame(opcode, payload) : testing::frame(opcode, payload);
}

std::string opening(unsigned flags) {
  std::string bytes;
  if ((flags & kServer) != 0) {
    const std::string path = (flags & kRaw) != 0 ? std::string(kRawPath) : "/socket.io/";
    if ((flags & kHandshake) != 0) bytes += testing::upgrade_request(path + "?EIO=4&transport=websocket");
    if ((flags & kConnect) != 0) bytes += message(flags, false, "40");
    return bytes;
  }
  if ((flags & kHandshake) != 0) {
    bytes += testing::switching_protocols() +
             message(flags, false, R"(0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":10000})");
  }
  if ((flags & kConnect) != 0) bytes += message(flags, false, R"(40{"sid":"s"})");
  return bytes;
}

std::string peer_bytes(unsigned flags, fuzz::Input& in) {
  std::string bytes = opening(flags);
  if ((flags & kLines) == 0) return bytes.append(in.rest());
  while (!in.empty()) {
    const std::string_view line = in.line();
    const bool binary = line.starts_with('b');
    bytes += message(flags, binary, line.substr(binary ? 1 : 0));
  }
  return bytes;
}

// The order of what comes out: nothing behind the end but the wish to close, and nothing behind that.
void check_order(const Observed& seen) {
  bool over = false;
  bool closed = false;
  for (const std::string& line : seen.lines) {
    SW_CHECK(!closed);
    closed = line == "close";
    SW_CHECK(!over || closed);
    over = over || line.starts_with("disconnected ");
    if (line.starts_with("disconnected ")) SW_CHECK(fuzz::is_one_line(line));
  }
}

template <class End>
void ring_to_the_end(End& end, Timestamp now, Observed& seen) {
  int alarms = 0;
  for (auto due = end.deadline(); due; due = end.deadline()) {
    SW_CHECK(++alarms < kMaxAlarms);
    SW_CHECK(*due > now);
    now = *due;
    end.on_time(now);
    seen.add(end.take_outputs());
  }
}

template <class End>
Observed play(End end, unsigned flags, std::string_view peer, const fuzz::Cuts& cuts) {
  constexpr Timestamp kNow = Timestamp::FromSeconds(100);
  Observed seen;
  end->start(kNow);
  seen.add(end->take_outputs());
  cuts.deliver(peer, [&](std::string_view piece) {
    end->on_bytes(kNow, piece);
    seen.add(end->take_outputs());
  });
  if ((flags & kHangUp) != 0) end->on_peer_closed(kNow);
  seen.add(end->take_outputs());
  ring_to_the_end(*end, kNow, seen);
  check_order(seen);
  return seen;
}

Observed play(unsigned flags, std::string_view peer, const fuzz::Cuts& cuts) {
  if ((flags & kServer) != 0) {
    SioServerOptions options;
    options.raw_path = kRawPath;
    options.max_payload = kMaxPayload;
    return play(std::make_unique<SioServerConnection>(options, [] { return 7u; }), flags, peer, cuts);
  }
  SioClientOptions options;
  options.host = "sts";
  options.max_message_bytes = kMaxPayload;
  return play(std::make_unique<SioClient>(options, testing::example_key_then_zero_masks()), flags, peer, cuts);
}

}  // namespace
}  // namespace sw::protocol

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  using namespace sw::protocol;
  sw::fuzz::Input in(data, size);
  const unsigned flags = in.byte();
  const auto cuts = sw::fuzz::Cuts::of(in);
  const std::string peer = peer_bytes(flags, in);
  const testing::Observed whole = play(flags, peer, sw::fuzz::Cuts::none());
  SW_CHECK(play(flags, peer, cuts) == whole);
  return 0;
}
