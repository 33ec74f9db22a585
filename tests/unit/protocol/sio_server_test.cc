// The joined server against bytes written by hand.
#include "worker/protocol/sio_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/protocol/bytes.h"
#include "tests/unit/protocol/observed.h"

namespace sw::protocol::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const Timestamp kNow = Timestamp::FromSeconds(100);
constexpr TimeDelta kTick = TimeDelta::Nanos(1);
constexpr std::string_view kRawResource = "/engine.io/?EIO=4&transport=websocket";

SioServerOptions options() {
  SioServerOptions result;
  result.raw_path = "/engine.io/";
  result.socket_io.namespaces = {"/", "/custom"};
  result.max_payload = 1000;
  return result;
}

class SioServerTest : public ::testing::Test {
 protected:
  explicit SioServerTest(SioServerOptions from = options()) : server_(std::move(from), [] { return 0u; }) {
    server_.start(kNow);
  }

  Observed receive(std::string_view bytes, Timestamp now = kNow) {
    server_.on_bytes(now, bytes);
    return observe(server_);
  }
  Observed receive_text(std::string_view text, Timestamp now = kNow) { return receive(masked_text_frame(text), now); }
  Observed on_time(Timestamp now) {
    server_.on_time(now);
    return observe(server_);
  }
  void connect() {
    receive(upgrade_request());
    receive_text("40");
  }

  SioServerConnection server_;
};

TEST_F(SioServerTest, OpensByteForByte) {
  const Observed opened = receive(upgrade_request());
  const std::string open =
      R"(0{"sid":"AAAAAAAAAAAAAAAAAAAA","upgrades":[],"pingInterval":25000,"pingTimeout":10000,"maxPayload":1000})";
  EXPECT_THAT(opened.bytes, StartsWith("HTTP/1.1 101 Switching Protocols\r\n"));
  EXPECT_EQ(opened.bytes.substr(opened.bytes.find("\r\n\r\n") + 4), text_frame(open));
  EXPECT_THAT(opened.lines, ElementsAre("accepted /socket.io/"));
}

TEST_F(SioServerTest, TellsTheHeadersOfTheRequest) {
  server_.on_bytes(kNow, upgrade_request("/socket.io/?EIO=4&transport=websocket", "X-Stream-ID: stream-1\r\n"));
  for (const ServerOutput& output : server_.take_outputs()) {
    if (const auto* accepted = std::get_if<Accepted>(&output)) {
      EXPECT_EQ(accepted->request.header("x-stream-id"), "stream-1");
      return;
    }
  }
  FAIL() << "not accepted";
}

TEST_F(SioServerTest, ConnectsByteForByte) {
  receive(upgrade_request());
  const Observed connected = receive_text(R"(40{"token":"123"})");
  EXPECT_EQ(connected.bytes, text_frame(R"(40{"sid":"AAAAAAAAAAAAAAAAAAAA"})"));
  EXPECT_THAT(connected.lines, ElementsAre(R"(connected AAAAAAAAAAAAAAAAAAAA {"token":"123"})"));
}

TEST_F(SioServerTest, EmitsToANamespaceByteForByte) {
  connect();
  receive_text("40/custom,");
  EXPECT_EQ(server_.emit("/custom", {"foo", "1"}), socket_io::SendResult::kSent);
  EXPECT_EQ(server_.acknowledge("/", {3, "2"}), socket_io::SendResult::kSent);
  EXPECT_EQ(observe(server_).bytes, text_frame(R"(42/custom,["foo",1])") + text_frame("433[2]"));
}

TEST_F(SioServerTest, UnknownNamespaceIsRefusedAndTheConnectionStays) {
  receive(upgrade_request());
  EXPECT_EQ(receive_text("40/random,").bytes, text_frame(R"(44/random,{"message":"Invalid namespace"})"));
  EXPECT_THAT(receive_text("40").lines, ElementsAre(StartsWith("connected ")));
}

TEST_F(SioServerTest, DisconnectLeavesTheConnectionUp) {
  connect();
  server_.disconnect("/");
  EXPECT_EQ(observe(server_).bytes, text_frame("41"));
  EXPECT_THAT(receive_text("2").lines, ElementsAre(HasSubstr("must not send"), "close"));
}

TEST_F(SioServerTest, HandshakeIsDueAtItsDeadlineAndNotANanosecondBefore) {
  const Timestamp deadline = kNow + kServerHandshakeTime;
  EXPECT_EQ(server_.deadline(), deadline);
  receive("GET / HT");
  EXPECT_THAT(on_time(deadline - kTick).lines, IsEmpty());
  EXPECT_THAT(on_time(deadline).lines, ElementsAre("disconnected connect timeout: no handshake in time", "close"));
}

TEST_F(SioServerTest, ConnectIsDueAtItsDeadline) {
  receive(upgrade_request());
  // Until then it is kept alive by its pongs.
  on_time(kNow + TimeDelta::Seconds(25));
  receive_text("3", kNow + TimeDelta::Seconds(26));
  EXPECT_EQ(server_.deadline(), kNow + kServerConnectTime);
  EXPECT_THAT(on_time(kNow + kServerConnectTime).lines,
              ElementsAre("disconnected connect timeout: no CONNECT in time", "close"));
}

TEST_F(SioServerTest, PingsAndEndsWithoutAPong) {
  connect();
  EXPECT_EQ(on_time(kNow + TimeDelta::Seconds(25)).bytes, text_frame("2"));
  EXPECT_THAT(on_time(kNow + TimeDelta::Seconds(35) - kTick).lines, IsEmpty());
  EXPECT_THAT(on_time(kNow + TimeDelta::Seconds(35)).lines,
              ElementsAre("disconnected ping timeout: ping timeout", "close"));
}

