// The client's side of the opening handshake (RFC 6455 §4.1).
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
using ::testing::Not;
using ::testing::StartsWith;

std::string answer_with(std::string_view headers) { return "HTTP/1.1 101 X\r\n" + std::string(headers) + "\r\n\r\n"; }

std::vector<std::string> lines_after(std::string_view answer) {
  Probe client = make_client();
  client.start();
  client.receive(answer);
  return client.lines();
}

TEST(WebSocketClientHandshake, SendsItsRequestByteForByte) {
  websocket::ClientOptions options;
  options.host = "sts.example";
  options.port = 8080;
  options.resource = "/socket.io/?EIO=4&transport=websocket";
  options.headers = {{"X-Stream-ID", "stream-1"}, {"X-Worker-ID", "worker-1"}};
  Probe client = make_client(options);
  client.start();
  EXPECT_EQ(client.sent(),
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
            "Connection: Upgrade\r\n"
            "Host: sts.example:8080\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n"
            "Upgrade: websocket\r\n"
            "User-Agent: stream-worker\r\n"
            "X-Stream-ID: stream-1\r\n"
            "X-Worker-ID: worker-1\r\n"
            "\r\n");
}

TEST(WebSocketClientHandshake, HostLeavesOutTheDefaultPort) {
  websocket::ClientOptions options;
  options.port = 443;
  options.secure = true;
  Probe client = make_client(options);
  client.start();
  EXPECT_THAT(client.sent(), HasSubstr("\r\nHost: sts\r\n"));
}

TEST(WebSocketClientHandshake, HostBracketsAnIpv6Address) {
  websocket::ClientOptions options;
  options.host = "::1";
  options.port = 8080;
  Probe client = make_client(options);
  client.start();
  EXPECT_THAT(client.sent(), HasSubstr("\r\nHost: [::1]:8080\r\n"));
}

TEST(WebSocketClientHandshake, OpensOnTheExampleAnswer) {
  EXPECT_THAT(lines_after(switching_protocols()), ElementsAre("opened"));
}

TEST(WebSocketClientHandshake, FramesBehindTheAnswerAreRead) {
  EXPECT_THAT(lines_after(switching_protocols() + text_frame("0{}")), ElementsAre("opened", "text 0{}"));
}

TEST(WebSocketClientHandshake, OtherStatusIsRefusedWithIt) {
  EXPECT_THAT(lines_after("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"),
              ElementsAre("ended refused 404: HTTP status 404"));
}

TEST(WebSocketClientHandshake, WrongAcceptFails) {
  const auto lines = lines_after(
      answer_with("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA="));
  EXPECT_THAT(lines, ElementsAre(StartsWith("ended handshake 0: ")));
}

TEST(WebSocketClientHandshake, MissingUpgradeFails) {
  const auto lines =
      lines_after(answer_with("Connection: Upgrade\r\nSec-WebSocket-Accept: " + std::string(kExampleAccept)));
  EXPECT_THAT(lines, ElementsAre(StartsWith("ended handshake 0: ")));
}

TEST(WebSocketClientHandshake, UnofferedExtensionFails) {
  EXPECT_THAT(lines_after(switching_protocols("Sec-WebSocket-Extensions: permessage-deflate\r\n")),
              ElementsAre("ended handshake 0: an extension that was not offered"));
}

TEST(WebSocketClientHandshake, MalformedExtensionFailsOnce) {
  EXPECT_THAT(lines_after(switching_protocols("Sec-WebSocket-Extensions: ;;;\r\n")),
              ElementsAre(StartsWith("ended handshake 0: ")));
}

TEST(WebSocketClientHandshake, UnofferedSubprotocolFails) {
  EXPECT_THAT(lines_after(switching_protocols("Sec-WebSocket-Protocol: chat\r\n")),
              ElementsAre("ended handshake 0: a subprotocol that was not offered"));
}

TEST(WebSocketClientHandshake, BodyBehind101Fails) {
  EXPECT_THAT(lines_after(switching_protocols("Content-Length: 5\r\n")),
              ElementsAre("ended handshake 0: a body behind status 101"));
  EXPECT_THAT(lines_after(switching_protocols("Transfer-Encoding: chunked\r\n")),
              ElementsAre("ended handshake 0: a body behind status 101"));
}

TEST(WebSocketClientHandshake, GarbageFails) {
  EXPECT_THAT(lines_after("SSH-2.0-OpenSSH_9.2\r\n\r\n"), ElementsAre(StartsWith("ended handshake 0: ")));
}

