// The joined client against bytes written by hand.
#include "worker/protocol/sio_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/protocol/bytes.h"
#include "tests/unit/protocol/observed.h"

namespace sw::protocol::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const Timestamp kNow = Timestamp::FromSeconds(100);
constexpr TimeDelta kTick = TimeDelta::Nanos(1);
constexpr std::string_view kOpen =
    R"(0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":10000,"maxPayload":1000})";
constexpr std::string_view kConnected = R"(40{"sid":"s"})";

std::string masked_close(uint16_t code, std::string_view reason = {}) {
  return masked_frame(Opcode::kClose, close_payload(code, reason));
}

SioClientOptions options() {
  SioClientOptions result;
  result.host = "sts";
  result.port = 8080;
  result.headers = {{"X-Stream-ID", "stream-1"}, {"X-Worker-ID", "worker-1"}};
  return result;
}

class SioClientTest : public ::testing::Test {
 protected:
  explicit SioClientTest(SioClientOptions from = options()) : client_(std::move(from), example_key_then_zero_masks()) {}

  Observed start() {
    client_.start(kNow);
    return observe(client_);
  }
  Observed receive(std::string_view bytes) {
    client_.on_bytes(kNow, bytes);
    return observe(client_);
  }
  Observed receive_text(std::string_view text) { return receive(text_frame(text)); }
  Observed on_time(Timestamp now) {
    client_.on_time(now);
    return observe(client_);
  }
  void open(std::string_view open_packet = kOpen) {
    start();
    receive(switching_protocols() + text_frame(open_packet));
  }
  void connect(std::string_view open_packet = kOpen) {
    open(open_packet);
    receive_text(kConnected);
  }
  // Emits an event that makes an Engine.IO message of `bytes`, its type digit included.
  socket_io::SendResult emit_message_of(std::size_t bytes) {
    const std::string frame_around = R"(42["e",""])";
    return client_.emit({"e", "\"" + std::string(bytes - frame_around.size(), 'x') + "\""});
  }

  SioClient client_;
};

TEST_F(SioClientTest, BeginsWithTheRequest) {
  EXPECT_EQ(start().bytes,
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
            "Connection: Upgrade\r\n"
            "Host: sts:8080\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n"
            "Upgrade: websocket\r\n"
            "User-Agent: stream-worker\r\n"
            "X-Stream-ID: stream-1\r\n"
            "X-Worker-ID: worker-1\r\n"
            "\r\n");
}

TEST_F(SioClientTest, StateSaysHowFarItHasCome) {
  EXPECT_EQ(client_.state(), SioClient::State::kIdle);
  start();
  EXPECT_EQ(client_.state(), SioClient::State::kHandshake);
  receive(switching_protocols());
  EXPECT_EQ(client_.state(), SioClient::State::kAwaitingOpen);
  receive_text(kOpen);
  EXPECT_EQ(client_.state(), SioClient::State::kConnecting);
  receive_text(kConnected);
  EXPECT_EQ(client_.state(), SioClient::State::kConnected);
  client_.close();
  EXPECT_EQ(client_.state(), SioClient::State::kClosed);
}

TEST_F(SioClientTest, ConnectsByteForByte) {
  start();
  EXPECT_EQ(receive(switching_protocols()).bytes, "");
  EXPECT_EQ(receive_text(kOpen).bytes, masked_text_frame("40"));
  EXPECT_THAT(receive_text(kConnected).lines, ElementsAre("connected s"));
}

TEST_F(SioClientTest, EmitsByteForByte) {
  connect();
  ASSERT_EQ(client_.emit({"stream:init", R"({"a":1})"}), socket_io::SendResult::kSent);
  EXPECT_EQ(observe(client_).bytes, masked_text_frame(R"(42["stream:init",{"a":1}])"));
}

