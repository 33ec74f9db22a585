// What a test client asks for by events: config:error_simulation and simulate:disconnect.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contracts/limits.h"
#include "tests/unit/fakes/sts/sts_world.h"

namespace sw::fakes::sts::testing {
namespace {

using contracts::ErrorKind;
using contracts::ErrorSimulation;
using contracts::SimulationRule;
using contracts::SimulationTrigger;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

SimulationRule rule(SimulationTrigger trigger, std::variant<int64_t, std::string> value,
                    ErrorKind code = ErrorKind::kTimeout) {
  SimulationRule made;
  made.trigger = trigger;
  made.value = std::move(value);
  made.error_code = code;
  return made;
}

TEST(StsErrorSimulation, IsAckedWithTheNumberOfRules) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.send(worker, ErrorSimulation{true, {{rule(SimulationTrigger::kSequenceNumber, 1)}}});
  const auto ack = worker.last<contracts::ErrorSimulationAck>();
  EXPECT_EQ(ack.status, contracts::ConfigurationStatus::kConfigured);
  EXPECT_EQ(ack.rules_count, 1);
}

TEST(StsErrorSimulation, FailsTheFragmentOfASequenceNumber) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.send(worker, ErrorSimulation{true, {{rule(SimulationTrigger::kSequenceNumber, 1)}}});
  worker.take();
  for (int64_t i = 0; i < 3; ++i) world.send_fragment(worker, i);
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0", "processed f0 success", "ack f1", "processed f1 failed",
                                               "ack f2", "processed f2 success"));
}

TEST(StsErrorSimulation, FailsTheFragmentOfAnId) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.send(worker, ErrorSimulation{true, {{rule(SimulationTrigger::kFragmentId, "f1")}}});
  for (int64_t i = 0; i < 3; ++i) world.send_fragment(worker, i);
  EXPECT_EQ(world.service.statistics().results_failed, 1u);
}

TEST(StsErrorSimulation, FailsEveryNthFragment) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.send(worker, ErrorSimulation{true, {{rule(SimulationTrigger::kNthFragment, 3)}}});
  for (int64_t i = 0; i < 9; ++i) world.send_fragment(worker, i);
  EXPECT_EQ(world.service.statistics().results_failed, 3u);
  EXPECT_EQ(worker.last<contracts::FragmentProcessed>().status, contracts::FragmentStatus::kFailed);
}

TEST(StsErrorSimulation, AValueThatDoesNotSuitItsTriggerPicksNothing) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.send(worker,
             ErrorSimulation{true,
                             {{rule(SimulationTrigger::kSequenceNumber, "0"), rule(SimulationTrigger::kFragmentId, 0),
                               rule(SimulationTrigger::kNthFragment, 0), rule(SimulationTrigger::kNthFragment, "1")}}});
  world.send_fragment(worker, 0);
  EXPECT_EQ(world.service.statistics().results_success, 1u);
}

TEST(StsErrorSimulation, KnowsAllNineCodes) {
  for (std::size_t i = 0; i < std::size(contracts::EnumNames<ErrorKind>::kNames); ++i) {
    const auto code = static_cast<ErrorKind>(i);
    StsWorld world;
    TestWorker& worker = world.open();
    world.send(worker, ErrorSimulation{true, {{rule(SimulationTrigger::kSequenceNumber, 0, code)}}});
    world.send_fragment(worker, 0);
    const auto result = worker.last<contracts::FragmentProcessed>();
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->code.kind(), code);
    EXPECT_FALSE(result.dubbed_audio);
    EXPECT_EQ(world.service.statistics().errors.at(std::string(to_text(code))), 1u);
  }
}

TEST(StsErrorSimulation, ARuleBringsItsMessageFlagAndStage) {
  StsWorld world;
  TestWorker& worker = world.open();
  SimulationRule given = rule(SimulationTrigger::kSequenceNumber, 0, ErrorKind::kGpuOom);
  given.error_message = "no room";
  given.retryable = false;
  given.stage = contracts::Stage::kTts;
  world.send(worker, ErrorSimulation{true, {{given}}});
  world.send_fragment(worker, 0);
  const auto error = worker.last<contracts::FragmentProcessed>().error;
  ASSERT_TRUE(error);
  EXPECT_EQ(error->message, "no room");
  EXPECT_EQ(error->retryable, false);
  EXPECT_EQ(error->stage, contracts::Stage::kTts);
}

TEST(StsErrorSimulation, WhatARuleLeavesOutHasTheDefaultsOfTheContract) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.send(worker, ErrorSimulation{true, {{rule(SimulationTrigger::kSequenceNumber, 0)}}});
  world.send_fragment(worker, 0);
  const auto error = worker.last<contracts::FragmentProcessed>().error;
  ASSERT_TRUE(error);
  EXPECT_EQ(error->message, "Simulated error");
  EXPECT_EQ(error->retryable, true);
}

