// Messages, control frames and the end of an open connection (RFC 6455 §5 to §7).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/protocol/bytes.h"
#include "tests/unit/protocol/websocket/probe.h"

namespace sw::protocol::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr std::size_t kLimit = 100;

std::string masked_close(uint16_t code, std::string_view reason = {}) {
  return masked_frame(Opcode::kClose, close_payload(code, reason));
}

TEST(WebSocketFrames, TextAndBinaryAreToldApart) {
  Probe client = make_open_client();
  client.receive(text_frame("h\xC3\xA9") + frame(Opcode::kBinary, "\xFF"));
  EXPECT_THAT(client.lines(), ElementsAre("opened", "text h\xC3\xA9", "binary \xFF"));
}

TEST(WebSocketFrames, FragmentsBecomeOneMessage) {
  Probe client = make_open_client();
  client.receive(frame(Opcode::kText, "h\xC3", false) + frame(Opcode::kPing, "") +
                 frame(Opcode::kContinuation, "\xA9", true));
  EXPECT_THAT(client.lines(), ElementsAre("opened", "text h\xC3\xA9"));
}

TEST(WebSocketFrames, EmptyMessageIsAMessage) {
  Probe client = make_open_client();
  client.receive(text_frame(""));
  EXPECT_THAT(client.lines(), ElementsAre("opened", "text "));
}

TEST(WebSocketFrames, ClientMasksWithTheGivenWord) {
  Probe client = make_open_client();
  ASSERT_TRUE(client.connection().send_text("40"));
  ASSERT_TRUE(client.connection().send_binary("\x01"));
  EXPECT_EQ(client.sent(), masked_text_frame("40") + masked_frame(Opcode::kBinary, "\x01"));
}