TEST_F(SioClientTest, AcknowledgesByteForByte) {
  connect();
  EXPECT_THAT(receive_text(R"(425["foo"])").lines, ElementsAre("event foo  ack=5"));
  ASSERT_EQ(client_.acknowledge({5, "true"}), socket_io::SendResult::kSent);
  EXPECT_EQ(observe(client_).bytes, masked_text_frame("435[true]"));
}

TEST_F(SioClientTest, AnswersPingByteForByte) {
  connect();
  EXPECT_EQ(receive_text("2").bytes, masked_text_frame("3"));
}

TEST_F(SioClientTest, NothingIsEmittedBeforeConnected) {
  open();
  EXPECT_EQ(client_.emit({"foo", ""}), socket_io::SendResult::kNotConnected);
  EXPECT_EQ(observe(client_).bytes, "");
}

TEST_F(SioClientTest, MessageOfExactlyMaxPayloadIsSent) {
  connect();
  EXPECT_EQ(client_.max_send_bytes(), 1000u);
  EXPECT_EQ(emit_message_of(1000), socket_io::SendResult::kSent);
  EXPECT_EQ(observe(client_).bytes.size(), 1000u + 8u);
  EXPECT_EQ(emit_message_of(1001), socket_io::SendResult::kTooLarge);
  EXPECT_EQ(observe(client_).bytes, "");
  EXPECT_EQ(client_.state(), SioClient::State::kConnected);
}

TEST_F(SioClientTest, AbsentMaxPayloadLeavesOurOwnLimit) {
  connect(R"(0{"sid":"e","pingInterval":25000,"pingTimeout":10000})");
  EXPECT_EQ(client_.max_send_bytes(), kMaxMessageBytes);
  EXPECT_EQ(emit_message_of(kMaxMessageBytes + 1), socket_io::SendResult::kTooLarge);
}

TEST_F(SioClientTest, LargerMaxPayloadLeavesOurOwnLimit) {
  connect(R"(0{"sid":"e","pingInterval":25000,"pingTimeout":10000,"maxPayload":1e12})");
  EXPECT_EQ(client_.max_send_bytes(), kMaxMessageBytes);
}

TEST_F(SioClientTest, PingTimeoutIsExactToTheNanosecond) {
  connect();
  const Timestamp deadline = kNow + TimeDelta::Seconds(35);
  EXPECT_EQ(client_.deadline(), deadline);
  EXPECT_THAT(on_time(deadline - kTick).lines, IsEmpty());
  const Observed end = on_time(deadline);
  EXPECT_THAT(end.lines, ElementsAre("disconnected ping timeout: ping timeout", "close"));
  EXPECT_EQ(end.bytes, masked_close(1000, "ping timeout"));
  EXPECT_EQ(client_.deadline(), std::nullopt);
}

TEST_F(SioClientTest, PingMovesTheDeadline) {
  connect();
  client_.on_bytes(kNow + TimeDelta::Seconds(25), text_frame("2"));
  EXPECT_EQ(client_.deadline(), kNow + TimeDelta::Seconds(60));
}

TEST_F(SioClientTest, UnfinishedPacketHasTheEarlierDeadline) {
  connect();
  receive_text(R"(451-["e"])");
  EXPECT_EQ(client_.deadline(), kNow + kUnfinishedPacketTime);
  EXPECT_THAT(on_time(kNow + kUnfinishedPacketTime).lines,
              ElementsAre("disconnected parse error: a binary packet that stays unfinished", "close"));
}

TEST_F(SioClientTest, BothDeadlinesAtOnceEndItOnce) {
  connect();
  client_.on_bytes(kNow + TimeDelta::Seconds(25), text_frame(R"(451-["e"])"));
  EXPECT_THAT(on_time(kNow + TimeDelta::Seconds(35)).lines, ElementsAre(StartsWith("disconnected "), "close"));
}

TEST_F(SioClientTest, PeerThatGoesAwayNeedsNoClosing) {
  connect();
  client_.on_peer_closed(kNow);
  EXPECT_THAT(observe(client_).lines,
              ElementsAre("disconnected transport close: connection closed without a close frame"));
}

