// The server's Engine.IO session: ping grid, pong deadline, packets that a client must not send.
#include "worker/protocol/engine_io/server_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/protocol/engine_io/described.h"
#include "worker/protocol/limits.h"
#include "worker/protocol/timings.h"

namespace sw::protocol::engine_io {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::take_lines;

const Timestamp kStart = Timestamp::FromSeconds(100);
constexpr TimeDelta kTick = TimeDelta::Nanos(1);

class EngineIoServer : public ::testing::Test {
 protected:
  explicit EngineIoServer(TimeDelta interval = kPingInterval, TimeDelta timeout = kPingTimeout)
      : session_(OpenPacket{"abc", interval, timeout, 1'000'000}) {
    session_.start(kStart, actions_);
  }

  std::vector<std::string> on_text(Timestamp now, std::string_view text) {
    session_.on_text(now, std::string(text), actions_);
    return take_lines(actions_);
  }
  std::vector<std::string> on_time(Timestamp now) {
    session_.on_time(now, actions_);
    return take_lines(actions_);
  }

  Actions actions_;
  ServerSession session_;
};

TEST_F(EngineIoServer, SendsTheOpenPacketFirst) {
  EXPECT_THAT(
      take_lines(actions_),
      ElementsAre(
          R"(send 0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":10000,"maxPayload":1000000})"));
  EXPECT_EQ(session_.deadline(), kStart + TimeDelta::Seconds(25));
}

TEST_F(EngineIoServer, PingsAfterTheIntervalAndNotANanosecondBefore) {
  take_lines(actions_);
  EXPECT_THAT(on_time(kStart + TimeDelta::Seconds(25) - kTick), IsEmpty());
  EXPECT_THAT(on_time(kStart + TimeDelta::Seconds(25)), ElementsAre("send 2"));
  EXPECT_EQ(session_.deadline(), kStart + TimeDelta::Seconds(35));
}

TEST_F(EngineIoServer, PongKeepsThePingGrid) {
  on_time(kStart + TimeDelta::Seconds(25));
  EXPECT_THAT(on_text(kStart + TimeDelta::Seconds(31), "3"), IsEmpty());
  EXPECT_EQ(session_.deadline(), kStart + TimeDelta::Seconds(50));
}

TEST_F(EngineIoServer, LateTimerDoesNotMoveThePingGrid) {
  const TimeDelta late = TimeDelta::Millis(50);
  on_time(kStart + TimeDelta::Seconds(25) + late);
  EXPECT_EQ(session_.deadline(), kStart + TimeDelta::Seconds(35) + late);
  on_text(kStart + TimeDelta::Seconds(26), "3");
  EXPECT_EQ(session_.deadline(), kStart + TimeDelta::Seconds(50));
}

TEST_F(EngineIoServer, MissingPongEndsItAtTheTimeoutAndNotANanosecondBefore) {
  on_time(kStart + TimeDelta::Seconds(25));
  EXPECT_THAT(on_time(kStart + TimeDelta::Seconds(35) - kTick), IsEmpty());
  EXPECT_THAT(on_time(kStart + TimeDelta::Seconds(35)), ElementsAre("ended ping timeout"));
  EXPECT_EQ(session_.deadline(), std::nullopt);
}

TEST_F(EngineIoServer, MessagesAreNoPong) {
  on_time(kStart + TimeDelta::Seconds(25));
  EXPECT_THAT(on_text(kStart + TimeDelta::Seconds(26), "4hello"), ElementsAre("message hello"));
  EXPECT_EQ(session_.deadline(), kStart + TimeDelta::Seconds(35));
}

TEST_F(EngineIoServer, PongThatNobodyAskedForIsIgnored) {
  take_lines(actions_);
  EXPECT_THAT(on_text(kStart + TimeDelta::Seconds(1), "3"), IsEmpty());
  EXPECT_EQ(session_.deadline(), kStart + TimeDelta::Seconds(25));
}

TEST_F(EngineIoServer, PongDataHasALimit) {
  on_time(kStart + TimeDelta::Seconds(25));
  const std::string data(kMaxHeartbeatPayloadBytes + 1, 'x');
  EXPECT_THAT(on_text(kStart + TimeDelta::Seconds(25), "3" + data), ElementsAre("ended a pong longer than its limit"));
}

class EngineIoServerWithLongTimeout : public EngineIoServer {
 protected:
  EngineIoServerWithLongTimeout() : EngineIoServer(TimeDelta::Seconds(1), TimeDelta::Seconds(10)) {}
};

TEST_F(EngineIoServerWithLongTimeout, PingThatFellIntoTheWaitGoesOutWithThePong) {
  on_time(kStart + TimeDelta::Seconds(1));
  const Timestamp ponged = kStart + TimeDelta::Millis(3'500);
  EXPECT_THAT(on_text(ponged, "3"), ElementsAre("send 2"));
  on_text(ponged, "3");
  EXPECT_EQ(session_.deadline(), ponged + TimeDelta::Seconds(1));
}

TEST_F(EngineIoServer, MessagesAndNoopAreTaken) {
  take_lines(actions_);
  EXPECT_THAT(on_text(kStart, "40"), ElementsAre("message 0"));
  EXPECT_THAT(on_text(kStart, "6"), IsEmpty());
  session_.on_binary("raw", actions_);
  EXPECT_THAT(take_lines(actions_), ElementsAre("binary raw"));
}

TEST_F(EngineIoServer, CloseEndsIt) {
  take_lines(actions_);
  EXPECT_THAT(on_text(kStart, "1"), ElementsAre("ended the client closed the session"));
  EXPECT_THAT(on_text(kStart, "4late"), IsEmpty());
}

class EngineIoServerRefuses : public EngineIoServer, public ::testing::WithParamInterface<const char*> {};

TEST_P(EngineIoServerRefuses, WhatAClientMustNotSend) {
  take_lines(actions_);
  EXPECT_THAT(on_text(kStart, GetParam()), ElementsAre("ended a packet that a client must not send"));
}

INSTANTIATE_TEST_SUITE_P(Types, EngineIoServerRefuses, ::testing::Values("0{}", "2", "2probe", "5"));

TEST_F(EngineIoServer, UnknownPacketEndsIt) {
  take_lines(actions_);
  EXPECT_THAT(on_text(kStart, "abc"), ElementsAre("ended an unknown Engine.IO packet type"));
}

}  // namespace
}  // namespace sw::protocol::engine_io