TEST(WebSocketFrames, ServerDoesNotMask) {
  Probe server = make_open_server();
  const std::string long_text(70'000, 'x');
  ASSERT_TRUE(server.connection().send_text(long_text));
  EXPECT_EQ(server.sent(), text_frame(long_text));
}

TEST(WebSocketFrames, TextThatIsNotUtf8IsNotSent) {
  Probe server = make_open_server();
  EXPECT_FALSE(server.connection().send_text("\xFF"));
  EXPECT_THAT(server.sent(), IsEmpty());
}

TEST(WebSocketFrames, NothingIsSentBeforeTheHandshake) {
  Probe client = make_client();
  EXPECT_FALSE(client.connection().send_text("40"));
  client.connection().close(1000, "");
  EXPECT_THAT(client.sent(), IsEmpty());
}

TEST(WebSocketFrames, PingIsAnsweredWithItsPayload) {
  Probe server = make_open_server();
  server.receive(masked_frame(Opcode::kPing, "abc"));
  EXPECT_EQ(server.sent(), frame(Opcode::kPong, "abc"));
  EXPECT_THAT(server.lines(), ElementsAre("opened"));
}

TEST(WebSocketFrames, PongIsIgnored) {
  Probe server = make_open_server();
  server.receive(masked_frame(Opcode::kPong, "abc"));
  EXPECT_THAT(server.sent(), IsEmpty());
  EXPECT_THAT(server.lines(), ElementsAre("opened"));
}

TEST(WebSocketFrames, CloseFrameIsAnsweredAndTold) {
  Probe server = make_open_server();
  server.receive(masked_close(1001, "bye"));
  EXPECT_THAT(server.lines(), ElementsAre("opened", "ended peer-closed 1001: bye"));
  EXPECT_EQ(server.sent(), frame(Opcode::kClose, close_payload(1001, "bye")));
}

TEST(WebSocketFrames, CloseReasonIsToldOnOneLine) {
  Probe server = make_open_server();
  server.receive(masked_close(1001, "bye\r\nbye\x1B"));
  EXPECT_THAT(server.lines(), ElementsAre("opened", "ended peer-closed 1001: bye??bye?"));
}

TEST(WebSocketFrames, CloseFrameWithoutACodeIs1005) {
  Probe client = make_open_client();
  client.receive(frame(Opcode::kClose, ""));
  EXPECT_THAT(client.lines(), ElementsAre("opened", "ended peer-closed 1005: "));
}

TEST(WebSocketFrames, NothingBehindACloseFrameIsRead) {
  Probe client = make_open_client();
  client.receive(frame(Opcode::kClose, close_payload(1000)) + frame(Opcode::kClose, close_payload(1001)) +
                 text_frame("late") + "\xFF\xFF");
  EXPECT_THAT(client.lines(), ElementsAre("opened", "ended peer-closed 1000: "));
}

TEST(WebSocketFrames, UnreadableCloseFrameIsAProtocolError) {
  Probe client = make_open_client();
  client.receive(frame(Opcode::kClose, close_payload(999)));
  EXPECT_THAT(client.lines(), ElementsAre("opened", "ended protocol 1002: Invalid close code"));
}

TEST(WebSocketFrames, PeerThatGoesAwayWithoutACloseFrameIsToldApart) {
  Probe client = make_open_client();
  client.peer_closed();
  client.peer_closed();
  EXPECT_THAT(client.lines(), ElementsAre("opened", "ended peer-gone 0: connection closed without a close frame"));
}

TEST(WebSocketFrames, OwnCloseSaysFarewellAndEndsQuietly) {
  Probe server = make_open_server();
  server.connection().close(1000, "done");
  EXPECT_EQ(server.sent(), frame(Opcode::kClose, close_payload(1000, "done")));
  server.receive(masked_text_frame("late") + masked_close(1000));
  server.peer_closed();
  EXPECT_FALSE(server.connection().send_text("late"));
  EXPECT_THAT(server.sent(), IsEmpty());
  EXPECT_THAT(server.lines(), ElementsAre("opened"));
}

TEST(WebSocketFrames, CloseReasonIsCutAtACodePoint) {
  Probe server = make_open_server();
  std::string reason(kMaxCloseReasonBytes - 1, 'x');
  server.connection().close(1000, reason + "\xC3\xA9");
  EXPECT_EQ(server.sent(), frame(Opcode::kClose, close_payload(1000, reason)));
}

// Frames that end the connection with a close code, however they are split.
struct BadFrames {
  std::string bytes;  // from a server
  std::string line;
  uint16_t code;
};

class WebSocketBadFrames : public ::testing::TestWithParam<BadFrames> {};

TEST_P(WebSocketBadFrames, EndTheConnectionWithTheirCode) {
  for (const std::size_t chunk : {std::size_t{1}, GetParam().bytes.size()}) {
    Probe client = make_open_client(kLimit);
    client.receive_in(chunk, GetParam().bytes + text_frame("behind"));
    EXPECT_THAT(client.lines(), ElementsAre("opened", StartsWith(GetParam().line)));
    const std::string sent = client.sent();
    ASSERT_GE(sent.size(), 8u);
    EXPECT_EQ(sent.substr(6, 2), close_payload(GetParam().code));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rules, WebSocketBadFrames,
    ::testing::Values(
        BadFrames{text_frame("\xFF"), "ended protocol 1007", 1007},
        BadFrames{text_frame("\xC3"), "ended protocol 1007", 1007},
        BadFrames{frame(Opcode::kText, "a", false) + frame(Opcode::kContinuation, "\xC3"), "ended protocol 1007", 1007},
        BadFrames{text_frame(std::string(kLimit + 1, 'x')), "ended too-large 1009", 1009},
        BadFrames{frame(Opcode::kText, std::string(kLimit, 'x'), false) + frame(Opcode::kContinuation, "x"),
                  "ended too-large 1009", 1009},
        BadFrames{std::string("\x82\x7F\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10), "ended too-large 1009", 1009},
        BadFrames{std::string("\xC1\x00", 2), "ended protocol 1002", 1002},          // RSV1
        BadFrames{std::string("\x83\x00", 2), "ended protocol 1002", 1002},          // opcode 3
        BadFrames{std::string("\x80\x00", 2), "ended protocol 1002", 1002},          // continuation of nothing
        BadFrames{std::string("\x09\x00", 2), "ended protocol 1002", 1002},          // fragmented ping
        BadFrames{std::string("\x89\x7E\x00\x7E", 4), "ended protocol 1002", 1002},  // ping of 126 bytes
        BadFrames{std::string("\x81\x7E\x00\x01", 4), "ended protocol 1011",
                  1011},  // length not minimal: the library's choice of code
        BadFrames{std::string("\x81\x80\x00\x00\x00\x00", 6), "ended protocol 1002", 1002},  // masked by a server
        BadFrames{frame(Opcode::kText, "a", false) + text_frame("b"), "ended protocol 1002", 1002}));

TEST(WebSocketFrames, MessageOfExactlyItsLimitIsTaken) {
  Probe client = make_open_client(kLimit);
  const std::string payload(kLimit, 'x');
  client.receive(text_frame(payload));
  EXPECT_THAT(client.lines(), ElementsAre("opened", "text " + payload));
}

TEST(WebSocketFrames, UnmaskedFrameFromAClientIsAProtocolError) {
  Probe server = make_open_server();
  server.receive(text_frame("40"));
  EXPECT_THAT(server.lines(), ElementsAre("opened", StartsWith("ended protocol 1002")));
}

TEST(WebSocketFrames, MessageIsToldBeforeTheNextFrameIsRead) {
  Probe client = make_open_client();
  websocket::Connection& connection = client.connection();
  int messages = 0;
  connection.receive(text_frame("1") + frame(Opcode::kPing, "p") + text_frame("2"), [&](const websocket::Event&) {
    ++messages;
    connection.close(1000, "");
  });
  EXPECT_EQ(messages, 1);
  EXPECT_EQ(client.sent(), masked_close(1000));
}

TEST(WebSocketFrames, ConnectionMovesWithItsState) {
  Probe client = make_open_client();
  Probe moved(std::move(client.connection()));
  moved.receive(text_frame("2"));
  EXPECT_THAT(moved.lines(), ElementsAre("text 2"));
}

}  // namespace
}  // namespace sw::protocol::testing