TEST_F(SioClientTest, PeerThatGoesAwayInTheHandshakeIsTold) {
  start();
  client_.on_peer_closed(kNow);
  EXPECT_THAT(observe(client_).lines, ElementsAre("disconnected transport close: connection closed in the handshake"));
}

TEST_F(SioClientTest, CloseFrameIsTransportClose) {
  connect();
  const Observed end = receive(frame(Opcode::kClose, close_payload(1009, "too big")));
  EXPECT_THAT(end.lines, ElementsAre("disconnected transport close: close code 1009: too big", "close"));
  EXPECT_EQ(end.bytes, masked_close(1009, "too big"));
}

TEST_F(SioClientTest, EngineClosePacketIsTransportClose) {
  connect();
  EXPECT_THAT(receive_text("1").lines,
              ElementsAre("disconnected transport close: the server closed the session", "close"));
}

TEST_F(SioClientTest, DisconnectIsIoServerDisconnect) {
  connect();
  const Observed end = receive_text("41");
  EXPECT_THAT(end.lines, ElementsAre("disconnected io server disconnect: the server ended the session", "close"));
  EXPECT_EQ(end.bytes, masked_close(1000, "the server ended the session"));
}

TEST_F(SioClientTest, ConnectErrorIsToldWithItsMessage) {
  open();
  EXPECT_THAT(receive_text(R"(44{"message":"Invalid namespace"})").lines,
              ElementsAre("disconnected connect error: Invalid namespace", "close"));
}

TEST_F(SioClientTest, HttpRefusalIsToldWithItsStatus) {
  start();
  const Observed end = receive("HTTP/1.1 503 Busy\r\n\r\n");
  EXPECT_THAT(end.lines, ElementsAre("disconnected handshake error: HTTP status 503", "close"));
  EXPECT_EQ(end.bytes, "");
}

TEST_F(SioClientTest, BrokenEngineIoIsAParseError) {
  connect();
  const Observed end = receive_text("x");
  EXPECT_THAT(end.lines, ElementsAre("disconnected parse error: an unknown Engine.IO packet type", "close"));
  EXPECT_EQ(end.bytes, masked_close(1008, "an unknown Engine.IO packet type"));
}

TEST_F(SioClientTest, BrokenSocketIoIsAParseError) {
  connect();
  const Observed end = receive_text("42{}");
  EXPECT_THAT(end.lines, ElementsAre("disconnected parse error: an event without a name", "close"));
  EXPECT_EQ(end.bytes, masked_close(1008, "an event without a name"));
}

TEST_F(SioClientTest, BrokenFrameIsAParseError) {
  connect();
  EXPECT_THAT(receive("\xFF\xFF").lines, ElementsAre(StartsWith("disconnected parse error: "), "close"));
}

TEST_F(SioClientTest, NothingBehindABrokenPacketIsRead) {
  connect();
  const Observed end = receive(text_frame("42{}") + text_frame("2") + text_frame(R"(42["late"])"));
  EXPECT_THAT(end.lines, ElementsAre("disconnected parse error: an event without a name", "close"));
  EXPECT_EQ(end.bytes, masked_close(1008, "an event without a name"));
}

TEST_F(SioClientTest, IgnoredPacketIsTold) {
  connect();
  EXPECT_THAT(receive_text("437[]").lines, ElementsAre("ignored an ack that nobody awaits"));
}

TEST_F(SioClientTest, OwnCloseLeavesTheNamespaceAndSaysFarewell) {
  connect();
  client_.close();
  const Observed end = observe(client_);
  EXPECT_EQ(end.bytes, masked_text_frame("41") + masked_close(1000));
  EXPECT_THAT(end.lines, ElementsAre("close"));
}

TEST_F(SioClientTest, OwnCloseInTheHandshakeSaysNothing) {
  start();
  client_.close();
  const Observed end = observe(client_);
  EXPECT_EQ(end.bytes, "");
  EXPECT_THAT(end.lines, ElementsAre("close"));
}

