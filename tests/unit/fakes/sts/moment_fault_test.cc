// The script's faults of moments: what the service says or does at an instant, out of the blue.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/sts/limits.h"
#include "tests/unit/fakes/sts/sts_world.h"

namespace sw::fakes::sts::testing {
namespace {

using contracts::BackpressureAction;
using protocol::DisconnectReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A world with one open stream, advanced over the moment at 1 s.
struct AtOneSecond {
  template <class Action>
  explicit AtOneSecond(Action action) : world({}, one_fault(std::move(action), s(1))), worker(world.open()) {
    worker.take();
    world.advance(s(1));
  }
  StsWorld world;
  TestWorker& worker;
};

TEST(FaultBackpressure, SaysSoAtItsTime) {
  AtOneSecond at(SendPressure{BackpressureAction::kSlowDown, contracts::BackpressureSeverity::kHigh, 250});
  EXPECT_THAT(at.worker.take_lines(), ElementsAre("backpressure slow_down"));
  const auto said = at.worker.last<contracts::Backpressure>();
  EXPECT_EQ(said.stream_id, "live-1");
  EXPECT_EQ(said.recommended_delay_ms, 250);
  EXPECT_EQ(at.worker.heard().back().at, s(1));
}

TEST(FaultBackpressure, MayBeOfAnotherStreamAndHaveNulls) {
  SendPressure pressure;
  pressure.stream_id = "live-9";
  pressure.nulls = true;
  AtOneSecond at(pressure);
  EXPECT_THAT(at.worker.heard().back().payload, HasSubstr(R"("stream_id":"live-9")"));
  EXPECT_THAT(at.worker.heard().back().payload, HasSubstr(R"("recommended_delay_ms":null)"));
}

TEST(FaultBackpressure, ComesAsAStorm) {
  StsScript script = one_fault(SendPressure{}, s(1), s(1));
  script.faults[0].every = ms(100);
  StsWorld world({}, script);
  TestWorker& worker = world.open();
  worker.take();
  world.advance(s(10));
  const std::vector<Heard> heard = worker.take();
  ASSERT_EQ(heard.size(), 10u);
  EXPECT_EQ(heard.front().at, ms(1'000));
  EXPECT_EQ(heard.back().at, ms(1'900));
}

TEST(FaultBackpressure, AStormEndsAtItsLimit) {
  StsScript script = one_fault(SendPressure{}, s(1));
  script.faults[0].every = ms(100);
  script.faults[0].limit = 3;
  StsWorld world({}, script);
  TestWorker& worker = world.open();
  worker.take();
  world.advance(s(10));
  EXPECT_EQ(worker.take().size(), 3u);
}

TEST(FaultBackpressure, AStormThatALateAlarmMissedIsMadeUpForWithinALimit) {
  StsScript script = one_fault(SendPressure{}, s(1));
  script.faults[0].every = ms(1);
  StsWorld world({}, script);
  TestWorker& worker = world.open();
  worker.take();
  world.now = kStart + s(20);
  world.service.on_time(world.now);
  world.settle();
  EXPECT_EQ(worker.take().size(), static_cast<std::size_t>(kMaxCatchUp) + 1);
}

TEST(FaultBackpressure, WithoutAStreamNothingIsSaid) {
  StsWorld world({}, one_fault(SendPressure{}, s(1)));
  TestWorker& worker = world.connect();
  world.advance(s(2));
  EXPECT_THAT(worker.take_lines(), IsEmpty());
}

TEST(FaultError, ComesWithAndWithoutAFragment) {
  AtOneSecond without(SendError{{"MODEL_ERROR", "crashed", WireFlag::kTrue, {}}});
  EXPECT_THAT(without.worker.take_lines(), ElementsAre("error MODEL_ERROR"));
  AtOneSecond with(
      SendError{{"UNHEARD_OF", "new", WireFlag::kTrue, {}}, contracts::ErrorSeverity::kError, std::string("f7")});
  EXPECT_THAT(with.worker.take_lines(), ElementsAre("error UNHEARD_OF f7"));
}

TEST(FaultError, ItsFlagMayBeMissing) {
  AtOneSecond at(SendError{{"TIMEOUT", "late", WireFlag::kAbsent, {}}});
  EXPECT_THAT(at.worker.take_lines(), ElementsAre("broken error /retryable"));
  EXPECT_THAT(at.world.take_breaches(), ElementsAre("sts_to_worker error"));
}

TEST(FaultEvent, IsOfAnyNameAndContent) {
  AtOneSecond at(SendEvent{"stream:gossip", R"({"about":[1,2]})"});
  ASSERT_EQ(at.worker.heard().back().event, "stream:gossip");
  EXPECT_EQ(at.worker.heard().back().payload, R"({"about":[1,2]})");
}

TEST(FaultEvent, MayHaveNoArgument) {
  AtOneSecond at(SendEvent{"stream:gossip", ""});
  ASSERT_EQ(at.worker.heard().back().event, "stream:gossip");
  EXPECT_EQ(at.worker.heard().back().payload, "");
}

TEST(FaultStrayResult, IsOfAFragmentThatNeverWas) {
  AtOneSecond at(SendStray{StrayResult::kUnknownFragment});
  EXPECT_THAT(at.worker.take_lines(), ElementsAre("processed fragment-that-never-was partial"));
}

TEST(FaultStrayResult, IsOfAnotherStream) {
  AtOneSecond at(SendStray{StrayResult::kOtherStream});
  EXPECT_EQ(at.worker.last<contracts::FragmentProcessed>().stream_id, "live-1-other");
}

TEST(FaultStrayResult, IsOfAnAnsweredFragmentWithItsAudio) {
  StsWorld world({}, one_fault(SendStray{StrayResult::kAnswered}, s(1)));
  TestWorker& worker = world.open();
  world.send_fragment(worker, 0);
  worker.take();
  world.advance(s(1));
  EXPECT_THAT(worker.take_lines(), ElementsAre("processed f0 success"));
  EXPECT_EQ(worker.last<contracts::FragmentProcessed>().dubbed_audio->data_base64, kAudio);
}

TEST(FaultStrayResult, IsOfTheSessionBefore) {
  StsWorld world({}, one_fault(SendStray{StrayResult::kEarlierSession}, s(5)));
  TestWorker& before = world.open();
  world.send_fragment(before, 0, "old");
  world.hang_up(before);
  TestWorker& after = world.open();
  after.take();
  world.advance(s(5));
  EXPECT_THAT(after.take_lines(), ElementsAre("processed old success"));
}

TEST(FaultStrayResult, OfNothingIsNotSent) {
  AtOneSecond answered(SendStray{StrayResult::kAnswered});
  EXPECT_THAT(answered.worker.take_lines(), IsEmpty());
  AtOneSecond earlier(SendStray{StrayResult::kEarlierSession});
  EXPECT_THAT(earlier.worker.take_lines(), IsEmpty());
}

TEST(FaultStrayResult, StreamsAreRememberedUpToALimit) {
  StsWorld world({}, one_fault(SendStray{StrayResult::kEarlierSession}, s(5)));
  for (std::size_t i = 0; i <= kMaxFormerStreams; ++i) {
    TestWorker& worker = world.open("live-" + std::to_string(i));
    world.send_fragment(worker, 0, "old");
    world.hang_up(worker);
  }
  TestWorker& first = world.open("live-0");
  TestWorker& second = world.open("live-1");
  first.take();
  second.take();
  world.advance(s(5));
  EXPECT_THAT(first.take_lines(), IsEmpty());  // forgotten
  EXPECT_THAT(second.take_lines(), ElementsAre("processed old success"));
}

struct PacketCase {
  PacketFault fault;
  DisconnectReason reason;
};
class FaultPacket : public ::testing::TestWithParam<PacketCase> {};

TEST_P(FaultPacket, EndsTheConnectionOfAStrictClient) {
  SendPacket packet;
  packet.fault = GetParam().fault;
  packet.bytes = kMaxHugeBytes;
  AtOneSecond at(packet);
  at.world.advance(s(15));  // an attachment that never comes
  ASSERT_TRUE(at.worker.lost);
  EXPECT_EQ(at.worker.lost->reason, GetParam().reason) << at.worker.lost->text;
}

INSTANTIATE_TEST_SUITE_P(All, FaultPacket,
                         ::testing::Values(PacketCase{PacketFault::kBadPacketType, DisconnectReason::kProtocol},
                                           PacketCase{PacketFault::kBadJson, DisconnectReason::kProtocol},
                                           PacketCase{PacketFault::kNoEventName, DisconnectReason::kProtocol},
                                           PacketCase{PacketFault::kBadAttachments, DisconnectReason::kProtocol},
                                           PacketCase{PacketFault::kUnexpectedBinary, DisconnectReason::kProtocol},
                                           PacketCase{PacketFault::kUnfinishedBinary, DisconnectReason::kProtocol},
                                           PacketCase{PacketFault::kNotUtf8, DisconnectReason::kProtocol},
                                           PacketCase{PacketFault::kHuge, DisconnectReason::kTooLarge},
                                           PacketCase{PacketFault::kBadFrame, DisconnectReason::kProtocol}),
                         [](const auto& tested) {
                           return "Kind" + std::to_string(static_cast<int>(tested.param.fault));
                         });

TEST(FaultPacketText, GoesOutAsItIs) {
  AtOneSecond at(SendPacket{PacketFault::kText, R"(42["made:up",1])", 0});
  EXPECT_EQ(at.worker.heard().back().event, "made:up");
}

TEST(FaultPacketHuge, IsAsLargeAsWasAsked) {
  AtOneSecond at(SendPacket{PacketFault::kHuge, {}, 100'000});
  EXPECT_EQ(at.worker.heard().back().event, "fragment:processed");
  EXPECT_GT(at.worker.heard().back().payload.size(), 99'000u);
  EXPECT_LE(at.worker.heard().back().payload.size(), 100'000u);
}

TEST(FaultEnd, ResetsTheConnection) {
  AtOneSecond at(EndConnection{Farewell::kReset});
  EXPECT_TRUE(at.worker.reset);
}

TEST(FaultEnd, ClosesItWithoutAWord) {
  AtOneSecond at(EndConnection{Farewell::kClose});
  EXPECT_TRUE(at.worker.closed);
  ASSERT_TRUE(at.worker.lost);
  EXPECT_EQ(at.worker.lost->reason, DisconnectReason::kTransportClose);
}

TEST(FaultEnd, ClosesItWithACode) {
  AtOneSecond at(EndConnection{Farewell::kCloseFrame, 1'011});
  ASSERT_TRUE(at.worker.lost);
  EXPECT_THAT(at.worker.lost->text, HasSubstr("1011"));
}

TEST(FaultEnd, DisconnectsTheNamespaceAlone) {
  StsWorld world({}, one_fault(EndConnection{Farewell::kDisconnect}, s(1)));
  TestWorker& worker = world.open();
  world.service.on_time(kStart + s(1));
  const StsOutputs outputs = world.service.take_outputs();
  ASSERT_EQ(outputs.size(), 1u);  // no end of the connection
  EXPECT_EQ(std::get<SendBytes>(outputs[0]).bytes, std::string("\x81\x02"
                                                               "41"));
  worker.client.on_bytes(kStart + s(1), std::get<SendBytes>(outputs[0]).bytes);
  world.settle();
  ASSERT_TRUE(worker.lost);
  EXPECT_EQ(worker.lost->reason, DisconnectReason::kServerDisconnect);
}

TEST(FaultEnd, PicksAStream) {
  Pick pick;
  pick.stream = "live-2";
  StsWorld world({}, one_fault(EndConnection{Farewell::kReset}, s(1), {}, pick));
  TestWorker& first = world.open("live-1");
  TestWorker& second = world.open("live-2");
  world.advance(s(2));
  EXPECT_FALSE(first.reset);
  EXPECT_TRUE(second.reset);
}

TEST(FaultEnd, ComesBehindWhatItsMilestoneCauses) {
  StsWorld world({}, one_fault(EndConnection{Farewell::kClose}, AfterNth{Milestone::kFragment, 2, TimeDelta::Zero()}));
  TestWorker& worker = world.open();
  worker.take();
  world.send_fragment(worker, 0);
  EXPECT_FALSE(worker.closed);
  world.send_fragment(worker, 1);
  EXPECT_TRUE(worker.closed);
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0", "processed f0 success", "ack f1", "processed f1 success"));
}

TEST(FaultEnd, MayFollowASession) {
  StsWorld world({}, one_fault(EndConnection{Farewell::kReset}, AfterNth{Milestone::kSession, 2, s(3)}));
  TestWorker& first = world.open("live-1");
  world.advance(s(10));
  EXPECT_FALSE(first.reset);
  world.open("live-2");
  world.advance(s(3));
  EXPECT_TRUE(first.reset);
}

TEST(FaultMoment, IsRecordedWithItsId) {
  StsSettings settings;
  settings.record = true;
  StsWorld world(settings, one_fault(EndConnection{Farewell::kReset}, s(1)));
  world.open();
  world.advance(s(1));
  const auto found = std::find_if(world.records.begin(), world.records.end(),
                                  [](const Record& record) { return record.kind == RecordKind::kFault; });
  ASSERT_NE(found, world.records.end());
  EXPECT_EQ(found->event, "fault");
  EXPECT_EQ(found->at, kStart + s(1));
}

}  // namespace
}  // namespace sw::fakes::sts::testing
