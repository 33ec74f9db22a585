// The script's faults of fragments.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contracts/base64.h"
#include "tests/unit/fakes/sts/sts_world.h"

namespace sw::fakes::sts::testing {
namespace {

using contracts::FragmentStatus;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// What a worker hears about fragments 0 to `count` - 1, sent at once.
std::vector<std::string> hear(StsScript script, int64_t count, TimeDelta wait = TimeDelta::Zero()) {
  StsWorld world({}, std::move(script));
  TestWorker& worker = world.open("live-1", 10);
  worker.take();
  for (int64_t i = 0; i < count; ++i) world.send_fragment(worker, i);
  world.advance(wait);
  return worker.take_lines();
}

TEST(FaultSlow, DelaysTheResultsOfThosePicked) {
  StsWorld world({}, one_fault(Slow{s(9)}, TimeDelta::Zero(), {}, only(0)));
  TestWorker& worker = world.open();
  worker.take();
  world.send_fragment(worker, 0);
  world.advance(s(9) - TimeDelta::Nanos(1));
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0"));
  world.advance(TimeDelta::Nanos(1));
  EXPECT_THAT(worker.take_lines(), ElementsAre("processed f0 success"));
  EXPECT_EQ(worker.last<contracts::FragmentProcessed>().processing_time_ms, 9'000);
}

TEST(FaultSlow, MayBeOvertaken) {
  EXPECT_THAT(hear(one_fault(Slow{s(9), TimeDelta::Zero(), true}, TimeDelta::Zero(), {}, only(0)), 2, s(9)),
              ElementsAre("ack f0", "ack f1", "processed f1 success", "processed f0 success"));
}

TEST(FaultSlow, JitterStaysWithinItsRange) {
  StsWorld world({}, one_fault(Slow{ms(100), ms(50)}));
  TestWorker& worker = world.open();
  for (int64_t i = 0; i < 10; ++i) {
    world.send_fragment(worker, i);
    world.advance(ms(150));
    const int64_t took = worker.last<contracts::FragmentProcessed>().processing_time_ms;
    EXPECT_GE(took, 100);
    EXPECT_LE(took, 150);
  }
}

TEST(FaultSilent, NeverAnswersAndTheOthersGoOn) {
  EXPECT_THAT(hear(one_fault(Silent{}, TimeDelta::Zero(), {}, only(0)), 2, s(1'000)),
              ElementsAre("ack f0", "ack f1", "processed f1 success"));
}

TEST(FaultSilent, MayNotEvenAck) {
  EXPECT_THAT(hear(one_fault(Silent{false, false}, TimeDelta::Zero(), {}, only(0)), 1), ElementsAre());
}

TEST(FaultSilent, MayBlockAllThatFollowForEver) {
  StsWorld world({}, one_fault(Silent{true}, TimeDelta::Zero(), {}, only(1)));
  TestWorker& worker = world.open("live-1", 10);
  worker.take();
  for (int64_t i = 0; i < 3; ++i) world.send_fragment(worker, i);
  world.send(worker, contracts::StreamEnd{"live-1"});
  world.advance(s(20));
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0", "processed f0 success", "ack f1", "ack f2"));
  // Only a new session helps.
  TestWorker& again = world.open("live-1", 10);
  again.take();
  world.send_fragment(again, 0);
  EXPECT_THAT(again.take_lines(), ElementsAre("ack f0", "processed f0 success"));
}

TEST(FaultSilent, ADroppedFragmentHoldsNeitherTheEndNorASlot) {
  StsSettings settings;
  settings.pressure.threshold = 1;
  StsWorld world(settings, one_fault(Silent{}));
  TestWorker& worker = world.open();
  worker.take();
  world.send_fragment(worker, 0);
  world.send_fragment(worker, 1);
  world.send(worker, contracts::StreamEnd{"live-1"});
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0", "ack f1", "complete"));
  EXPECT_EQ(worker.last<contracts::StreamComplete>().statistics.failed_count, 2);
  EXPECT_EQ(world.service.statistics().fragments_dropped, 2u);
}

TEST(FaultWrongOrder, SendsAResultBehindLaterOnes) {
  EXPECT_THAT(hear(one_fault(WrongOrder{2}, TimeDelta::Zero(), {}, only(0)), 3),
              ElementsAre("ack f0", "ack f1", "processed f1 success", "ack f2", "processed f2 success",
                          "processed f0 success"));
}

TEST(FaultWrongOrder, WhatIsHeldBackGoesOutAtTheEnd) {
  StsWorld world({}, one_fault(WrongOrder{5}));
  TestWorker& worker = world.open();
  worker.take();
  world.send_fragment(worker, 0);
  world.send(worker, contracts::StreamEnd{"live-1"});
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0", "processed f0 success", "complete"));
}

TEST(FaultDuplicate, SendsAResultAgain) {
  EXPECT_THAT(hear(one_fault(Duplicate{2}, TimeDelta::Zero(), {}, only(0)), 1),
              ElementsAre("ack f0", "processed f0 success", "processed f0 success", "processed f0 success"));
}

TEST(FaultDuplicate, CopiesComeApart) {
  StsWorld world({}, one_fault(Duplicate{2, s(3)}));
  TestWorker& worker = world.open();
  worker.take();
  world.send_fragment(worker, 0);
  world.advance(s(10));
  std::vector<TimeDelta> times;
  for (const Heard& heard : worker.take()) {
    if (heard.event == "fragment:processed") times.push_back(heard.at);
  }
  EXPECT_THAT(times, ElementsAre(s(0), s(3), s(6)));
}

std::string result_of_first(StsWorld& world, std::string audio = kAudio) {
  TestWorker& worker = world.open();
  world.send_fragment(worker, 0, {}, std::move(audio));
  return worker.heard().back().payload;
}

// The payload of the result of fragment 0 under this alteration.
std::string altered(Alter alter, std::string audio = kAudio, StsSettings settings = {}) {
  StsWorld world(std::move(settings), one_fault(std::move(alter)));
  return result_of_first(world, std::move(audio));
}
// The same, where the schema is broken by it.
std::string altered_into_a_breach(Alter alter) {
  StsWorld world({}, one_fault(std::move(alter)));
  std::string payload = result_of_first(world);
  EXPECT_THAT(world.take_breaches(), ElementsAre("sts_to_worker fragment:processed"));
  return payload;
}

Alter with_audio(AudioForm form, FragmentStatus status = FragmentStatus::kSuccess) {
  Alter alter;
  alter.status = status;
  alter.audio = form;
  return alter;
}

TEST(FaultAlter, LeavesTheAudioOut) {
  const std::string success = altered_into_a_breach(with_audio(AudioForm::kMissing));
  EXPECT_THAT(success, Not(HasSubstr("dubbed_audio")));
  EXPECT_THAT(success, HasSubstr(R"("status":"success")"));
  EXPECT_THAT(altered(with_audio(AudioForm::kMissing, FragmentStatus::kPartial)), Not(HasSubstr("dubbed_audio")));
}

TEST(FaultAlter, MakesTheAudioNull) {
  EXPECT_THAT(altered_into_a_breach(with_audio(AudioForm::kNull)), HasSubstr(R"("dubbed_audio":null)"));
}

TEST(FaultAlter, SpoilsTheAudio) {
  EXPECT_THAT(altered(with_audio(AudioForm::kEmpty)), HasSubstr(R"("data_base64":"")"));
  EXPECT_THAT(altered(with_audio(AudioForm::kNotBase64)), HasSubstr("%%% no base64 %%%"));
  EXPECT_THAT(altered(with_audio(AudioForm::kUndecodable)),
              HasSubstr(contracts::base64_encode(std::string_view("these bytes are no audio in any container"))));
  EXPECT_THAT(altered(with_audio(AudioForm::kTruncated), contracts::base64_encode(std::string_view("abcdef"))),
              HasSubstr("\"" + contracts::base64_encode(std::string_view("abc")) + "\""));
}

TEST(FaultAlter, SaysAWrongDuration) {
  Alter alter = with_audio(AudioForm::kWrongDuration);
  alter.stretch = ms(-1'500);
  EXPECT_THAT(altered(alter), HasSubstr(R"("duration_ms":4500)"));
  alter.stretch = s(60);
  EXPECT_THAT(altered(alter), HasSubstr(R"("duration_ms":60000)"));
}

TEST(FaultAlter, MakesAWrongDurationTrueWhereItCan) {
  StsSettings settings;
  settings.stretch = [](std::string_view m4a, TimeDelta by) {
    return std::optional(std::string(m4a) + std::to_string(by.millis()));
  };
  Alter alter = with_audio(AudioForm::kWrongDuration);
  alter.stretch = ms(500);
  EXPECT_THAT(altered(alter, contracts::base64_encode(std::string_view("ab")), settings),
              HasSubstr(contracts::base64_encode(std::string_view("ab500"))));
}

TEST(FaultAlter, SaysAnotherRateAndChannels) {
  Alter alter;
  alter.sample_rate_hz = 4'000;
  alter.channels = 6;
  EXPECT_THAT(altered_into_a_breach(alter), HasSubstr(R"("sample_rate_hz":4000,"channels":6)"));
}

TEST(FaultAlter, FailsWithoutAnError) {
  const std::string payload = altered(with_audio(AudioForm::kMissing, FragmentStatus::kFailed));
  EXPECT_THAT(payload, HasSubstr(R"("status":"failed")"));
  EXPECT_THAT(payload, Not(HasSubstr("error")));
}

TEST(FaultAlter, FailsWithAnyCodeAndEveryKindOfFlag) {
  Alter alter = with_audio(AudioForm::kMissing, FragmentStatus::kFailed);
  alter.error = Blame{"SOLAR_FLARE", "out of reach", WireFlag::kNull, contracts::Stage::kAsr};
  EXPECT_THAT(altered(alter), HasSubstr(R"("error":{"code":"SOLAR_FLARE","message":"out of reach","stage":"asr",)"
                                        R"("retryable":null})"));
  alter.error->retryable = WireFlag::kAbsent;
  EXPECT_THAT(altered(alter), Not(HasSubstr("retryable")));
  alter.error->retryable = WireFlag::kFalse;
  EXPECT_THAT(altered(alter), HasSubstr(R"("retryable":false)"));
  alter.error->retryable = WireFlag::kTrue;
  EXPECT_THAT(altered(alter), HasSubstr(R"("retryable":true)"));
}

TEST(FaultAlter, NamesAnotherFragmentStreamAndNumber) {
  Alter alter;
  alter.fragment_id = "elsewhere";
  alter.stream_id = "live-9";
  alter.sequence_number = 77;
  EXPECT_THAT(altered(alter), HasSubstr(R"("fragment_id":"elsewhere","stream_id":"live-9","sequence_number":77)"));
}

TEST(FaultAlter, PutsNullsIntoOptionalFields) {
  Alter alter;
  alter.nulls = true;
  const std::string payload = altered(alter);
  for (const char* name : {"transcript", "translated_text", "stage_timings", "error", "metadata"}) {
    EXPECT_THAT(payload, HasSubstr("\"" + std::string(name) + "\":null")) << name;
  }
  EXPECT_THAT(payload, HasSubstr(R"("dubbed_audio":{)"));
}

TEST(FaultAnswerWithError, EndsTheFragmentWithAnErrorEvent) {
  StsWorld world({}, one_fault(AnswerWithError{{"GPU_OOM", "full", WireFlag::kTrue, {}}}));
  TestWorker& worker = world.open();
  worker.take();
  world.send_fragment(worker, 0);
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0", "error GPU_OOM f0"));
  const auto error = worker.last<contracts::ErrorEvent>();
  EXPECT_EQ(error.stream_id, "live-1");
  EXPECT_TRUE(error.retryable);
  EXPECT_TRUE(error.error_id);
}

TEST(FaultAnswerWithError, MayNameNoFragmentAndLetTheResultFollow) {
  AnswerWithError answer{{"TIMEOUT", "late", WireFlag::kTrue, {}}};
  answer.naming = FragmentNaming::kNone;
  answer.result = true;
  EXPECT_THAT(hear(one_fault(answer), 1), ElementsAre("ack f0", "error TIMEOUT", "processed f0 success"));
}

TEST(FaultAnswerWithError, ItsFlagAndItsFragmentMayBeNullOrAbsent) {
  AnswerWithError answer{{"TIMEOUT", "late", WireFlag::kNull, {}}};
  answer.naming = FragmentNaming::kNull;
  StsWorld world({}, one_fault(answer));
  TestWorker& worker = world.open();
  world.send_fragment(worker, 0);
  EXPECT_THAT(worker.heard().back().payload, HasSubstr(R"("fragment_id":null)"));
  EXPECT_THAT(worker.heard().back().payload, HasSubstr(R"("retryable":null)"));
  EXPECT_THAT(world.take_breaches(), ElementsAre("sts_to_worker error"));
}

TEST(FaultPick, TakesARangeOfSequenceNumbers) {
  Pick pick;
  pick.from = 1;
  pick.to = 2;
  EXPECT_THAT(hear(one_fault(Silent{}, TimeDelta::Zero(), {}, pick), 4),
              ElementsAre("ack f0", "processed f0 success", "ack f1", "ack f2", "ack f3", "processed f3 success"));
}

TEST(FaultPick, TakesEveryNthAFragmentAStreamAndASession) {
  Pick nth;
  nth.every = 2;
  EXPECT_THAT(hear(one_fault(Silent{}, TimeDelta::Zero(), {}, nth), 2),
              ElementsAre("ack f0", "processed f0 success", "ack f1"));
  Pick id;
  id.fragment_id = "f1";
  EXPECT_THAT(hear(one_fault(Silent{}, TimeDelta::Zero(), {}, id), 2),
              ElementsAre("ack f0", "processed f0 success", "ack f1"));
  Pick stream;
  stream.stream = "live-2";
  EXPECT_THAT(hear(one_fault(Silent{}, TimeDelta::Zero(), {}, stream), 1),
              ElementsAre("ack f0", "processed f0 success"));
  Pick session;
  session.session = 1;
  EXPECT_THAT(hear(one_fault(Silent{}, TimeDelta::Zero(), {}, session), 1), ElementsAre("ack f0"));
}

TEST(FaultTime, IsOnFromItsBeginToItsEnd) {
  StsWorld world({}, one_fault(Silent{}, s(10), s(5)));
  TestWorker& worker = world.open();
  std::vector<int64_t> answered;
  for (int64_t i = 0; i < 20; ++i) {
    world.advance_to(s(i));
    world.send_fragment(worker, i);
    if (worker.last<contracts::FragmentProcessed>().sequence_number == i) answered.push_back(i);
  }
  EXPECT_THAT(answered, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 18, 19));
}

TEST(FaultTime, BeginsWithTheNthFragmentOfTheService) {
  EXPECT_THAT(hear(one_fault(Silent{}, AfterNth{Milestone::kFragment, 2, TimeDelta::Zero()}), 3),
              ElementsAre("ack f0", "processed f0 success", "ack f1", "ack f2"));
}

TEST(FaultTime, IsUsedNoMoreOftenThanItsLimit) {
  StsScript script = one_fault(Silent{});
  script.faults[0].limit = 2;
  StsWorld world({}, script);
  TestWorker& worker = world.open();
  for (int64_t i = 0; i < 5; ++i) world.send_fragment(worker, i);
  EXPECT_EQ(world.service.statistics().results_success, 3u);
  EXPECT_EQ(world.service.statistics().faults.at("fault"), 2u);
}

TEST(FaultTime, OfTwoOfAKindTheFirstCountsAndDifferentKindsJoin) {
  StsScript script{{Fault{"first", TimeDelta::Zero(), {}, {}, {}, {}, Slow{s(1)}},
                    Fault{"second", TimeDelta::Zero(), {}, {}, {}, {}, Slow{s(5)}},
                    Fault{"third", TimeDelta::Zero(), {}, {}, {}, {}, Duplicate{1}}}};
  StsWorld world({}, script);
  TestWorker& worker = world.open();
  worker.take();
  world.send_fragment(worker, 0);
  world.advance(s(1));
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0", "processed f0 success", "processed f0 success"));
  EXPECT_FALSE(world.service.statistics().faults.contains("second"));
}

}  // namespace
}  // namespace sw::fakes::sts::testing
