// What the public test suites of Socket.IO and Engine.IO ask of a server, asked of ours by hand-written frames.
#include "fakes/sts/suite_echo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "contracts/messages.h"
#include "fakes/sts/service.h"
#include "tests/unit/protocol/bytes.h"

namespace sw::fakes::sts::testing {
namespace {

using protocol::testing::frame;
using protocol::testing::masked_frame;
using protocol::testing::masked_text_frame;
using protocol::testing::Opcode;
using protocol::testing::text_frame;
using protocol::testing::upgrade_request;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const Timestamp kStart = Timestamp::FromSeconds(1'000);
constexpr std::string_view kRawResource = "/engine.io/?EIO=4&transport=websocket";
constexpr std::string_view kTwoPlaceholders = R"({"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])";

StsSettings suite_settings() {
  StsSettings settings;
  serve_suites(settings);
  return settings;
}

// One raw client of a service that serves the suites.
class SuiteEchoTest : public ::testing::Test {
 protected:
  SuiteEchoTest() : service_(kStart, suite_settings()) { service_.on_connected(now_, kId); }

  // What comes back to these bytes.
  std::string exchange(std::string_view bytes) {
    service_.on_bytes(now_, kId, bytes);
    return drain();
  }
  std::string exchange_text(std::string_view text) { return exchange(masked_text_frame(text)); }
  std::string exchange_attachments() {
    exchange(masked_frame(Opcode::kBinary, "\x01\x02\x03"));
    return exchange(masked_frame(Opcode::kBinary, "\x04\x05\x06"));
  }
  void open(std::string_view resource = "/socket.io/?EIO=4&transport=websocket") {
    exchange(upgrade_request(resource));
  }
  void join(std::string_view packet = "40") {
    open();
    exchange_text(packet);
  }
  std::string on_time(TimeDelta after_start) {
    now_ = kStart + after_start;
    service_.on_time(now_);
    return drain();
  }
  std::string drain() {
    std::string bytes;
    for (StsOutput& output : service_.take_outputs()) {
      if (auto* send = std::get_if<SendBytes>(&output)) bytes += send->bytes;
      if (std::holds_alternative<CloseConnection>(output)) closed_ = true;
    }
    return bytes;
  }

