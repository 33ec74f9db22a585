// The server's Socket.IO session with one client.
#include "worker/protocol/socket_io/server_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/protocol/bytes.h"
#include "tests/unit/protocol/socket_io/described.h"

namespace sw::protocol::socket_io {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using testing::take_lines;

const Timestamp kNow = Timestamp::FromSeconds(100);
constexpr std::size_t kMaxBytes = 1'000;

class SocketIoServer : public ::testing::Test {
 protected:
  SocketIoServer() : session_({{"/", "/custom"}, kServerConnectTime, {}}, [] { return 0u; }) { session_.start(kNow); }

  std::vector<std::string> on_text(std::string_view text) {
    session_.on_text(kNow, std::string(text), actions_);
    return take_lines(actions_);
  }
  std::vector<std::string> on_time(Timestamp now) {
    session_.on_time(now, actions_);
    return take_lines(actions_);
  }

  Actions actions_;
  ServerSession session_;
};

TEST_F(SocketIoServer, AcceptsConnectWithASessionId) {
  EXPECT_THAT(on_text("0"), ElementsAre(R"(send 0{"sid":"AAAAAAAAAAAAAAAAAAAA"})", "connected /"));
}

TEST_F(SocketIoServer, TellsTheAuthPayload) {
  EXPECT_THAT(on_text(R"(0{"token":"123"})"), ElementsAre(StartsWith("send 0{"), R"(connected / {"token":"123"})"));
}

TEST_F(SocketIoServer, AcceptsACustomNamespaceWithOrWithoutItsComma) {
  EXPECT_THAT(on_text("0/custom,"),
              ElementsAre(R"(send 0/custom,{"sid":"AAAAAAAAAAAAAAAAAAAA"})", "connected /custom"));
  EXPECT_THAT(on_text("1/custom"), ElementsAre("left /custom"));
  EXPECT_THAT(on_text("0/custom"), ElementsAre(StartsWith("send 0/custom,"), "connected /custom"));
}

TEST_F(SocketIoServer, RefusesAnUnknownNamespaceAndStays) {
  EXPECT_THAT(on_text("0/random,"), ElementsAre(R"(send 4/random,{"message":"Invalid namespace"})"));
  EXPECT_THAT(on_text("0"), ElementsAre(StartsWith("send 0{"), "connected /"));
}

TEST_F(SocketIoServer, RefusalsHaveALimit) {
  for (std::size_t i = 0; i < kMaxRefusedConnects; ++i) {
    ASSERT_THAT(on_text("0/random,"), ElementsAre(StartsWith("send 4/random,")));
  }
  EXPECT_THAT(on_text("0/random,"), ElementsAre("failed too many unknown namespaces"));
}

TEST_F(SocketIoServer, RefusalDoesNotStopTheConnectTime) {
  on_text("0/random,");
  EXPECT_EQ(session_.deadline(), kNow + kServerConnectTime);
}

TEST_F(SocketIoServer, ConnectIsDueAtItsDeadlineAndNotANanosecondBefore) {
  const Timestamp deadline = kNow + kServerConnectTime;
  EXPECT_THAT(on_time(deadline - TimeDelta::Nanos(1)), IsEmpty());
  EXPECT_THAT(on_time(deadline), ElementsAre("failed no CONNECT in time"));
  EXPECT_THAT(on_text("0"), IsEmpty());
}

TEST_F(SocketIoServer, ConnectedClientHasNoDeadline) {
  on_text("0");
  EXPECT_EQ(session_.deadline(), std::nullopt);
  EXPECT_THAT(on_time(kNow + TimeDelta::Seconds(1000)), IsEmpty());
}

TEST_F(SocketIoServer, AnythingBeforeConnectEndsIt) {
  EXPECT_THAT(on_text(R"(2["foo"])"), ElementsAre("failed a packet for a namespace that was not joined"));
  EXPECT_THAT(on_text("0"), IsEmpty());
}

TEST_F(SocketIoServer, SecondConnectEndsIt) {
  on_text("0");
  EXPECT_THAT(on_text("0"), ElementsAre("failed a second CONNECT to a namespace"));
  EXPECT_EQ(session_.emit("/", {"foo", ""}, kMaxBytes, actions_), SendResult::kNotConnected);
}

TEST_F(SocketIoServer, ConnectErrorFromAClientEndsIt) {
  on_text("0");
  EXPECT_THAT(on_text(R"(4"no")"), ElementsAre("failed a packet that a client must not send"));
}

TEST_F(SocketIoServer, BadPacketEndsIt) {
  on_text("0");
  EXPECT_THAT(on_text("abc"), ElementsAre("failed an unknown Socket.IO packet type"));
}

TEST_F(SocketIoServer, EventsOfBothNamespacesAreToldApart) {
  on_text("0");
  on_text("0/custom,");
  EXPECT_THAT(on_text(R"(2["foo",1])"), ElementsAre("event / foo 1"));
  EXPECT_THAT(on_text(R"(2/custom,9["foo",2])"), ElementsAre("event /custom foo 2 ack=9"));
}

TEST_F(SocketIoServer, EmitsAndAcksByteForByte) {
  on_text("0/custom,");
  EXPECT_EQ(session_.emit("/custom", {"foo", "1", {}, 2}, kMaxBytes, actions_), SendResult::kSent);
  EXPECT_EQ(session_.acknowledge("/custom", {9, "true"}, kMaxBytes, actions_), SendResult::kSent);
  EXPECT_THAT(take_lines(actions_), ElementsAre(R"(send 2/custom,2["foo",1])", "send 3/custom,9[true]"));
  EXPECT_THAT(on_text("3/custom,2[]"), ElementsAre("acked 2 "));
}

TEST_F(SocketIoServer, EmitsToJoinedNamespacesAlone) {
  on_text("0");
  EXPECT_EQ(session_.emit("/custom", {"foo", ""}, kMaxBytes, actions_), SendResult::kNotConnected);
  EXPECT_EQ(session_.acknowledge("/custom", {1, ""}, kMaxBytes, actions_), SendResult::kNotConnected);
}

TEST_F(SocketIoServer, DisconnectIsSentOnce) {
  on_text("0");
  session_.disconnect("/", actions_);
  session_.disconnect("/", actions_);
  EXPECT_THAT(take_lines(actions_), ElementsAre("send 1"));
  EXPECT_EQ(session_.emit("/", {"foo", ""}, kMaxBytes, actions_), SendResult::kNotConnected);
}

TEST_F(SocketIoServer, UnfinishedPacketEndsItAtItsDeadline) {
  on_text("0");
  on_text(R"(51-["foo"])");
  EXPECT_EQ(session_.deadline(), kNow + kUnfinishedPacketTime);
  EXPECT_THAT(on_time(kNow + kUnfinishedPacketTime), ElementsAre("failed a binary packet that stays unfinished"));
}

TEST_F(SocketIoServer, EarlierOfTwoDeadlinesCounts) {
  on_text("51-[\"foo\"]");
  EXPECT_EQ(session_.deadline(), kNow + kUnfinishedPacketTime);
}

TEST_F(SocketIoServer, SessionIdsFollowTheRandomWords) {
  ServerSession session({{"/"}, kServerConnectTime, {}}, testing::seeded(1));
  session.start(kNow);
  session.on_text(kNow, "0", actions_);
  EXPECT_NE(take_lines(actions_).front(), R"(send 0{"sid":"AAAAAAAAAAAAAAAAAAAA"})");
}

}  // namespace
}  // namespace sw::protocol::socket_io
