// Each rule of the oracles that look at the protocols and at single messages, broken once in a conversation that is
// otherwise right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contracts/json_text.h"
#include "sim/oracle/sts/contracts.h"
#include "tests/unit/sim/oracle/conversation/made_up_run.h"

namespace sw::sim::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(MadeUpRun, ThatKeepsAllRulesLeavesTheOraclesSilent) {
  MadeUpRun run;
  run.at(seconds(1)).session(1);
  run.at(seconds(7)).closes_and_sends(1, 0);
  run.at(seconds(8)).succeeds(1);
  run.at(seconds(13)).closes_and_sends(2, 1);
  run.at(seconds(14)).fails(2);
  run.at(seconds(15));
  EXPECT_THAT(run.found(std::nullopt), IsEmpty());
}

// ---- wire

TEST(WireOracle, SeesBytesOfTheWorkerThatCannotBeRead) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).see(WireBroken{ports::ConnectionId(1), Sender::kWorker, "no frame"});
  EXPECT_THAT(run.found(std::nullopt), Contains("wire/broken"));
}
TEST(WireOracle, ForgivesTheServiceWhatCannotBeRead) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).see(WireBroken{ports::ConnectionId(1), Sender::kService, "no frame"});
  EXPECT_THAT(run.found(std::nullopt), IsEmpty());
}
class HandshakeHeader : public testing::TestWithParam<const char*> {};
TEST_P(HandshakeHeader, IsMissed) {
  MadeUpRun run;
  run.at(seconds(1)).connecting(1).handshake(without(kHandshake, GetParam()));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("wire/handshake"));
}
INSTANTIATE_TEST_SUITE_P(All, HandshakeHeader,
                         testing::Values(" HTTP/1.1", "Host: sts.test:8080\r\n", "Upgrade: websocket\r\n",
                                         "Connection: Upgrade\r\n", "Sec-WebSocket-Version: 13\r\n",
                                         "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"));
TEST(WireOracle, SeesAnEventBeforeTheNamespaceIsConnected) {
  MadeUpRun run;
  run.at(seconds(1)).connecting(1).handshake().packet(Sender::kService, '0').packet(Sender::kWorker, '4', '0');
  run.worker("stream:init", kInit);
  EXPECT_THAT(run.found(std::nullopt), Contains("wire/event-before-connect"));
}
TEST(WireOracle, SeesAnEventBehindDisconnect) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).packet(Sender::kWorker, '4', '1').closes_and_sends(1, 0);
  EXPECT_THAT(run.found(std::nullopt), Contains("wire/after-disconnect"));
}
TEST(WireOracle, SeesAPacketBehindDisconnect) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).packet(Sender::kWorker, '4', '1').packet(Sender::kWorker, '4', '1');
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("wire/after-disconnect"));
}
TEST(WireOracle, SeesAnEngineIoPacketThatOnlyAServiceSends) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).packet(Sender::kWorker, '2');
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("wire/engine-type"));
}
TEST(WireOracle, SeesASocketIoPacketOfAnotherType) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).packet(Sender::kWorker, '4', '4');
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("wire/socket-type"));
}
TEST(WireOracle, TakesAnAckWithinTheSession) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).packet(Sender::kWorker, '4', '3', "7[]");
  EXPECT_THAT(run.found(std::nullopt), IsEmpty());
}
TEST(WireOracle, SeesAnAckBeforeTheNamespaceIsConnected) {
  MadeUpRun run;
  run.at(seconds(1)).connecting(1).handshake().packet(Sender::kService, '0').packet(Sender::kWorker, '4', '0');
  run.packet(Sender::kWorker, '4', '3', "7[]");
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("wire/ack-before-connect"));
}
TEST(WireOracle, SeesConnectBeforeTheServiceHasOpened) {
  MadeUpRun run;
  run.at(seconds(1)).connecting(1).handshake().packet(Sender::kWorker, '4', '0');
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("wire/connect-early"));
}
TEST(WireOracle, SeesASecondConnect) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).packet(Sender::kWorker, '4', '0');
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("wire/connect-twice"));
}
TEST(WireOracle, SeesAPingWithoutAPong) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).packet(Sender::kService, '2').at(seconds(2));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("wire/no-pong"));
}
TEST(WireOracle, SeesAPongThatNobodyAskedFor) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).packet(Sender::kService, '2').packet(Sender::kWorker, '3');
  run.packet(Sender::kWorker, '3');
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("wire/pong-unasked"));
}
TEST(WireOracle, SeesAPongWithOtherData) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).packet(Sender::kService, '2', ' ', "a").packet(Sender::kWorker, '3', ' ', "b");
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("wire/pong-differs"));
}