TEST_F(SioServerTest, MessageOfExactlyMaxPayloadIsTaken) {
  connect();
  const auto message = [](std::size_t size) { return R"(42["e",")" + std::string(size - 10, 'x') + R"("])"; };
  EXPECT_THAT(receive_text(message(1000)).lines, ElementsAre(StartsWith("event e ")));
  const Observed end = receive_text(message(1001));
  EXPECT_THAT(end.lines, ElementsAre(StartsWith("disconnected message too large"), "close"));
  EXPECT_EQ(end.bytes.substr(2, 2), close_payload(1009));
}

TEST_F(SioServerTest, AnythingBeforeConnectEndsIt) {
  receive(upgrade_request());
  const Observed end = receive_text(R"(42["foo"])");
  EXPECT_THAT(end.lines, ElementsAre(HasSubstr("namespace that was not joined"), "close"));
  EXPECT_THAT(end.bytes, HasSubstr(std::string("\x03\xF0", 2)));  // 1008
}

TEST_F(SioServerTest, RawPathCarriesEngineIoMessages) {
  receive(upgrade_request(kRawResource));
  EXPECT_THAT(receive_text("4hello").lines, ElementsAre("raw hello"));
  EXPECT_THAT(receive(masked_frame(Opcode::kBinary, "\x01")).lines, ElementsAre("raw binary \x01"));
  ASSERT_TRUE(server_.send_raw(false, "back"));
  ASSERT_TRUE(server_.send_raw(true, "\x02"));
  EXPECT_EQ(observe(server_).bytes, text_frame("4back") + frame(Opcode::kBinary, "\x02"));
}

TEST_F(SioServerTest, RawPathHasNoConnectTime) {
  receive(upgrade_request(kRawResource));
  EXPECT_EQ(server_.deadline(), kNow + kPingInterval);
  EXPECT_EQ(server_.emit("/", {"foo", ""}), socket_io::SendResult::kNotConnected);
}

TEST_F(SioServerTest, RawMessagesNeedTheRawPath) {
  connect();
  EXPECT_FALSE(server_.send_raw(false, "x"));
  EXPECT_EQ(observe(server_).bytes, "");
}

struct RefusedRequest {
  std::string bytes;
  std::string status_line;
};

class SioServerRefuses : public SioServerTest, public ::testing::WithParamInterface<RefusedRequest> {};

TEST_P(SioServerRefuses, RequestsThatAreNotItsOwn) {
  const Observed end = receive(GetParam().bytes);
  EXPECT_THAT(end.bytes, StartsWith(GetParam().status_line));
  EXPECT_THAT(end.lines, ElementsAre(StartsWith("disconnected handshake error: "), "close"));
}

constexpr const char* kBadRequest = "HTTP/1.1 400 Bad Request\r\n";
INSTANTIATE_TEST_SUITE_P(
    Requests, SioServerRefuses,
    ::testing::Values(
        RefusedRequest{"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: sts\r\n\r\n", kBadRequest},
        RefusedRequest{"POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: sts\r\nContent-Length: 2\r\n\r\n40",
                       kBadRequest},
        RefusedRequest{upgrade_request("/socket.io/?EIO=3&transport=websocket"), kBadRequest},
        RefusedRequest{upgrade_request("/engine.io/?EIO=abc&transport=websocket"), kBadRequest},
        RefusedRequest{upgrade_request("/socket.io/?EIO=4"), kBadRequest},
        RefusedRequest{upgrade_request("/socket.io?EIO=4&transport=websocket"), "HTTP/1.1 404 Not Found\r\n"},
        RefusedRequest{upgrade_request("/"), "HTTP/1.1 404 Not Found\r\n"}, RefusedRequest{"\r\n\r\n", kBadRequest}));

TEST_F(SioServerTest, ClientThatLeavesIsTold) {
  connect();
  EXPECT_THAT(receive_text("41").lines, ElementsAre("left /"));
  server_.on_peer_closed(kNow);
  EXPECT_THAT(observe(server_).lines,
              ElementsAre("disconnected transport close: connection closed without a close frame"));
}

TEST_F(SioServerTest, OwnCloseSaysFarewell) {
  connect();
  server_.close();
  const Observed end = observe(server_);
  EXPECT_EQ(end.bytes, frame(Opcode::kClose, close_payload(1000)));
  EXPECT_THAT(end.lines, ElementsAre("close"));
}

TEST_F(SioServerTest, AfterItsEndEveryCallIsIgnored) {
  connect();
  server_.close();
  observe(server_);
  receive_text(R"(42["late"])");
  server_.on_time(kNow + TimeDelta::Seconds(1000));
  server_.on_peer_closed(kNow);
  server_.close();
  server_.disconnect("/");
  EXPECT_EQ(server_.deadline(), std::nullopt);
  EXPECT_EQ(server_.emit("/", {"late", ""}), socket_io::SendResult::kNotConnected);
  EXPECT_EQ(server_.acknowledge("/", {1, ""}), socket_io::SendResult::kNotConnected);
  EXPECT_EQ(observe(server_), Observed());
}

class SioServerWithoutMaxPayload : public SioServerTest {
 protected:
  static SioServerOptions silent_options() {
    SioServerOptions result = options();
    result.announce_max_payload = false;
    return result;
  }
  SioServerWithoutMaxPayload() : SioServerTest(silent_options()) {}
};

TEST_F(SioServerWithoutMaxPayload, DoesNotAnnounceIt) {
  EXPECT_THAT(receive(upgrade_request()).bytes, HasSubstr(R"("pingTimeout":10000})"));
}

}  // namespace
}  // namespace sw::protocol::testing