TEST(WebSocketClientHandshake, ReasonMayBeAbsent) {
  EXPECT_THAT(lines_after("HTTP/1.1 503\r\n\r\n"), ElementsAre("ended refused 503: HTTP status 503"));
}

TEST(WebSocketClientHandshake, StatusLineThatIsNoneFails) {
  for (const char* line :
       {"HTTP/2.1 4024 X", "HTTP/1.1 4024 X", "HTTP/1.1 -10 X", "HTTP/1.1 099 X", "HTTP/1.1 10", "X"}) {
    EXPECT_THAT(lines_after(std::string(line) + "\r\n\r\n"),
                ElementsAre("ended handshake 0: not an answer in HTTP/1.1"))
        << line;
  }
}

TEST(WebSocketClientHandshake, HeadOfExactlyItsLimitOpens) {
  const std::size_t used = switching_protocols("X-Fill: \r\n").size();
  const std::string fill(kMaxHandshakeBytes - used, 'x');
  const std::string answer = switching_protocols("X-Fill: " + fill + "\r\n");
  ASSERT_EQ(answer.size(), kMaxHandshakeBytes);
  EXPECT_THAT(lines_after(answer), ElementsAre("opened"));
}

TEST(WebSocketClientHandshake, HeadBeyondItsLimitFails) {
  const std::string fill(kMaxHandshakeBytes, 'x');
  EXPECT_THAT(lines_after(switching_protocols("X-Fill: " + fill + "\r\n")),
              ElementsAre("ended handshake 0: handshake longer than its limit"));
}

TEST(WebSocketClientHandshake, SplitAnywhereTheOutcomeIsTheSame) {
  const std::string fill(kMaxHandshakeBytes / 2, 'x');
  const std::string bytes = switching_protocols("X-Fill: " + fill + "\r\n") + text_frame("40") + text_frame("41");
  for (const std::size_t chunk : {1u, 2u, 3u, 7u, 1000u}) {
    Probe client = make_client();
    client.start();
    client.receive_in(chunk, bytes);
    EXPECT_THAT(client.lines(), ElementsAre("opened", "text 40", "text 41")) << chunk;
  }
}

TEST(WebSocketClientHandshake, PeerThatGoesAwayEndsIt) {
  Probe client = make_client();
  client.start();
  client.receive("HTTP/1.1 101 Swi");
  client.peer_closed();
  EXPECT_THAT(client.lines(), ElementsAre("ended peer-gone 0: connection closed in the handshake"));
}

// What must not become a request, and why.
struct BadOptions {
  websocket::ClientOptions options;
  std::string problem;
};
websocket::ClientOptions with_header(std::string name, std::string value) {
  websocket::ClientOptions options;
  options.host = "sts";
  options.headers = {{std::move(name), std::move(value)}};
  return options;
}
websocket::ClientOptions with_target(std::string host, uint16_t port, std::string resource) {
  websocket::ClientOptions options;
  options.host = std::move(host);
  options.port = port;
  options.resource = std::move(resource);
  return options;
}

class WebSocketClientOptions : public ::testing::TestWithParam<BadOptions> {};

TEST_P(WebSocketClientOptions, EndBeforeAnyByteIsSent) {
  Probe client = make_client(GetParam().options);
  client.start();
  EXPECT_THAT(client.lines(), ElementsAre("ended bad-options 0: " + GetParam().problem));
  EXPECT_THAT(client.sent(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Bad, WebSocketClientOptions,
    ::testing::Values(BadOptions{with_header("X-Stream-ID", "a\r\nX-Evil: 1"), "bad header value"},
                      BadOptions{with_header("X-Stream-ID", "a\nb"), "bad header value"},
                      BadOptions{with_header("X-Stream-ID", std::string("a\0b", 3)), "bad header value"},
                      BadOptions{with_header("X-Stream-ID", "\xC3\xA9"), "bad header value"},
                      BadOptions{with_header("X Stream", "a"), "bad header name"},
                      BadOptions{with_header("", "a"), "bad header name"},
                      BadOptions{with_header("hOST", "a"), "reserved header name"},
                      BadOptions{with_header("Sec-WebSocket-Extensions", "a"), "reserved header name"},
                      BadOptions{with_target("sts evil", 80, "/"), "bad host"},
                      BadOptions{with_target("sts\r\n", 80, "/"), "bad host"},
                      BadOptions{with_target("sts", 0, "/"), "bad port"},
                      BadOptions{with_target("sts", 80, "socket.io"), "bad resource"},
                      BadOptions{with_target("sts", 80, "/ HTTP/1.1\r\nX: 1"), "bad resource"}));

}  // namespace
}  // namespace sw::protocol::testing
