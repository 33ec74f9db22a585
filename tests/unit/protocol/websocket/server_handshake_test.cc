// The server's side of the opening handshake (RFC 6455 §4.2).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/protocol/bytes.h"
#include "tests/unit/protocol/websocket/probe.h"

namespace sw::protocol::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::string without_header(std::string request, const std::string& name) {
  const std::size_t at = request.find(name + ": ");
  return request.erase(at, request.find("\r\n", at) + 2 - at);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

std::string answer_to(std::string_view request) {
  Probe server = make_server();
  server.receive(request);
  EXPECT_THAT(server.lines(), ElementsAre(StartsWith("ended ")));
  return server.sent();
}

TEST(WebSocketServerHandshake, AnswersTheExampleByteForByte) {
  Probe server = make_server();
  server.receive(upgrade_request());
  EXPECT_THAT(server.lines(), ElementsAre("opened"));
  EXPECT_EQ(server.sent(),
            "HTTP/1.1 101 Switching Protocols\r\n"
            "Connection: Upgrade\r\n"
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
            "Upgrade: websocket\r\n"
            "\r\n");
}

TEST(WebSocketServerHandshake, JudgeSeesTheWholeRequest) {
  websocket::Request seen;
  websocket::ServerOptions options;
  options.judge = [&](const websocket::Request& request) {
    seen = request;
    return std::nullopt;
  };
  Probe server = make_server(options);
  server.receive(upgrade_request("/socket.io/?EIO=4&transport=websocket", "x-stream-id: stream-1\r\n"));
  EXPECT_EQ(seen.method, "GET");
  EXPECT_EQ(seen.path, "/socket.io/");
  EXPECT_EQ(seen.query, "EIO=4&transport=websocket");
  EXPECT_TRUE(seen.upgrade);
  EXPECT_EQ(seen.header("X-Stream-ID"), "stream-1");
  EXPECT_EQ(seen.header("X-Worker-ID"), "");
}

TEST(WebSocketServerHandshake, JudgeRefusesWithItsOwnAnswer) {
  websocket::ServerOptions options;
  options.judge = [](const websocket::Request&) { return websocket::Refusal{403, "text/plain", "go away"}; };
  Probe server = make_server(options);
  server.receive(upgrade_request());
  EXPECT_THAT(server.lines(), ElementsAre("ended refused 403: refused with HTTP status 403"));
  EXPECT_EQ(
      server.sent(),
      "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 7\r\nContent-Type: text/plain\r\n\r\ngo away");
}

TEST(WebSocketServerHandshake, PlainHttpGets400) {
  EXPECT_THAT(answer_to("GET / HTTP/1.1\r\nHost: sts\r\n\r\n"), StartsWith("HTTP/1.1 400 Bad Request\r\n"));
}

TEST(WebSocketServerHandshake, PostGets400WithoutItsBodyBeingRead) {
  const std::string head = "POST / HTTP/1.1\r\nHost: sts\r\nContent-Length: 100000000000\r\n\r\n";
  EXPECT_THAT(answer_to(head), StartsWith("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_EQ(answer_to(head + "body"), answer_to(head));
}

TEST(WebSocketServerHandshake, OtherVersionGets426AndIsToldOurs) {
  const std::string answer = answer_to(replaced(upgrade_request(), "Version: 13", "Version: 8"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 426 Upgrade Required\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nSec-WebSocket-Version: 13\r\n"));
}

TEST(WebSocketServerHandshake, AbsentVersionIsNoDraft) {
  EXPECT_THAT(answer_to(without_header(upgrade_request(), "Sec-WebSocket-Version")), StartsWith("HTTP/1.1 426 "));
}

TEST(WebSocketServerHandshake, BadKeyGets400) {
  EXPECT_THAT(answer_to(without_header(upgrade_request(), "Sec-WebSocket-Key")), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(answer_to(replaced(upgrade_request(), std::string(kExampleKey), "short")), StartsWith("HTTP/1.1 400 "));
}

TEST(WebSocketServerHandshake, OtherMethodGets400) {
  EXPECT_THAT(answer_to(replaced(upgrade_request(), "GET", "PUT")), StartsWith("HTTP/1.1 400 "));
}

TEST(WebSocketServerHandshake, Http10Gets400) {
  EXPECT_THAT(answer_to(replaced(upgrade_request(), "HTTP/1.1", "HTTP/1.0")), StartsWith("HTTP/1.1 400 "));
}

TEST(WebSocketServerHandshake, AbsentHostGets400) {
  EXPECT_THAT(answer_to(without_header(upgrade_request(), "Host")), StartsWith("HTTP/1.1 400 "));
}

TEST(WebSocketServerHandshake, BodyGets400) {
  EXPECT_THAT(answer_to(upgrade_request("/", "Content-Length: 5\r\n")), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(answer_to(upgrade_request("/", "Transfer-Encoding: chunked\r\n")), StartsWith("HTTP/1.1 400 "));
}

TEST(WebSocketServerHandshake, GarbageGets400) {
  EXPECT_THAT(answer_to("\x16\x03\x01\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(answer_to("\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
}

TEST(WebSocketServerHandshake, CompressionIsNotAccepted) {
  Probe server = make_server();
  server.receive(upgrade_request("/", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"));
  EXPECT_THAT(server.lines(), ElementsAre("opened"));
  EXPECT_THAT(server.sent(), ::testing::Not(HasSubstr("Extensions")));
}

TEST(WebSocketServerHandshake, HeadBeyondItsLimitEndsWithoutAnAnswer) {
  Probe server = make_server();
  server.receive(upgrade_request("/", "X-Fill: " + std::string(kMaxHandshakeBytes, 'x') + "\r\n"));
  EXPECT_THAT(server.lines(), ElementsAre("ended handshake 0: handshake longer than its limit"));
  EXPECT_THAT(server.sent(), IsEmpty());
}

TEST(WebSocketServerHandshake, SplitAnywhereTheOutcomeIsTheSame) {
  const std::string bytes = upgrade_request() + masked_text_frame("40");
  for (std::size_t chunk = 1; chunk < bytes.size(); ++chunk) {
    Probe server = make_server();
    server.receive_in(chunk, bytes);
    ASSERT_THAT(server.lines(), ElementsAre("opened", "text 40")) << chunk;
  }
}

}  // namespace
}  // namespace sw::protocol::testing