TEST_F(SioClientTest, AfterItsEndEveryCallIsIgnored) {
  connect();
  client_.close();
  observe(client_);
  receive_text(R"(42["late"])");
  client_.on_time(kNow + TimeDelta::Seconds(1000));
  client_.on_peer_closed(kNow);
  client_.close();
  client_.start(kNow);
  EXPECT_EQ(client_.emit({"late", ""}), socket_io::SendResult::kNotConnected);
  EXPECT_EQ(observe(client_), Observed());
}

class SioClientWithBadHeader : public SioClientTest {
 protected:
  static SioClientOptions bad_options() {
    SioClientOptions result = options();
    result.headers[0].value = "a\r\nX-Evil: 1";
    return result;
  }
  SioClientWithBadHeader() : SioClientTest(bad_options()) {}
};

TEST_F(SioClientWithBadHeader, EndsBeforeAnyByteIsSent) {
  const Observed end = start();
  EXPECT_EQ(end.bytes, "");
  EXPECT_THAT(end.lines, ElementsAre("disconnected handshake error: bad header value", "close"));
}

class SioClientWithSmallMessages : public SioClientTest {
 protected:
  static SioClientOptions small_options() {
    SioClientOptions result = options();
    result.max_message_bytes = 200;
    return result;
  }
  SioClientWithSmallMessages() : SioClientTest(small_options()) {}
};

TEST_F(SioClientWithSmallMessages, LargerMessageEndsItWith1009) {
  connect();
  const std::string message = R"(42["e",")" + std::string(200, 'x') + R"("])";
  const Observed end = receive_text(message);
  EXPECT_THAT(end.lines, ElementsAre(StartsWith("disconnected message too large: "), "close"));
  EXPECT_EQ(end.bytes.substr(6, 2), close_payload(1009));
}

// Everything that a server may say in one session, ending in a DISCONNECT with bytes behind it.
std::string session_bytes() {
  return switching_protocols() + text_frame(kOpen) + text_frame(R"(42["early",1])") + text_frame(kConnected) +
         frame(Opcode::kPing, "ws") + text_frame("2") +
         text_frame(R"(427["foo","h)"
                    "\xC3\xA9"
                    R"("])") +
         frame(Opcode::kText, R"(452-["bin",{"_placeholder":true,"num":1},)", false) + frame(Opcode::kPong, "") +
         frame(Opcode::kContinuation, R"({"_placeholder":true,"num":0}])") + frame(Opcode::kBinary, "one") +
         frame(Opcode::kBinary, std::string(300, 'b')) + text_frame("6") + text_frame("41") + text_frame("2") +
         frame(Opcode::kClose, close_payload(1000));
}

Observed whole_session(std::size_t first_part) {
  SioClient client(options(), example_key_then_zero_masks());
  Observed observed;
  client.start(kNow);
  observed.add(client.take_outputs());
  const std::string bytes = session_bytes();
  client.on_bytes(kNow, bytes.substr(0, first_part));
  observed.add(client.take_outputs());
  client.on_bytes(kNow, bytes.substr(first_part));
  observed.add(client.take_outputs());
  return observed;
}

TEST(SioClientSession, IsUnderstoodFromItsFirstByteToItsLast) {
  EXPECT_THAT(whole_session(0).lines,
              ElementsAre("connected s", "event early 1", "event foo \"h\xC3\xA9\" ack=7",
                          "event bin {\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0} <one> <" +
                              std::string(300, 'b') + ">",
                          "disconnected io server disconnect: the server ended the session", "close"));
}

TEST(SioClientSession, SplitAtEveryPositionItIsUnderstoodTheSame) {
  const Observed whole = whole_session(0);
  const std::size_t size = session_bytes().size();
  for (std::size_t at = 1; at <= size; ++at) ASSERT_EQ(whole_session(at), whole) << at;
}

}  // namespace
}  // namespace sw::protocol::testing