// ---- contracts

TEST(ContractOracle, SeesAnEventThatIsInNoContract) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).worker("stream:begin", R"({"stream_id":"sim"})");
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("contracts/unknown-event"));
}
TEST(ContractOracle, SeesAnEventThatOnlyTheServiceSends) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).worker("stream:ready", ready());
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("contracts/unknown-event"));
}
TEST(ContractOracle, SeesAFieldThatIsMissing) {
  MadeUpRun run;
  run.at(seconds(1)).session(1);
  run.closes_segment(1).worker("fragment:data", without(data(1, 0), R"("timestamp":1,)"));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("contracts/breaks-schema"));
}
TEST(ContractOracle, SeesAFieldOfAnotherType) {
  MadeUpRun run;
  run.at(seconds(1)).session(1);
  run.closes_segment(1).worker("fragment:data", replaced(data(1, 0), R"("timestamp":1)", R"("timestamp":"1")"));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("contracts/breaks-schema"));
}
TEST(ContractOracle, SeesTheSameOfTheService) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).service("backpressure", R"({"stream_id":"sim","severity":"high","action":"pause"})");
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("contracts/service-breaks-schema"));
  MadeUpRun other;
  other.at(seconds(1)).session(1).service("stream:gossip", "{}");
  EXPECT_THAT(other.found(std::nullopt), ElementsAre("contracts/unknown-event-of-service"));
}
TEST(ContractOracle, GoesOnJudgingWithMoreShapesThanItRemembers) {
  const Scenario scenario;
  Verdict verdict;
  ContractOracle oracle(scenario, verdict);
  const auto tell = [&](const std::string& payload) {
    const auto tree = contracts::parse_json(payload);
    oracle.on(kSimulationStart,
              WireEvent{ports::ConnectionId(1), Sender::kWorker, "stream:resume", *tree, payload.size()});
  };
  for (int n = 0; n < 1'100; ++n) tell(R"({"stream_id":"sim","more)" + std::to_string(n) + R"(":1})");
  EXPECT_TRUE(verdict.held());
  for (int n = 0; n < 2; ++n) tell(R"({"more2000":1})");
  EXPECT_EQ(verdict.found(), 2u);
}
TEST(ContractOracle, LeavesAServiceAloneWhoseScriptMakesThingsUp) {
  Scenario scenario;
  scenario.sts.script.faults = {
      fakes::sts::Fault{"gossip", TimeDelta::Zero(), {}, {}, {}, {}, fakes::sts::SendEvent{"stream:gossip", "{}"}}};
  MadeUpRun run(scenario);
  run.at(seconds(1)).session(1).service("stream:gossip", "{}");
  EXPECT_THAT(run.found(std::nullopt), ElementsAre());
}

TEST(Verdict, KeepsSoManyViolationsAndCountsTheRest) {
  Verdict verdict;
  for (std::size_t n = 0; n < kMaxViolations + 5; ++n) verdict.report("o", "r", kSimulationStart, std::to_string(n));
  EXPECT_EQ(verdict.violations().size(), kMaxViolations);
  EXPECT_EQ(verdict.found(), kMaxViolations + 5);
}

}  // namespace
}  // namespace sw::sim::test