  static constexpr ConnectionId kId{1};
  Timestamp now_ = kStart;
  StsService service_;
  bool closed_ = false;
};

std::string attachments_back() {
  return frame(Opcode::kBinary, "\x01\x02\x03") + frame(Opcode::kBinary, "\x04\x05\x06");
}

TEST_F(SuiteEchoTest, AnnouncesTheSuitesHeartbeatAndLimit) {
  EXPECT_THAT(exchange(upgrade_request()),
              HasSubstr(R"("upgrades":[],"pingInterval":300,"pingTimeout":200,"maxPayload":1000000})"));
}

TEST_F(SuiteEchoTest, AuthComesBackBehindTheConnect) {
  open();
  const std::string bytes = exchange_text(R"(40{"token":"123"})");
  EXPECT_THAT(bytes.substr(2), StartsWith(R"(40{"sid":")"));
  EXPECT_TRUE(bytes.ends_with(text_frame(R"(42["auth",{"token":"123"}])"))) << bytes;
}

TEST_F(SuiteEchoTest, AbsentAuthComesBackAsAnEmptyObject) {
  open();
  EXPECT_TRUE(exchange_text("40").ends_with(text_frame(R"(42["auth",{}])")));
}

TEST_F(SuiteEchoTest, CustomNamespaceIsJoinedWithAndWithoutItsComma) {
  for (const char* packet : {"40/custom,", "40/custom"}) {
    StsService service(kStart, suite_settings());
    service.on_connected(kStart, kId);
    service.on_bytes(kStart, kId, upgrade_request());
    service.take_outputs();
    service.on_bytes(kStart, kId, masked_text_frame(packet));
    std::string bytes;
    for (const StsOutput& output : service.take_outputs()) bytes += std::get<SendBytes>(output).bytes;
    EXPECT_THAT(bytes.substr(2), StartsWith(R"(40/custom,{"sid":")")) << packet;
    EXPECT_TRUE(bytes.ends_with(text_frame(R"(42/custom,["auth",{}])"))) << packet;
  }
}

TEST_F(SuiteEchoTest, CustomNamespaceHasItsOwnAuth) {
  open();
  EXPECT_TRUE(
      exchange_text(R"(40/custom,{"token":"abc"})").ends_with(text_frame(R"(42/custom,["auth",{"token":"abc"}])")));
}

TEST_F(SuiteEchoTest, OtherNamespacesAreRefusedByName) {
  open();
  EXPECT_EQ(exchange_text("40/random"), text_frame(R"(44/random,{"message":"Invalid namespace"})"));
  EXPECT_FALSE(closed_);
}

TEST_F(SuiteEchoTest, MessageComesBack) {
  join();
  EXPECT_EQ(exchange_text(R"(42["message",1,"2",{"3":[true]}])"),
            text_frame(R"(42["message-back",1,"2",{"3":[true]}])"));
}

TEST_F(SuiteEchoTest, BinaryMessageComesBackWithItsAttachmentsInOrder) {
  join();
  exchange_text(std::string(R"(452-["message",)") + std::string(kTwoPlaceholders));
  EXPECT_EQ(exchange_attachments(),
            text_frame(std::string(R"(452-["message-back",)") + std::string(kTwoPlaceholders)) + attachments_back());
}

TEST_F(SuiteEchoTest, MessageWithAckIsAckedWithItsArguments) {
  join();
  EXPECT_EQ(exchange_text(R"(42456["message-with-ack",1,"2",{"3":[false]}])"),
            text_frame(R"(43456[1,"2",{"3":[false]}])"));
}

TEST_F(SuiteEchoTest, BinaryMessageWithAckIsAckedWithItsAttachments) {
  join();
  exchange_text(std::string(R"(452-789["message-with-ack",)") + std::string(kTwoPlaceholders));
  EXPECT_EQ(exchange_attachments(), text_frame("462-789[" + std::string(kTwoPlaceholders)) + attachments_back());
}

TEST_F(SuiteEchoTest, MessagesOfTheCustomNamespaceComeBackThere) {
  join("40/custom");
  EXPECT_EQ(exchange_text(R"(42/custom,["message",1])"), text_frame(R"(42/custom,["message-back",1])"));
}

TEST_F(SuiteEchoTest, LeavingTheCustomNamespaceLeavesTheMainOne) {
  join();
  exchange_text("40/custom");
  EXPECT_EQ(exchange_text("41/custom"), "");
  EXPECT_EQ(exchange_text(R"(42["message","to the main one"])"), text_frame(R"(42["message-back","to the main one"])"));
}

TEST_F(SuiteEchoTest, LeavingTheMainNamespaceLeavesTheConnection) {
  join();
  EXPECT_EQ(exchange_text("41"), "");
  EXPECT_EQ(on_time(kSuitePingInterval), text_frame("2"));
  EXPECT_FALSE(closed_);
}

TEST_F(SuiteEchoTest, RawMessagesComeBackAsTheyAre) {
  open(kRawResource);
  EXPECT_EQ(exchange_text("4hello"), text_frame("4hello"));
  EXPECT_EQ(exchange(masked_frame(Opcode::kBinary, "\x01\x02\x03")), frame(Opcode::kBinary, "\x01\x02\x03"));
}

TEST_F(SuiteEchoTest, PingsAtItsIntervalAndClosesWithoutAPong) {
  open(kRawResource);
  EXPECT_EQ(on_time(kSuitePingInterval - TimeDelta::Nanos(1)), "");
  EXPECT_EQ(on_time(kSuitePingInterval), text_frame("2"));
  exchange_text("3");
  EXPECT_EQ(on_time(kSuitePingInterval * 2), text_frame("2"));
  on_time(kSuitePingInterval * 2 + kSuitePingTimeout - TimeDelta::Nanos(1));
  EXPECT_FALSE(closed_);
  on_time(kSuitePingInterval * 2 + kSuitePingTimeout);
  EXPECT_TRUE(closed_);
}

TEST_F(SuiteEchoTest, StreamsAreOpenedBesideIt) {
  join();
  std::string init;
  append_json(init, contracts::WorkerMessage(contracts::StreamInit{"live-1", "worker-1", {"en", "es"}}));
  EXPECT_THAT(exchange_text("42[\"stream:init\"," + init + "]"), HasSubstr("stream:ready"));
}

TEST_F(SuiteEchoTest, UnknownEventsAreCountedInBothNamespaces) {
  join();
  exchange_text("40/custom");
  EXPECT_EQ(exchange_text(R"(42["what"])"), "");
  EXPECT_EQ(exchange_text(R"(42/custom,["stream:init",{}])"), "");
  EXPECT_EQ(service_.statistics().unknown_events, 2u);
  EXPECT_EQ(service_.statistics().malformed_events, 0u);
}

class SuiteEchoCloses : public SuiteEchoTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(SuiteEchoCloses, OnWhatBreaksTheProtocol) {
  join();
  exchange_text(GetParam());
  EXPECT_TRUE(closed_) << GetParam();
}
INSTANTIATE_TEST_SUITE_P(Packets, SuiteEchoCloses,
                         ::testing::Values("4abc", "42{}", R"(42abc["message-with-ack",1,"2",{"3":[false]}])", "abc",
                                           "42[]", R"(42["disconnect"])", R"(450-["message"])",
                                           R"(451-["message",{"_placeholder":true,"num":1}])", "42/none,[\"message\"]",
                                           "1"));

class SuiteEchoClosesBeforeConnect : public SuiteEchoTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(SuiteEchoClosesBeforeConnect, OnAnythingElse) {
  open();
  exchange_text(GetParam());
  EXPECT_TRUE(closed_) << GetParam();
}
INSTANTIATE_TEST_SUITE_P(Packets, SuiteEchoClosesBeforeConnect,
                         ::testing::Values(R"(42["message","too early"])", "41", "431[]", "4abc", "40{", "40[]",
                                           "abc"));

class SuiteEchoRefuses : public SuiteEchoTest, public ::testing::WithParamInterface<std::string> {};

TEST_P(SuiteEchoRefuses, WithHttp400) {
  const std::string answer = exchange(GetParam());
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 ")) << GetParam();
  EXPECT_TRUE(closed_);
}

std::string plain(const std::string& method, const std::string& resource) {
  return method + " " + resource + " HTTP/1.1\r\nHost: sts\r\n\r\n";
}
std::vector<std::string> refused_requests() {
  std::vector<std::string> requests;
  for (const std::string path : {"/socket.io/", "/engine.io/"}) {
    for (const std::string method : {"GET", "POST", "PUT"}) {
      requests.push_back(plain(method, path + "?EIO=4&transport=polling"));
    }
    requests.push_back(plain("GET", path + "?EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAAAAAA"));
    for (const std::string query : {"?transport=", "?EIO=abc&transport=", "?EIO=4&transport=abc", "?EIO=4"}) {
      const std::string whole = query.ends_with("transport=") ? query + "polling" : query;
      requests.push_back(plain("GET", path + whole));
    }
    for (const std::string query : {"?transport=websocket", "?EIO=abc&transport=websocket",
                                    "?EIO=3&transport=websocket", "?EIO=4", "?EIO=4&transport=abc"}) {
      requests.push_back(upgrade_request(path + query));
    }
  }
  return requests;
}
INSTANTIATE_TEST_SUITE_P(Requests, SuiteEchoRefuses, ::testing::ValuesIn(refused_requests()));

TEST(SuiteEcho, IsOffUnlessAskedFor) {
  StsService service(kStart, {});
  service.on_connected(kStart, ConnectionId(1));
  service.on_bytes(kStart, ConnectionId(1), upgrade_request(kRawResource));
  EXPECT_THAT(std::get<SendBytes>(service.take_outputs().at(0)).bytes, StartsWith("HTTP/1.1 404 "));
}

}  // namespace
}  // namespace sw::fakes::sts::testing
