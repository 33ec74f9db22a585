// Both ends of the joined stack, fed with the bytes of a peer: where TCP cuts them, and where the peer cuts its
// messages into frames, changes nothing of what is understood or answered, and damaged bytes are understood alike
// however they come.
#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/protocol/arbitrary_wire.h"
#include "tests/unit/protocol/bytes.h"
#include "tests/unit/protocol/observed.h"

namespace sw::protocol::testing {
namespace {

constexpr Timestamp kNow = Timestamp::FromSeconds(1);
using Frame = std::string (*)(Opcode, std::string_view, bool);

struct Message {
  Opcode opcode;
  std::string payload;
};

// What a peer says once it is connected: events with and without attachments, heartbeats, things that mean nothing.
std::vector<Message> any_talk(std::string_view heartbeat) {
  std::vector<Message> talk;
  for (int count = *rc::gen::inRange(0, 5); count > 0; --count) {
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        talk.push_back({Opcode::kText, std::string(heartbeat)});
        break;
      case 1:
        talk.push_back({Opcode::kText, "43" + std::to_string(*rc::gen::inRange(0, 3)) + "[" + any_json() + "]"});
        break;
      default:
        WireEvent event = any_event();
        event.nsp = "/";
        talk.push_back({Opcode::kText, "4" + event.text()});
        for (const std::string& attachment : event.attachments) talk.push_back({Opcode::kBinary, attachment});
    }
  }
  return talk;
}

std::string in_single_frames(const std::vector<Message>& talk, Frame frame_of) {
  std::string bytes;
  for (const Message& message : talk) bytes += frame_of(message.opcode, message.payload, true);
  return bytes;
}

// Each message in frames of any size, with pongs that nobody asked for in between (RFC 6455 §5.4, §5.5.3).
std::string in_any_frames(const std::vector<Message>& talk, Frame frame_of) {
  std::string bytes;
  for (const Message& message : talk) {
    const std::vector<std::string> pieces = cut_up(message.payload);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      bytes += frame_of(i == 0 ? message.opcode : Opcode::kContinuation, pieces[i], i + 1 == pieces.size());
      if (*rc::gen::inRange(0, 4) == 0) bytes += frame_of(Opcode::kPong, "idle", true);
    }
  }
  return bytes;
}

Observed client_fed(const std::vector<std::string>& pieces) {
  SioClientOptions options;
  options.host = "sts.example";
  SioClient client(options, example_key_then_zero_masks());
  Observed saw;
  client.start(kNow);
  saw.add(client.take_outputs());
  for (const std::string& piece : pieces) {
    client.on_bytes(kNow, piece);
    saw.add(client.take_outputs());
  }
  return saw;
}
std::string server_opening() {
  return switching_protocols() + text_frame(R"(0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000})") +
         text_frame(R"(40{"sid":"s"})");
}

Observed server_fed(const std::vector<std::string>& pieces) {
  SioServerConnection server({}, seeded(1));
  Observed saw;
  server.start(kNow);
  saw.add(server.take_outputs());
  for (const std::string& piece : pieces) {
    server.on_bytes(kNow, piece);
    saw.add(server.take_outputs());
  }
  return saw;
}
std::string client_opening() { return upgrade_request() + masked_text_frame("40"); }

RC_GTEST_PROP(StreamProperty, AClientUnderstandsAServerHoweverItsBytesAreCut, ()) {
  const std::vector<Message> talk = any_talk("2");
  const Observed whole = client_fed({server_opening() + in_single_frames(talk, frame)});
  RC_ASSERT(whole.lines.front() == "connected s");
  RC_ASSERT(client_fed(cut_up(server_opening() + in_single_frames(talk, frame))) == whole);
  RC_ASSERT(client_fed(cut_up(server_opening() + in_any_frames(talk, frame))) == whole);
}

RC_GTEST_PROP(StreamProperty, AServerUnderstandsAClientHoweverItsBytesAreCut, ()) {
  const std::vector<Message> talk = any_talk("6");
  const Observed whole = server_fed({client_opening() + in_single_frames(talk, masked_frame)});
  RC_ASSERT(whole.lines.front().starts_with("accepted"));
  RC_ASSERT(server_fed(cut_up(client_opening() + in_single_frames(talk, masked_frame))) == whole);
  RC_ASSERT(server_fed(cut_up(client_opening() + in_any_frames(talk, masked_frame))) == whole);
}

using namespace std::string_view_literals;
constexpr auto kAnyByte = "\x00\x01\x7E\x7F\x80\x81\x82\x88\x89\x8A\xC1\xFE\xFF\r\n 0124356\"[{"sv;

RC_GTEST_PROP(StreamProperty, AClientTakesDamageAlikeHoweverItsBytesAreCut, ()) {
  const std::string bytes = damaged(server_opening() + in_any_frames(any_talk("2"), frame), kAnyByte);
  const Observed whole = client_fed({bytes});
  RC_CLASSIFY(whole.lines.empty() || whole.lines.back() != "close", "goes on");
  RC_ASSERT(client_fed(cut_up(bytes)) == whole);
}

RC_GTEST_PROP(StreamProperty, AServerTakesDamageAlikeHoweverItsBytesAreCut, ()) {
  const std::string bytes = damaged(client_opening() + in_any_frames(any_talk("6"), masked_frame), kAnyByte);
  const Observed whole = server_fed({bytes});
  RC_CLASSIFY(whole.lines.empty() || whole.lines.back() != "close", "goes on");
  RC_ASSERT(server_fed(cut_up(bytes)) == whole);
}

}  // namespace
}  // namespace sw::protocol::testing
