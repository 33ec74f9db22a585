// Engine.IO below its WebSocket: any text as a packet, an open packet or a request, and sessions whose peer sends any
// messages at any time. sio_stack_fuzz joins them with the WebSocket.
//
// The input: a digit that chooses what the rest is: 0 a packet, 1 an open packet, 2 a request (method, path, query, and
// headers, one a line), 3 the messages of a client's session, 4 those of a server's.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "contracts/utf8.h"
#include "fuzz/input.h"
#include "worker/base/check.h"
#include "worker/protocol/engine_io/client_session.h"
#include "worker/protocol/engine_io/packet.h"
#include "worker/protocol/engine_io/request.h"
#include "worker/protocol/engine_io/server_session.h"
#include "worker/protocol/limits.h"
#include "worker/protocol/timings.h"

namespace sw::protocol::engine_io {
namespace {

constexpr int64_t kMaxWaitMs = 100'000;

void check_packet(std::string_view message) {
  const auto packet = decode(message);
  SW_CHECK(packet.has_value() || !packet.error().empty());
  if (packet) SW_CHECK(encode(packet->type, packet->data) == message);
}

void check_open(std::string_view data) {
  const auto open = parse_open(data);
  if (!open) {
    SW_CHECK(!open.error().empty());
    return;
  }
  SW_CHECK(!open->sid.empty());
  SW_CHECK(open->sid.size() <= kMaxSidBytes);
  SW_CHECK(open->ping_interval + open->ping_timeout > TimeDelta::Zero());
  const auto again = parse_open(to_json(*open));
  SW_CHECK(again == open);
}

void check_request(fuzz::Input& in) {
  websocket::Request request;
  request.method = in.line();
  request.path = in.line();
  request.query = in.line();
  request.upgrade = request.method != "get";
  while (!in.empty()) {
    const std::string_view line = in.line();
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    request.headers.push_back({std::string(line.substr(0, colon)), std::string(line.substr(colon + 1))});
  }
  const auto refusal = find_refusal(request);
  if (!refusal) {
    SW_CHECK(request.method == "GET");
    SW_CHECK(request.upgrade);
    SW_CHECK(request.query.find("EIO=4") != std::string::npos);
    return;
  }
  SW_CHECK(refusal->status >= 400);
  SW_CHECK(refusal->status < 500);
  SW_CHECK(contracts::find_invalid_utf8(refusal->body) == std::string_view::npos);
}

// A session whose peer's messages are lines: "+N" lets N ms pass, "b…" is binary, anything else a text.
template <class Session>
class Play {
 public:
  explicit Play(Session session) : session_(std::move(session)) {
    step([&](Actions& actions) { session_.start(now_, actions); });
  }
  void line(std::string_view text) {
    if (text.starts_with('+')) return wait(TimeDelta::Millis(fuzz::number_at_start(text.substr(1), kMaxWaitMs)));
    step([&](Actions& actions) {
      if (text.starts_with('b')) return session_.on_binary(std::string(text.substr(1)), actions);
      session_.on_text(now_, std::string(text), actions);
    });
  }

 private:
  template <class Call>
  void step(Call&& call) {
    Actions actions;
    call(actions);
    for (const Action& action : actions) {
      SW_CHECK(!ended_);
      std::visit([&](const auto& one) { on(one); }, action);
    }
    if (ended_) SW_CHECK(!session_.deadline().has_value());
  }
  void on(const SendText& send) {
    const auto packet = decode(send.text);
    SW_CHECK(packet.has_value());
    const bool is_client = std::is_same_v<Session, ClientSession>;
    if (is_client) SW_CHECK(packet->type == PacketType::kPong);
    if (!is_client) SW_CHECK(packet->type == PacketType::kOpen || packet->type == PacketType::kPing);
  }
  void on(const Opened&) {
    SW_CHECK(!opened_);
    opened_ = true;
  }
  void on(const MessageReceived&) { SW_CHECK(opened_ || !(std::is_same_v<Session, ClientSession>)); }
  void on(const Ended& end) {
    SW_CHECK(!end.text.empty());
    ended_ = true;
  }

  // Never past more than a thousand alarms: a ping interval may be a millisecond, even 0.
  void wait(TimeDelta time) {
    const Timestamp end = now_ + time;
    for (int alarms = 0; alarms < 1'000; ++alarms) {
      const auto due = session_.deadline();
      if (!due || *due > end) break;
      now_ = std::max(now_, *due);
      step([&](Actions& actions) { session_.on_time(now_, actions); });
      const auto next = session_.deadline();
      SW_CHECK(!next || *next > now_);  // what was due is done
    }
    now_ = std::max(now_, end);
    step([&](Actions& actions) { session_.on_time(now_, actions); });
  }

  Session session_;
  Timestamp now_ = Timestamp::FromSeconds(100);
  bool opened_ = false;
  bool ended_ = false;
};

template <class Session>
void play(Session session, fuzz::Input& in) {
  Play<Session> play(std::move(session));
  while (!in.empty()) play.line(in.line());
}

}  // namespace
}  // namespace sw::protocol::engine_io

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  using namespace sw::protocol::engine_io;
  sw::fuzz::Input in(data, size);
  switch (in.choice(5)) {
    case 0:
      check_packet(in.rest());
      break;
    case 1:
      check_open(in.rest());
      break;
    case 2:
      check_request(in);
      break;
    case 3:
      play(ClientSession(), in);
      break;
    default:
      play(ServerSession({"sid", sw::protocol::kPingInterval, sw::protocol::kPingTimeout, 1'000}), in);
  }
  return 0;
}
