// The whole stack on both ends of an in-memory pipe.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/protocol/bytes.h"
#include "tests/unit/protocol/pipe.h"

namespace sw::protocol::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr std::size_t kFragmentBytes = 128 * 1024;
// Long enough for a frame with a 64-bit length, short enough to arrive byte by byte.
constexpr std::size_t kShortFragmentBytes = 66'000;

SioClientOptions client_options() {
  SioClientOptions options;
  options.host = "sts.example";
  options.port = 8080;
  options.headers = {{"X-Stream-ID", "stream-1"}, {"X-Worker-ID", "worker-1"}};
  return options;
}

void echo_to_client(Pipe& pipe) {
  pipe.on_server_event = [&pipe](const socket_io::EventReceived& event) {
    const std::string arguments = event.arguments.json();
    const auto& attachments = event.arguments.attachments();
    pipe.server.emit("/", {"back", arguments, attachments});
    if (event.ack_id) pipe.server.acknowledge("/", {*event.ack_id, arguments, attachments});
  };
}

std::string fragment(char fill, std::size_t bytes) { return "{\"audio\":\"" + std::string(bytes, fill) + "\"}"; }

// Two fragments, and what the client saw of them.
Observed run_echoes(uint64_t seed, std::size_t chunk) {
  Pipe pipe(client_options(), {}, seed, chunk);
  echo_to_client(pipe);
  pipe.run();
  for (const char fill : {'a', 'b'}) {
    EXPECT_EQ(pipe.client.emit({"fragment:data", fragment(fill, kShortFragmentBytes)}), socket_io::SendResult::kSent);
    pipe.run();
  }
  return pipe.client_saw;
}

TEST(JoinedStack, ConnectsAndTellsTheServerWhoTheClientIs) {
  Pipe pipe(client_options(), {}, 1);
  pipe.run();
  EXPECT_EQ(pipe.client.state(), SioClient::State::kConnected);
  EXPECT_THAT(pipe.server_saw.lines, ElementsAre("accepted /socket.io/", HasSubstr("connected ")));
  EXPECT_THAT(pipe.client_saw.bytes, HasSubstr("\r\nX-Stream-ID: stream-1\r\nX-Worker-ID: worker-1\r\n"));
}

TEST(JoinedStack, BothEndsNameTheSameSession) {
  Pipe pipe(client_options(), {}, 1);
  pipe.run();
  ASSERT_THAT(pipe.client_saw.lines, SizeIs(1));
  EXPECT_THAT(pipe.server_saw.lines, Contains(pipe.client_saw.lines.front()));
}

TEST(JoinedStack, EchoesTenFragmentsOf128Kilobytes) {
  Pipe pipe(client_options(), {}, 1);
  echo_to_client(pipe);
  pipe.run();
  for (char fill = 'a'; fill < 'k'; ++fill) {
    ASSERT_EQ(pipe.client.emit({"fragment:data", fragment(fill, kFragmentBytes)}), socket_io::SendResult::kSent);
    pipe.run();
    EXPECT_EQ(pipe.client_saw.lines.back(), "event back " + fragment(fill, kFragmentBytes));
  }
  EXPECT_THAT(pipe.client_saw.lines, SizeIs(11));
}

TEST(JoinedStack, SameRandomWordsGiveTheSameBytes) { EXPECT_EQ(run_echoes(7, 4096), run_echoes(7, 4096)); }

TEST(JoinedStack, OtherRandomWordsGiveOtherBytes) { EXPECT_NE(run_echoes(7, 4096).bytes, run_echoes(8, 4096).bytes); }

TEST(JoinedStack, ChunksOfAnySizeGiveTheSameBytesAndEvents) {
  const Observed whole = run_echoes(7, std::string::npos);
  for (const std::size_t chunk : {1u, 125u, 4096u, 65536u}) EXPECT_EQ(run_echoes(7, chunk), whole) << chunk;
}

TEST(JoinedStack, CarriesAttachmentsAndAcksBothWays) {
  Pipe pipe(client_options(), {}, 1);
  echo_to_client(pipe);
  pipe.run();
  const std::string arguments = socket_io::placeholder_json(0) + ",{\"b\":" + socket_io::placeholder_json(1) + "}";
  const std::vector<std::string> attachments = {std::string("\0\1", 2), "two"};
  ASSERT_EQ(pipe.client.emit({"bin", arguments, attachments, 5}), socket_io::SendResult::kSent);
  pipe.run();
  const std::string shown = arguments + " <" + attachments[0] + "> <two>";
  EXPECT_THAT(pipe.server_saw.lines, Contains("event bin " + shown + " ack=5"));
  EXPECT_THAT(pipe.client_saw.lines, ElementsAre(HasSubstr("connected"), "event back " + shown, "acked 5 " + shown));
}

TEST(JoinedStack, ClientCloseReachesTheServerAsLeavingAndTransportClose) {
  Pipe pipe(client_options(), {}, 1);
  pipe.run();
  pipe.client.close();
  pipe.run();
  EXPECT_EQ(pipe.client_saw.lines.back(), "close");
  ASSERT_THAT(pipe.server_saw.lines, SizeIs(5));
  EXPECT_EQ(pipe.server_saw.lines[2], "left /");
  EXPECT_EQ(pipe.server_saw.lines[3], "disconnected transport close: close code 1000");
  EXPECT_EQ(pipe.server_saw.lines[4], "close");
}

TEST(JoinedStack, ServerDisconnectEndsTheClient) {
  Pipe pipe(client_options(), {}, 1);
  pipe.run();
  pipe.server.disconnect("/");
  pipe.run();
  EXPECT_THAT(pipe.client_saw.lines, Contains(HasSubstr("disconnected io server disconnect")));
  EXPECT_EQ(pipe.client.state(), SioClient::State::kClosed);
}

}  // namespace
}  // namespace sw::protocol::testing
