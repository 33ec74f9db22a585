// Fragments in, acks and results out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contracts/base64.h"
#include "contracts/limits.h"
#include "fakes/sts/limits.h"
#include "tests/unit/fakes/sts/sts_world.h"

namespace sw::fakes::sts::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

StsSettings delayed(TimeDelta delay) {
  StsSettings settings;
  settings.processing_delay = delay;
  return settings;
}

TEST(StsFragment, IsAckedAsQueuedAtOnceAndThenProcessed) {
  StsWorld world(delayed(s(1)));
  TestWorker& worker = world.open();
  worker.take();
  world.send_fragment(worker, 0);
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0"));
  const auto ack = worker.last<contracts::StsFragmentAck>();
  EXPECT_EQ(ack.status, contracts::QueueStatus::kQueued);
  EXPECT_EQ(ack.queue_position, 0);
  EXPECT_EQ(ack.estimated_completion_ms, 1'000);
  world.advance(s(1));
  EXPECT_THAT(worker.take_lines(), ElementsAre("processed f0 success"));
}

TEST(StsFragment, ComesBackWithItsAudioAndMockTexts) {
  StsWorld world(delayed(ms(250)));
  TestWorker& worker = world.open();
  const auto fragment = fragment_data("live-1", 0, "f0", kAudio);
  world.send(worker, fragment);
  world.advance(ms(250));
  const auto result = worker.last<contracts::FragmentProcessed>();
  EXPECT_EQ(result.dubbed_audio, fragment.audio);
  EXPECT_EQ(result.stream_id, "live-1");
  EXPECT_EQ(result.sequence_number, 0);
  EXPECT_EQ(result.transcript, "[en] fragment 0");
  EXPECT_EQ(result.translated_text, "[es] fragment 0");
  EXPECT_FALSE(result.error);
}

TEST(StsFragment, ResultTellsTheTrueProcessingTime) {
  StsWorld world(delayed(ms(250)));
  TestWorker& worker = world.open();
  world.send_fragment(worker, 0);
  world.advance(ms(250));
  const auto result = worker.last<contracts::FragmentProcessed>();
  EXPECT_EQ(result.processing_time_ms, 250);
  ASSERT_TRUE(result.stage_timings);
  const auto& stages = *result.stage_timings;
  EXPECT_EQ(stages.asr_ms + stages.translation_ms + stages.tts_ms, 250);
}

TEST(StsFragment, ResultsKeepTheSequenceWhereALaterOneIsDoneFirst) {
  StsWorld world({}, one_fault(Slow{s(2)}, TimeDelta::Zero(), {}, only(0)));
  TestWorker& worker = world.open();
  worker.take();
  world.send_fragment(worker, 0);
  world.send_fragment(worker, 1);
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0", "ack f1"));
  world.advance(s(2));
  EXPECT_THAT(worker.take_lines(), ElementsAre("processed f0 success", "processed f1 success"));
}

TEST(StsFragment, JitterIsDrawnWithinItsRangeAndTheSameEachTime) {
  StsSettings settings = delayed(ms(100));
  settings.processing_jitter = ms(400);
  std::vector<int64_t> times[2];
  for (auto& run : times) {
    StsWorld world(settings);
    TestWorker& worker = world.open();
    for (int64_t i = 0; i < 8; ++i) {
      world.send_fragment(worker, i);
      world.advance(s(1));
      run.push_back(worker.last<contracts::FragmentProcessed>().processing_time_ms);
    }
  }
  EXPECT_EQ(times[0], times[1]);
  EXPECT_THAT(times[0], ::testing::Each(::testing::AllOf(::testing::Ge(100), ::testing::Le(500))));
  EXPECT_NE(times[0].front(), times[0].back());
}

TEST(StsFragment, BeforeInitIsStreamNotFound) {
  StsWorld world;
  TestWorker& worker = world.connect();
  world.send_fragment(worker, 0);
  EXPECT_THAT(worker.take_lines(), ElementsAre("error STREAM_NOT_FOUND f0"));
  EXPECT_FALSE(worker.last<contracts::ErrorEvent>().retryable);
}

TEST(StsFragment, OfAnotherStreamIsStreamNotFound) {
  StsWorld world;
  TestWorker& worker = world.open();
  worker.take();
  world.send(worker, fragment_data("live-2", 0, "f0", kAudio));
  EXPECT_THAT(worker.take_lines(), ElementsAre("error STREAM_NOT_FOUND f0"));
}

TEST(StsFragment, BehindAGapIsInvalidSequenceUntilTheMissingOneComes) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.send_fragment(worker, 0);
  worker.take();
  world.send_fragment(worker, 2);
  world.send_fragment(worker, 3);
  world.send_fragment(worker, 1);
  EXPECT_THAT(worker.take_lines(),
              ElementsAre("error INVALID_SEQUENCE f2", "error INVALID_SEQUENCE f3", "ack f1", "processed f1 success"));
}

TEST(StsFragment, OfAnOldNumberIsInvalidSequence) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.send_fragment(worker, 0);
  worker.take();
  world.send_fragment(worker, 0, "another");
  EXPECT_THAT(worker.take_lines(), ElementsAre("error INVALID_SEQUENCE another"));
}

TEST(StsFragment, WithARepeatedIdIsRefusedAndSpendsItsNumber) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.send_fragment(worker, 0, "same");
  worker.take();
  world.send_fragment(worker, 1, "same");
  world.send_fragment(worker, 2, "other");
  EXPECT_THAT(worker.take_lines(), ElementsAre("error INVALID_SEQUENCE same", "ack other", "processed other success"));
}

