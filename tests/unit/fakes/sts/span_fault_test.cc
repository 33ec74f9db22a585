// The script's faults of spans: handshakes, stream:init, heartbeat, freezes and restarts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/sts/limits.h"
#include "tests/unit/fakes/sts/sts_world.h"

namespace sw::fakes::sts::testing {
namespace {

using protocol::DisconnectReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

StsScript handshake(HandshakeAnswer answer, std::optional<TimeDelta> lasting = {}) {
  return one_fault(Handshake{answer}, TimeDelta::Zero(), lasting);
}

TEST(FaultHandshake, IsAnsweredWithAnHttpError) {
  StsWorld world({}, handshake(HandshakeAnswer::kHttpError));
  TestWorker& worker = world.connect();
  EXPECT_THAT(world.raw[worker.id], HasSubstr("HTTP/1.1 500 Internal Server Error\r\n"));
  ASSERT_TRUE(worker.lost);
  EXPECT_EQ(worker.lost->reason, DisconnectReason::kHandshake);
  EXPECT_TRUE(worker.closed);
}

TEST(FaultHandshake, IsAnsweredWithGarbage) {
  StsWorld world({}, handshake(HandshakeAnswer::kGarbage));
  TestWorker& worker = world.connect();
  ASSERT_TRUE(worker.lost);
  EXPECT_EQ(worker.lost->reason, DisconnectReason::kHandshake);
}

TEST(FaultHandshake, IsAnsweredWithAWrongAccept) {
  StsWorld world({}, handshake(HandshakeAnswer::kWrongAccept));
  TestWorker& worker = world.connect();
  ASSERT_TRUE(worker.lost);
  EXPECT_EQ(worker.lost->reason, DisconnectReason::kHandshake);
}

TEST(FaultHandshake, IsNeverAnswered) {
  StsWorld world({}, handshake(HandshakeAnswer::kSilent));
  TestWorker& worker = world.connect();
  world.advance(s(1'000));
  EXPECT_EQ(world.raw[worker.id], "");
  EXPECT_EQ(worker.client.state(), protocol::SioClient::State::kHandshake);
  EXPECT_EQ(world.service.statistics().connections_open, 1u);
}

TEST(FaultHandshake, EndsBeforeItBegins) {
  StsWorld world({}, handshake(HandshakeAnswer::kClose));
  TestWorker& worker = world.connect();
  EXPECT_TRUE(worker.closed);
  EXPECT_EQ(world.service.statistics().connections_open, 0u);
}

TEST(FaultHandshake, BringsABrokenOpenPacket) {
  StsWorld world({}, handshake(HandshakeAnswer::kBadOpen));
  TestWorker& worker = world.connect();
  ASSERT_TRUE(worker.lost);
  EXPECT_EQ(worker.lost->reason, DisconnectReason::kProtocol);
}

TEST(FaultHandshake, BringsNoOpenPacket) {
  StsWorld world({}, handshake(HandshakeAnswer::kNoOpen));
  TestWorker& worker = world.connect();
  EXPECT_EQ(worker.client.state(), protocol::SioClient::State::kAwaitingOpen);
}

TEST(FaultHandshake, BringsNoAnswerToConnect) {
  StsWorld world({}, handshake(HandshakeAnswer::kNoConnect));
  TestWorker& worker = world.connect();
  EXPECT_EQ(worker.client.state(), protocol::SioClient::State::kConnecting);
  world.advance(s(60));
  EXPECT_EQ(worker.client.state(), protocol::SioClient::State::kConnecting);  // pings go on
}

TEST(FaultHandshake, IsRightAgainAfterwards) {
  StsWorld world({}, handshake(HandshakeAnswer::kHttpError, s(5)));
  EXPECT_TRUE(world.connect().lost);
  world.advance(s(5));
  EXPECT_TRUE(world.connect().is_connected());
}

TEST(FaultAnswerInit, ConfirmsAnotherLimit) {
  for (const int64_t limit : {1, 0, -3, 1'000}) {
    AnswerInit answer;
    answer.max_inflight = limit;
    StsWorld world({}, one_fault(answer));
    EXPECT_EQ(world.open("live-1", 3).last<contracts::StreamReady>().max_inflight, limit);
  }
}

TEST(FaultAnswerInit, IsNeverReady) {
  AnswerInit answer;
  answer.silent = true;
  StsWorld world({}, one_fault(answer));
  TestWorker& worker = world.open();
  world.advance(s(100));
  EXPECT_THAT(worker.take_lines(), IsEmpty());
  EXPECT_TRUE(worker.is_connected());
}

TEST(FaultAnswerInit, IsAnError) {
  AnswerInit answer;
  answer.error = Blame{"INVALID_CONFIG", "not today", WireFlag::kFalse, {}};
  StsWorld world({}, one_fault(answer));
  TestWorker& worker = world.open();
  EXPECT_THAT(worker.take_lines(), ElementsAre("error INVALID_CONFIG"));
  world.send_fragment(worker, 0);
  EXPECT_THAT(worker.take_lines(), ElementsAre("error STREAM_NOT_FOUND f0"));
}

TEST(FaultAnswerInit, IsReadyForAnotherStream) {
  AnswerInit answer;
  answer.stream_id = "live-9";
  StsWorld world({}, one_fault(answer));
  EXPECT_EQ(world.open().last<contracts::StreamReady>().stream_id, "live-9");
}

TEST(FaultAnswerInit, IsLate) {
  AnswerInit answer;
  answer.delay = s(9);
  StsWorld world({}, one_fault(answer));
  TestWorker& worker = world.open();
  world.advance(s(9) - TimeDelta::Nanos(1));
  EXPECT_THAT(worker.take_lines(), IsEmpty());
  world.advance(TimeDelta::Nanos(1));
  EXPECT_THAT(worker.take_lines(), ElementsAre("ready 3"));
}

TEST(FaultAnswerInit, MayBeOfOneSessionAlone) {
  AnswerInit answer;
  answer.max_inflight = 1;
  Pick second;
  second.session = 2;
  StsWorld world({}, one_fault(answer, TimeDelta::Zero(), {}, second));
  EXPECT_EQ(world.open().last<contracts::StreamReady>().max_inflight, 3);
  EXPECT_EQ(world.open().last<contracts::StreamReady>().max_inflight, 1);
  EXPECT_EQ(world.open().last<contracts::StreamReady>().max_inflight, 3);
}

TEST(FaultStopPings, ALongSilenceIsAPingTimeoutForTheWorker) {
  StsWorld world({}, one_fault(StopPings{}, s(30)));
  TestWorker& worker = world.open();
  world.advance_to(s(25) + s(35) - TimeDelta::Nanos(1));
  EXPECT_FALSE(worker.lost);
  world.advance(TimeDelta::Nanos(1));
  ASSERT_TRUE(worker.lost);
  EXPECT_EQ(worker.lost->reason, DisconnectReason::kPingTimeout);
}

TEST(FaultStopPings, EverythingElseGoesOnMeanwhile) {
  StsWorld world({}, one_fault(StopPings{}));
  TestWorker& worker = world.open();
  worker.take();
  world.advance(s(30));
  world.send_fragment(worker, 0);
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0", "processed f0 success"));
}

TEST(FaultStopPings, TheyGoOnWhenItEnds) {
  StsWorld world({}, one_fault(StopPings{}, s(20), s(10)));
  TestWorker& worker = world.open();
  world.advance(s(200));
  EXPECT_TRUE(worker.is_connected());
}

TEST(FaultFreeze, NothingIsReadOrSentAndThenAllAtOnce) {
  StsWorld world({}, one_fault(Freeze{}, s(1), s(4)));
  TestWorker& worker = world.open();
  worker.take();
  world.advance_to(s(2));
  world.send_fragment(worker, 0);
  world.send_fragment(worker, 1);
  world.advance_to(s(5) - TimeDelta::Nanos(1));
  EXPECT_THAT(worker.take_lines(), IsEmpty());
  world.advance(TimeDelta::Nanos(1));
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0", "processed f0 success", "ack f1", "processed f1 success"));
}

TEST(FaultFreeze, HoldsNoMoreThanItsLimit) {
  StsWorld world({}, one_fault(Freeze{}, s(1)));
  TestWorker& worker = world.open();
  world.advance_to(s(2));
  const std::string chunk(kMaxFrozenBytes / 4, 'x');
  for (int i = 0; i < 4; ++i) world.service.on_bytes(world.now, worker.id, chunk);
  world.settle();
  EXPECT_FALSE(worker.reset);
  world.service.on_bytes(world.now, worker.id, "x");
  world.settle();
  EXPECT_TRUE(worker.reset);
}

TEST(FaultRestart, ResetsAllAndRefusesUntilItIsUpAgain) {
  StsWorld world({}, one_fault(Restart{}, s(10), s(5)));
  TestWorker& first = world.open("live-1");
  TestWorker& second = world.open("live-2");
  world.advance_to(s(10));
  EXPECT_TRUE(first.reset);
  EXPECT_TRUE(second.reset);
  EXPECT_FALSE(world.service.accepting(world.now));
  EXPECT_TRUE(world.connect().reset);
  world.advance_to(s(15) - TimeDelta::Nanos(1));
  EXPECT_FALSE(world.service.accepting(world.now));
  EXPECT_EQ(world.service.deadline(), kStart + s(15));
  world.advance_to(s(15));
  EXPECT_TRUE(world.service.accepting(world.now));
  EXPECT_TRUE(world.connect().is_connected());
}

TEST(FaultRestart, LosesAllState) {
  StsWorld world({}, one_fault(Restart{}, s(10), s(1)));
  TestWorker& before = world.open();
  world.send_fragment(before, 0);
  TestWorker& tester = world.connect("tester");
  world.send_json(tester, "config:error_simulation",
                  R"({"enabled":true,"rules":[{"trigger":"nth_fragment","value":1,"error_code":"TIMEOUT"}]})");
  world.advance_to(s(11));
  TestWorker& after = world.open();
  after.take();
  world.send_fragment(after, 0);
  EXPECT_THAT(after.take_lines(), ElementsAre("ack f0", "processed f0 success"));
}

TEST(FaultRestart, MayComeWithTheNthFragment) {
  StsWorld world({}, one_fault(Restart{}, AfterNth{Milestone::kFragment, 2, ms(100)}, s(5)));
  TestWorker& worker = world.open();
  world.send_fragment(worker, 0);
  world.advance(s(3));
  world.send_fragment(worker, 1);
  world.advance(ms(99));
  EXPECT_FALSE(worker.reset);
  world.advance(ms(1));
  EXPECT_TRUE(worker.reset);
}

}  // namespace
}  // namespace sw::fakes::sts::testing
