// The client's Socket.IO session on one namespace.
#include "worker/protocol/socket_io/client_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/protocol/socket_io/described.h"
#include "worker/protocol/limits.h"

namespace sw::protocol::socket_io {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::take_lines;

const Timestamp kNow = Timestamp::FromSeconds(100);
constexpr std::size_t kMaxBytes = 1'000;

class SocketIoClient : public ::testing::Test {
 protected:
  explicit SocketIoClient(ClientOptions options = {}) : session_(std::move(options)) { session_.start(actions_); }

  std::vector<std::string> on_text(std::string_view text) {
    session_.on_text(kNow, std::string(text), actions_);
    return take_lines(actions_);
  }
  std::vector<std::string> on_binary(std::string_view bytes) {
    session_.on_binary(std::string(bytes), actions_);
    return take_lines(actions_);
  }
  void connect() { on_text(R"(0{"sid":"s"})"); }
  SendResult emit(const Emission& emission, std::size_t max_bytes = kMaxBytes) {
    return session_.emit(emission, max_bytes, actions_);
  }

  Actions actions_;
  ClientSession session_;
};

TEST_F(SocketIoClient, ConnectsToTheDefaultNamespace) {
  EXPECT_THAT(take_lines(actions_), ElementsAre("send 0"));
  EXPECT_THAT(on_text(R"(0{"sid":"s"})"), ElementsAre("connected /"));
  EXPECT_TRUE(session_.is_connected());
}

class SocketIoCustomClient : public SocketIoClient {
 protected:
  SocketIoCustomClient() : SocketIoClient(ClientOptions{"/custom", R"({"token":"123"})", {}}) {}
};

TEST_F(SocketIoCustomClient, ConnectsWithItsAuthPayload) {
  EXPECT_THAT(take_lines(actions_), ElementsAre(R"(send 0/custom,{"token":"123"})"));
  EXPECT_THAT(on_text(R"(0/custom,{"sid":"s"})"), ElementsAre("connected /custom"));
}

TEST_F(SocketIoCustomClient, PacketsOfOtherNamespacesAreIgnored) {
  take_lines(actions_);
  EXPECT_THAT(on_text(R"(0{"sid":"s"})"), ElementsAre("ignored a packet of another namespace"));
  EXPECT_FALSE(session_.is_connected());
}

TEST_F(SocketIoCustomClient, EverythingItSendsCarriesTheNamespace) {
  on_text(R"(0/custom,{"sid":"s"})");
  take_lines(actions_);
  emit({"foo", "1", {}, 3});
  session_.acknowledge({4, "2"}, kMaxBytes, actions_);
  session_.disconnect(actions_);
  EXPECT_THAT(take_lines(actions_), ElementsAre(R"(send 2/custom,3["foo",1])", "send 3/custom,4[2]", "send 1/custom,"));
}

TEST_F(SocketIoClient, ConnectWithoutAProperSidFails) {
  const std::string long_sid = "0{\"sid\":\"" + std::string(kMaxSidBytes + 1, 's') + "\"}";
  for (const std::string& text : {std::string("0"), std::string("0{}"), std::string(R"(0{"sid":5})"), long_sid}) {
    Actions actions;
    ClientSession session{ClientOptions{}};
    session.start(actions);
    take_lines(actions);
    session.on_text(kNow, text, actions);
    EXPECT_THAT(take_lines(actions), ElementsAre("failed a CONNECT without a proper sid")) << text;
  }
}

TEST_F(SocketIoClient, ConnectErrorTellsItsMessage) {
  take_lines(actions_);
  EXPECT_THAT(on_text(R"(4{"message":"Not authorized","data":{}})"), ElementsAre("refused Not authorized"));
  EXPECT_THAT(on_text(R"(0{"sid":"s"})"), IsEmpty());
}

TEST_F(SocketIoClient, ConnectErrorMayBeAString) {
  take_lines(actions_);
  EXPECT_THAT(on_text(R"(4"no")"), ElementsAre("refused no"));
}

TEST_F(SocketIoClient, ConnectErrorIsToldOnOneLine) {
  take_lines(actions_);
  EXPECT_THAT(on_text(R"(4{"message":"no\nway\u001b"})"), ElementsAre("refused no?way?"));
}

TEST_F(SocketIoClient, ConnectErrorIsCutAtACodePoint) {
  take_lines(actions_);
  const std::string fill(kMaxReasonBytes - 1, 'x');
  EXPECT_THAT(on_text("4\"" + fill + "\xC3\xA9\""), ElementsAre("refused " + fill));
}

TEST_F(SocketIoClient, EventsBeforeConnectFollowIt) {
  take_lines(actions_);
  EXPECT_THAT(on_text(R"(2["auth",{}])"), IsEmpty());
  EXPECT_THAT(on_text(R"(0{"sid":"s"})"), ElementsAre("connected /", "event / auth {}"));
}

TEST_F(SocketIoClient, EventsBeforeConnectHaveALimit) {
  take_lines(actions_);
  for (std::size_t i = 0; i < kMaxEarlyEvents; ++i) ASSERT_THAT(on_text(R"(2["e"])"), IsEmpty());
  EXPECT_THAT(on_text(R"(2["e"])"), ElementsAre("failed more events before CONNECT than their limit"));
}

TEST_F(SocketIoClient, BytesBeforeConnectHaveALimit) {
  take_lines(actions_);
  const std::string around = R"(2["e",""])";
  const std::string half = R"(2["e",")" + std::string(kMaxEarlyBytes / 2 - around.size(), 'x') + R"("])";
  ASSERT_THAT(on_text(half), IsEmpty());
  ASSERT_THAT(on_text(half), IsEmpty());
  EXPECT_THAT(on_text(R"(2["e"])"), ElementsAre("failed more events before CONNECT than their limit"));
}

TEST_F(SocketIoClient, EventsCarryNameArgumentsAndAckId) {
  connect();
  EXPECT_THAT(on_text(R"(2["foo",1,"2",{"3":[null]}])"), ElementsAre(R"(event / foo 1,"2",{"3":[null]})"));
  EXPECT_THAT(on_text(R"(27["foo"])"), ElementsAre("event / foo  ack=7"));
}

TEST_F(SocketIoClient, BinaryEventIsToldWhenComplete) {
  connect();
  EXPECT_THAT(on_text(R"(51-["foo",{"_placeholder":true,"num":0}])"), IsEmpty());
  EXPECT_THAT(on_binary("bytes"), ElementsAre(R"(event / foo {"_placeholder":true,"num":0})"));
}

TEST_F(SocketIoClient, UnfinishedPacketFailsAtItsDeadlineAndNotANanosecondBefore) {
  connect();
  on_text(R"(51-["foo"])");
  const Timestamp deadline = kNow + kUnfinishedPacketTime;
  EXPECT_EQ(session_.deadline(), deadline);
  session_.on_time(deadline - TimeDelta::Nanos(1), actions_);
  EXPECT_THAT(take_lines(actions_), IsEmpty());
  session_.on_time(deadline, actions_);
  EXPECT_THAT(take_lines(actions_), ElementsAre("failed a binary packet that stays unfinished"));
  EXPECT_EQ(session_.deadline(), std::nullopt);
}

TEST_F(SocketIoClient, DisconnectEndsIt) {
  connect();
  EXPECT_THAT(on_text("1"), ElementsAre("left /"));
  EXPECT_EQ(emit({"foo", ""}), SendResult::kNotConnected);
  EXPECT_THAT(on_text(R"(2["late"])"), IsEmpty());
}

TEST_F(SocketIoClient, SecondConnectIsIgnored) {
  connect();
  EXPECT_THAT(on_text(R"(0{"sid":"t"})"), ElementsAre("ignored a second CONNECT"));
}

TEST_F(SocketIoClient, BadPacketFails) {
  connect();
  EXPECT_THAT(on_text("9"), ElementsAre("failed an unknown Socket.IO packet type"));
  EXPECT_FALSE(session_.is_connected());
}

TEST_F(SocketIoClient, EmitsByteForByte) {
  connect();
  EXPECT_EQ(emit({"stream:init", R"({"a":1})"}), SendResult::kSent);
  EXPECT_THAT(take_lines(actions_), ElementsAre(R"(send 2["stream:init",{"a":1}])"));
}

TEST_F(SocketIoClient, AttachmentsFollowTheirPacket) {
  connect();
  const std::vector<std::string> attachments = {"one", "two"};
  const std::string arguments = placeholder_json(0) + "," + placeholder_json(1);
  EXPECT_EQ(emit({"bin", arguments, attachments}), SendResult::kSent);
  EXPECT_THAT(take_lines(actions_), ElementsAre("send 52-[\"bin\"," + arguments + "]", "send <one", "send <two"));
}

TEST_F(SocketIoClient, NothingIsEmittedBeforeConnect) {
  take_lines(actions_);
  EXPECT_EQ(emit({"foo", ""}), SendResult::kNotConnected);
  EXPECT_THAT(take_lines(actions_), IsEmpty());
}

TEST_F(SocketIoClient, MessageOfExactlyTheLimitIsSent) {
  connect();
  const std::string packet = R"(2["foo","xx"])";
  EXPECT_EQ(emit({"foo", R"("xx")"}, packet.size() + 1), SendResult::kSent);
  take_lines(actions_);
  EXPECT_EQ(emit({"foo", R"("xx")"}, packet.size()), SendResult::kTooLarge);
  EXPECT_THAT(take_lines(actions_), IsEmpty());
}

TEST_F(SocketIoClient, AttachmentAboveTheLimitSendsNothing) {
  connect();
  const std::vector<std::string> attachments = {"ok", std::string(kMaxBytes + 1, 'x')};
  EXPECT_EQ(emit({"bin", "1", attachments}), SendResult::kTooLarge);
  EXPECT_THAT(take_lines(actions_), IsEmpty());
}

TEST_F(SocketIoClient, AttachmentsHaveALimit) {
  connect();
  const std::vector<std::string> attachments(kMaxAttachments + 1, "x");
  EXPECT_EQ(emit({"bin", "1", attachments}), SendResult::kTooManyAttachments);
  EXPECT_EQ(emit({"bin", "1", std::span(attachments).first(kMaxAttachments)}), SendResult::kSent);
}

TEST_F(SocketIoClient, ReservedOrLongNameIsNotSent) {
  connect();
  EXPECT_EQ(emit({"disconnect", ""}), SendResult::kBadName);
  EXPECT_EQ(emit({std::string(kMaxEventNameBytes + 1, 'x'), ""}), SendResult::kBadName);
  EXPECT_THAT(take_lines(actions_), IsEmpty());
}

TEST_F(SocketIoClient, TextThatIsNotUtf8IsNotSent) {
  connect();
  EXPECT_EQ(emit({"foo", "\"\xFF\""}), SendResult::kBadText);
  EXPECT_THAT(take_lines(actions_), IsEmpty());
}

TEST_F(SocketIoClient, AckIsToldOnce) {
  connect();
  EXPECT_EQ(emit({"foo", "", {}, 5}), SendResult::kSent);
  take_lines(actions_);
  EXPECT_THAT(on_text(R"(35["ok",1])"), ElementsAre(R"(acked 5 "ok",1)"));
  EXPECT_THAT(on_text("35[]"), ElementsAre("ignored an ack that nobody awaits"));
}

TEST_F(SocketIoClient, AckIdIsNotUsedTwiceAtOnce) {
  connect();
  emit({"foo", "", {}, 5});
  EXPECT_EQ(emit({"foo", "", {}, 5}), SendResult::kBadAck);
  on_text("35[]");
  EXPECT_EQ(emit({"foo", "", {}, 5}), SendResult::kSent);
}

TEST_F(SocketIoClient, RefusedEmitUsesNoAckId) {
  connect();
  EXPECT_EQ(emit({"foo", "", {}, 5}, 1), SendResult::kTooLarge);
  EXPECT_EQ(emit({"foo", "", {}, 5}), SendResult::kSent);
}

TEST_F(SocketIoClient, AwaitedAcksHaveALimit) {
  connect();
  for (uint64_t id = 0; id < kMaxPendingAcks; ++id) ASSERT_EQ(emit({"foo", "", {}, id}), SendResult::kSent);
  EXPECT_EQ(emit({"foo", "", {}, kMaxPendingAcks}), SendResult::kBadAck);
  EXPECT_EQ(emit({"foo", "", {}, kMaxAckId + 1}), SendResult::kBadAck);
  EXPECT_THAT(take_lines(actions_), SizeIs(kMaxPendingAcks));
}

TEST_F(SocketIoClient, DisconnectBeforeConnectSendsNothing) {
  take_lines(actions_);
  session_.disconnect(actions_);
  EXPECT_THAT(take_lines(actions_), IsEmpty());
  EXPECT_THAT(on_text(R"(0{"sid":"s"})"), IsEmpty());
}

TEST(SocketIoSendResult, EachHasAName) {
  EXPECT_EQ(to_text(SendResult::kSent), "sent");
  EXPECT_EQ(to_text(SendResult::kNotConnected), "not connected");
  EXPECT_EQ(to_text(SendResult::kTooLarge), "too large");
  EXPECT_EQ(to_text(SendResult::kBadName), "bad event name");
  EXPECT_EQ(to_text(SendResult::kBadText), "not UTF-8");
  EXPECT_EQ(to_text(SendResult::kBadAck), "bad ack id");
  EXPECT_EQ(to_text(SendResult::kTooManyAttachments), "too many attachments");
}

}  // namespace
}  // namespace sw::protocol::socket_io
