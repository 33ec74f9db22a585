// The client's Engine.IO session: open packet, heartbeat, packets out of place.
#include "worker/protocol/engine_io/client_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/protocol/engine_io/described.h"
#include "worker/protocol/limits.h"

namespace sw::protocol::engine_io {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::take_lines;

const Timestamp kStart = Timestamp::FromSeconds(100);
constexpr TimeDelta kTick = TimeDelta::Nanos(1);
constexpr std::string_view kOpen = R"(0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":10000})";

class EngineIoClient : public ::testing::Test {
 protected:
  EngineIoClient() { session_.start(kStart, actions_); }

  std::vector<std::string> on_text(Timestamp now, std::string_view text) {
    session_.on_text(now, std::string(text), actions_);
    return take_lines(actions_);
  }
  std::vector<std::string> on_binary(std::string_view bytes) {
    session_.on_binary(std::string(bytes), actions_);
    return take_lines(actions_);
  }
  std::vector<std::string> on_time(Timestamp now) {
    session_.on_time(now, actions_);
    return take_lines(actions_);
  }

  ClientSession session_;
  Actions actions_;
};

TEST_F(EngineIoClient, OpensAndArmsItsDeadline) {
  EXPECT_EQ(session_.deadline(), std::nullopt);
  EXPECT_THAT(on_text(kStart, kOpen), ElementsAre("opened abc"));
  EXPECT_EQ(session_.deadline(), kStart + TimeDelta::Seconds(35));
  ASSERT_NE(session_.open(), nullptr);
  EXPECT_EQ(session_.open()->ping_interval, TimeDelta::Seconds(25));
}

TEST_F(EngineIoClient, DiesAtItsDeadlineAndNotANanosecondBefore) {
  on_text(kStart, kOpen);
  EXPECT_THAT(on_time(kStart + TimeDelta::Seconds(35) - kTick), IsEmpty());
  EXPECT_THAT(on_time(kStart + TimeDelta::Seconds(35)), ElementsAre("ended ping timeout"));
  EXPECT_EQ(session_.deadline(), std::nullopt);
}

TEST_F(EngineIoClient, PingIsAnsweredAndReArmsTheDeadline) {
  on_text(kStart, kOpen);
  const Timestamp pinged = kStart + TimeDelta::Seconds(25) + TimeDelta::Nanos(7);
  EXPECT_THAT(on_text(pinged, "2"), ElementsAre("send 3"));
  EXPECT_EQ(session_.deadline(), pinged + TimeDelta::Seconds(35));
}

TEST_F(EngineIoClient, NothingButAPingReArmsTheDeadline) {
  on_text(kStart, kOpen);
  for (const char* text : {"4message", "3", "6", "5"}) on_text(kStart + TimeDelta::Seconds(30), text);
  on_binary("bytes");
  EXPECT_EQ(session_.deadline(), kStart + TimeDelta::Seconds(35));
}

TEST_F(EngineIoClient, PingDataComesBack) {
  on_text(kStart, kOpen);
  EXPECT_THAT(on_text(kStart, "2probe"), ElementsAre("send 3probe"));
}

TEST_F(EngineIoClient, PingDataHasALimit) {
  on_text(kStart, kOpen);
  const std::string longest(kMaxHeartbeatPayloadBytes, 'x');
  EXPECT_THAT(on_text(kStart, "2" + longest), ElementsAre("send 3" + longest));
  EXPECT_THAT(on_text(kStart, "2x" + longest), ElementsAre("ended a ping longer than its limit"));
}

TEST_F(EngineIoClient, MessagesLoseTheirTypeDigit) {
  on_text(kStart, kOpen);
  EXPECT_THAT(on_text(kStart, "42[\"foo\"]"), ElementsAre("message 2[\"foo\"]"));
  EXPECT_THAT(on_binary("4raw"), ElementsAre("binary 4raw"));
}

TEST_F(EngineIoClient, NoopPongAndUpgradeAreIgnored) {
  on_text(kStart, kOpen);
  for (const char* text : {"6", "3", "3probe", "5"}) EXPECT_THAT(on_text(kStart, text), IsEmpty()) << text;
  EXPECT_NE(session_.open(), nullptr);
}

TEST_F(EngineIoClient, CloseEndsIt) {
  on_text(kStart, kOpen);
  EXPECT_THAT(on_text(kStart, "1"), ElementsAre("ended the server closed the session"));
}

TEST_F(EngineIoClient, AfterItsEndEverythingIsIgnored) {
  on_text(kStart, kOpen);
  on_text(kStart, "1");
  EXPECT_THAT(on_text(kStart, "4message"), IsEmpty());
  EXPECT_THAT(on_text(kStart, kOpen), IsEmpty());
  EXPECT_THAT(on_binary("x"), IsEmpty());
  EXPECT_THAT(on_time(kStart + TimeDelta::Seconds(1000)), IsEmpty());
}

TEST_F(EngineIoClient, PacketBeforeTheOpenPacketEndsIt) {
  EXPECT_THAT(on_text(kStart, "40"), ElementsAre("ended a packet before the open packet"));
}

TEST_F(EngineIoClient, BinaryBeforeTheOpenPacketEndsIt) {
  EXPECT_THAT(on_binary("x"), ElementsAre("ended a packet before the open packet"));
}

TEST_F(EngineIoClient, BadOpenPacketEndsIt) { EXPECT_THAT(on_text(kStart, "0{}"), ElementsAre("ended a bad sid")); }

TEST_F(EngineIoClient, SecondOpenPacketEndsIt) {
  on_text(kStart, kOpen);
  EXPECT_THAT(on_text(kStart, kOpen), ElementsAre("ended a second open packet"));
}

TEST_F(EngineIoClient, UnknownPacketEndsIt) {
  on_text(kStart, kOpen);
  EXPECT_THAT(on_text(kStart, "x"), ElementsAre("ended an unknown Engine.IO packet type"));
}

TEST_F(EngineIoClient, DeadlineOfTheLongestHeartbeatDoesNotOverflow) {
  const std::string open = R"(0{"sid":"a","pingInterval":86400000,"pingTimeout":86400000})";
  on_text(Timestamp::FromNanos(std::numeric_limits<int64_t>::max() - 1), open);
  EXPECT_EQ(session_.deadline(), Timestamp::FromNanos(std::numeric_limits<int64_t>::max()));
}

}  // namespace
}  // namespace sw::protocol::engine_io