TEST(StsFragment, IsTooLargeAboveTenMegabytesOfBase64) {
  StsWorld world;
  TestWorker& worker = world.open();
  worker.take();
  world.send_fragment(worker, 0, {}, std::string(contracts::kFragmentTooLargeCharacters, 'A'));
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0", "processed f0 success"));
  world.send_fragment(worker, 1, {}, std::string(contracts::kFragmentTooLargeCharacters + 4, 'A'));
  EXPECT_THAT(worker.take_lines(), ElementsAre("error FRAGMENT_TOO_LARGE f1"));
  world.send_fragment(worker, 2);
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f2", "processed f2 success"));
}

TEST(StsFragment, ThatBreaksItsContractIsAnsweredWithItsId) {
  StsWorld world;
  TestWorker& worker = world.open();
  worker.take();
  world.send_json(worker, "fragment:data", R"({"fragment_id":"f0","stream_id":"live-1","sequence_number":"0"})");
  EXPECT_THAT(worker.take_lines(), ElementsAre("error INVALID_CONFIG f0"));
  EXPECT_THAT(worker.last<contracts::ErrorEvent>().message, HasSubstr("/sequence_number"));
  EXPECT_THAT(world.take_breaches(), ElementsAre("worker_to_sts fragment:data"));
  world.send_fragment(worker, 0);
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0", "processed f0 success"));
}

TEST(StsFragment, OneMoreThanCanBeHeldIsQueueFull) {
  StsWorld world(delayed(s(100)));
  TestWorker& worker = world.open();
  const auto limit = static_cast<int64_t>(kMaxHeldFragments);
  for (int64_t i = 0; i < limit; ++i) world.send_fragment(worker, i);
  EXPECT_THAT(worker.take_lines(), ::testing::Not(Contains(HasSubstr("QUEUE_FULL"))));
  world.send_fragment(worker, limit);
  EXPECT_THAT(worker.take_lines(), ElementsAre("error QUEUE_FULL f" + std::to_string(limit)));
}

TEST(StsFragment, MoreAudioThanCanBeHeldIsQueueFull) {
  StsWorld world(delayed(s(100)));
  TestWorker& worker = world.open();
  const std::string largest(contracts::kFragmentTooLargeCharacters, 'A');
  for (int64_t i = 0; i < contracts::kMaxInflight; ++i) world.send_fragment(worker, i, {}, largest);
  EXPECT_THAT(worker.take_lines(), ::testing::Not(Contains(HasSubstr("QUEUE_FULL"))));
  world.send_fragment(worker, contracts::kMaxInflight, {}, kAudio);
  EXPECT_THAT(worker.take_lines(), ElementsAre("error QUEUE_FULL f10"));
}

TEST(StsFragment, IdsAreRememberedUpToALimit) {
  StsWorld world;
  TestWorker& worker = world.open();
  const auto limit = static_cast<int64_t>(kMaxRememberedIds);
  for (int64_t i = 0; i <= limit; ++i) world.send_fragment(worker, i);
  worker.take();
  world.send_fragment(worker, limit + 1, "f1");
  EXPECT_THAT(worker.take_lines(), ElementsAre("error INVALID_SEQUENCE f1"));
  world.send_fragment(worker, limit + 2, "f0");  // forgotten
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0", "processed f0 success"));
}

TEST(StsFragment, AudioComesBackMarkedWhereThereIsAMark) {
  StsSettings settings;
  settings.mark = [](std::string_view m4a) { return std::optional("marked:" + std::string(m4a)); };
  StsWorld world(settings);
  TestWorker& worker = world.open();
  world.send_fragment(worker, 0, {}, contracts::base64_encode(std::string_view("audio")));
  EXPECT_EQ(worker.last<contracts::FragmentProcessed>().dubbed_audio->data_base64,
            contracts::base64_encode(std::string_view("marked:audio")));
}

TEST(StsFragment, AudioThatCannotBeMarkedComesBackAsItIs) {
  StsSettings settings;
  settings.mark = [](std::string_view) { return std::optional<std::string>(); };
  StsWorld world(settings);
  TestWorker& worker = world.open();
  world.send_fragment(worker, 0);
  world.send_fragment(worker, 1, {}, "no base64!");
  EXPECT_EQ(worker.last<contracts::FragmentProcessed>().dubbed_audio->data_base64, "no base64!");
  EXPECT_EQ(world.service.statistics().results_success, 2u);
}

TEST(StsFragment, ASocketIoAckComesEmptyOnceTheEventIsDealtWith) {
  StsWorld world;
  TestWorker& worker = world.open();
  std::string payload;
  append_json(payload, contracts::WorkerMessage(fragment_data("live-1", 0, "f0", kAudio)));
  ASSERT_EQ(worker.client.emit({"fragment:data", payload, {}, 5}), protocol::socket_io::SendResult::kSent);
  world.settle();
  EXPECT_THAT(world.raw[worker.id], HasSubstr("435[]"));
}

TEST(StsFragment, AcksOfTheWorkerAreCounted) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.send_fragment(worker, 0);
  world.ack(worker, "f0", contracts::ReceiptStatus::kReceived);
  world.ack(worker, "f0", contracts::ReceiptStatus::kApplied);
  world.ack(worker, "never sent", contracts::ReceiptStatus::kApplied);
  const StsStatistics statistics = world.service.statistics();
  EXPECT_EQ(statistics.acks_received, 1u);
  EXPECT_EQ(statistics.acks_applied, 2u);
  EXPECT_EQ(statistics.acks_unknown, 1u);
}

TEST(StsFragment, AnAckWithoutAStreamIsIgnored) {
  StsWorld world;
  TestWorker& worker = world.connect();
  world.ack(worker, "f0", contracts::ReceiptStatus::kApplied);
  EXPECT_THAT(worker.take_lines(), IsEmpty());
}

}  // namespace
}  // namespace sw::fakes::sts::testing