TEST(StsErrorSimulation, CanBeTurnedOffAndOnWithItsRulesKept) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.send(worker, ErrorSimulation{true, {{rule(SimulationTrigger::kNthFragment, 1)}}});
  world.send(worker, ErrorSimulation{false, {}});
  world.send_fragment(worker, 0);
  EXPECT_EQ(world.service.statistics().results_failed, 0u);
  world.send(worker, ErrorSimulation{true, {}});
  world.send_fragment(worker, 1);
  EXPECT_EQ(world.service.statistics().results_failed, 1u);
}

TEST(StsErrorSimulation, OfAClientWithoutAStreamIsForTheWholeService) {
  StsWorld world;
  TestWorker& worker = world.open();
  TestWorker& tester = world.connect("tester");
  world.send(tester, ErrorSimulation{true, {{rule(SimulationTrigger::kNthFragment, 1)}}});
  world.send_fragment(worker, 0);
  EXPECT_EQ(world.service.statistics().results_failed, 1u);
}

TEST(StsErrorSimulation, OfAClientWithAStreamIsForThatStream) {
  StsWorld world;
  TestWorker& first = world.open("live-1");
  TestWorker& second = world.open("live-2");
  world.send(first, ErrorSimulation{true, {{rule(SimulationTrigger::kNthFragment, 1)}}});
  world.send_fragment(second, 0);
  EXPECT_EQ(world.service.statistics().results_failed, 0u);
}

TEST(StsErrorSimulation, ThatBreaksItsContractIsAckedAsAnError) {
  StsWorld world;
  TestWorker& worker = world.connect();
  world.send_json(worker, "config:error_simulation", R"({"enabled":true,"rules":[{"trigger":"never"}]})");
  const auto ack = worker.last<contracts::ErrorSimulationAck>();
  EXPECT_EQ(ack.status, contracts::ConfigurationStatus::kError);
  EXPECT_THAT(ack.error_message.value_or(""), ::testing::HasSubstr("/rules/0/trigger"));
  EXPECT_THAT(world.take_breaches(), ElementsAre("worker_to_sts config:error_simulation"));
}

TEST(StsErrorSimulation, TakesNoMoreRulesThanTheirLimit) {
  StsWorld world;
  TestWorker& worker = world.connect();
  const std::vector<SimulationRule> rules(contracts::kMaxSimulationRules + 1, rule(SimulationTrigger::kNthFragment, 1));
  world.send(worker, ErrorSimulation{true, rules});
  EXPECT_EQ(worker.last<contracts::ErrorSimulationAck>().status, contracts::ConfigurationStatus::kError);
  EXPECT_THAT(world.take_breaches(), ElementsAre("worker_to_sts config:error_simulation"));
}

TEST(StsSimulatedDisconnect, ComesAtOnceWithoutADelay) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.send(worker, contracts::SimulateDisconnect{});
  world.advance(TimeDelta::Zero());
  ASSERT_TRUE(worker.lost);
  EXPECT_EQ(worker.lost->reason, protocol::DisconnectReason::kServerDisconnect);
}

TEST(StsSimulatedDisconnect, ComesAfterItsDelay) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.send(worker, contracts::SimulateDisconnect{5'000});
  world.advance(ms(4'999));
  EXPECT_FALSE(worker.lost);
  world.advance(ms(1));
  EXPECT_TRUE(worker.lost);
}

TEST(StsSimulatedDisconnect, OfAClientWithAStreamLeavesTheOthersAlone) {
  StsWorld world;
  TestWorker& first = world.open("live-1");
  TestWorker& second = world.open("live-2");
  world.send(first, contracts::SimulateDisconnect{100});
  world.advance(s(1));
  EXPECT_TRUE(first.lost);
  EXPECT_FALSE(second.lost);
}

TEST(StsSimulatedDisconnect, OfAClientWithoutAStreamIsForAllThatHaveOne) {
  StsWorld world;
  TestWorker& first = world.open("live-1");
  TestWorker& second = world.open("live-2");
  TestWorker& idle = world.connect("idle");
  TestWorker& tester = world.connect("tester");
  world.send(tester, contracts::SimulateDisconnect{100});
  world.advance(s(1));
  EXPECT_TRUE(first.lost);
  EXPECT_TRUE(second.lost);
  EXPECT_TRUE(tester.lost);
  EXPECT_FALSE(idle.lost);
}

TEST(StsSimulatedDisconnect, ThatBreaksItsContractIsIgnored) {
  StsWorld world;
  TestWorker& worker = world.open();
  worker.take();
  world.send_json(worker, "simulate:disconnect", R"({"delay_ms":60001})");
  world.advance(s(70));
  EXPECT_FALSE(worker.lost);
  EXPECT_THAT(worker.take_lines(), IsEmpty());
  EXPECT_EQ(world.service.statistics().malformed_events, 1u);
  EXPECT_THAT(world.take_breaches(), ElementsAre("worker_to_sts simulate:disconnect"));
}

}  // namespace
}  // namespace sw::fakes::sts::testing
