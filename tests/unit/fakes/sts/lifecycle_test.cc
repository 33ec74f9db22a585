// A stream from stream:init to the end of its connection.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/fakes/sts/sts_world.h"

namespace sw::fakes::sts::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(StsLifecycle, ReadyConfirmsWhatWasAsked) {
  StsWorld world;
  TestWorker& worker = world.open("live-1", 4);
  const auto ready = worker.last<contracts::StreamReady>();
  EXPECT_EQ(ready.stream_id, "live-1");
  EXPECT_EQ(ready.session_id, "session-1");
  EXPECT_EQ(ready.max_inflight, 4);
  EXPECT_TRUE(ready.capabilities.async_delivery);
}

TEST(StsLifecycle, ReadyConfirmsTheDefaultWhereNothingWasAsked) {
  StsWorld world;
  EXPECT_EQ(world.open().last<contracts::StreamReady>().max_inflight, 3);
}

TEST(StsLifecycle, ReadyConfirmsNoMoreThanTheSettingsAllow) {
  StsSettings settings;
  settings.max_inflight = 2;
  StsWorld world(settings);
  EXPECT_EQ(world.open("live-1", 10).last<contracts::StreamReady>().max_inflight, 2);
}

TEST(StsLifecycle, AnInvalidInitIsAnsweredWithInvalidConfig) {
  StsWorld world;
  TestWorker& worker = world.connect();
  world.send_json(worker, "stream:init", R"({"stream_id":"live-1","worker_id":"w"})");
  EXPECT_THAT(worker.take_lines(), ElementsAre("error INVALID_CONFIG"));
  const auto error = worker.last<contracts::ErrorEvent>();
  EXPECT_FALSE(error.retryable);
  EXPECT_THAT(error.message, HasSubstr("/config"));
  EXPECT_THAT(world.take_breaches(), ElementsAre("worker_to_sts stream:init"));
}

TEST(StsLifecycle, AfterAnInvalidInitAGoodOneIsTaken) {
  StsWorld world;
  TestWorker& worker = world.connect();
  world.send_json(worker, "stream:init", "{}");
  world.init(worker);
  EXPECT_THAT(worker.take_lines(), ElementsAre("error INVALID_CONFIG", "ready 3"));
  EXPECT_THAT(world.take_breaches(), ElementsAre("worker_to_sts stream:init"));
}

TEST(StsLifecycle, ASecondInitIsRefusedAndTheFirstStreamGoesOn) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.init(worker);
  world.send_fragment(worker, 0);
  EXPECT_THAT(worker.take_lines(), ElementsAre("ready 3", "error INVALID_CONFIG", "ack f0", "processed f0 success"));
}

TEST(StsLifecycle, FinishesWhatIsInFlightInAPauseAndRefusesWhatIsNew) {
  StsSettings settings;
  settings.processing_delay = s(1);
  StsWorld world(settings);
  TestWorker& worker = world.open();
  world.send_fragment(worker, 0);
  world.send(worker, contracts::StreamPause{"live-1"});
  world.send_fragment(worker, 1);
  world.advance(s(1));
  world.send(worker, contracts::StreamResume{"live-1"});
  world.send_fragment(worker, 2);
  EXPECT_THAT(worker.take_lines(),
              ElementsAre("ready 3", "ack f0", "error QUEUE_FULL f1", "processed f0 success", "ack f2"));
}

TEST(StsLifecycle, FinishesWhatIsInFlightBeforeItIsComplete) {
  StsSettings settings;
  settings.processing_delay = s(1);
  StsWorld world(settings);
  TestWorker& worker = world.open();
  world.send_fragment(worker, 0);
  world.advance(ms(500));
  world.send(worker, contracts::StreamEnd{"live-1"});
  worker.take();
  world.advance(ms(499));
  EXPECT_THAT(worker.take_lines(), IsEmpty());
  world.advance(ms(1));
  EXPECT_THAT(worker.take_lines(), ElementsAre("processed f0 success", "complete"));
}

TEST(StsLifecycle, CompleteCarriesTheStatistics) {
  StsSettings settings;
  settings.processing_delay = ms(200);
  StsWorld world(settings, one_fault(Alter{contracts::FragmentStatus::kPartial}, TimeDelta::Zero(), {}, only(2)));
  TestWorker& worker = world.open();
  for (int i = 0; i < 3; ++i) {
    world.send_fragment(worker, i);
    world.advance(ms(200));
  }
  world.send(worker, contracts::StreamEnd{"live-1"});
  const auto complete = worker.last<contracts::StreamComplete>();
  EXPECT_EQ(complete.total_fragments, 3);
  EXPECT_EQ(complete.total_duration_ms, 18'000);
  EXPECT_EQ(complete.statistics.success_count, 2);
  EXPECT_EQ(complete.statistics.partial_count, 1);
  EXPECT_DOUBLE_EQ(complete.statistics.avg_processing_time_ms, 200);
  EXPECT_DOUBLE_EQ(complete.statistics.p95_processing_time_ms.value_or(0), 200);
}

TEST(StsLifecycle, ClosesFiveSecondsAfterComplete) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.send(worker, contracts::StreamEnd{"live-1"});
  world.advance(ms(4'999));
  EXPECT_FALSE(worker.lost);
  world.advance(ms(1));
  ASSERT_TRUE(worker.lost);
  EXPECT_EQ(worker.lost->reason, protocol::DisconnectReason::kServerDisconnect);
  EXPECT_EQ(world.service.statistics().connections_open, 0u);
}

TEST(StsLifecycle, AfterTheEndNoFragmentIsTaken) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.send(worker, contracts::StreamEnd{"live-1"});
  world.send_fragment(worker, 0);
  EXPECT_THAT(worker.take_lines(), ElementsAre("ready 3", "complete", "error STREAM_NOT_FOUND f0"));
}

TEST(StsLifecycle, MessagesOfAnotherStreamAreNotFound) {
  StsWorld world;
  TestWorker& worker = world.open();
  worker.take();
  world.send(worker, contracts::StreamPause{"live-2"});
  world.send(worker, contracts::StreamResume{"live-2"});
  world.send(worker, contracts::StreamEnd{"live-2"});
  EXPECT_THAT(worker.take_lines(),
              ElementsAre("error STREAM_NOT_FOUND", "error STREAM_NOT_FOUND", "error STREAM_NOT_FOUND"));
}

TEST(StsLifecycle, TenSessionsAtOnceDoNotMeet) {
  StsWorld world;
  std::vector<TestWorker*> workers;
  for (int i = 0; i < 10; ++i) workers.push_back(&world.open("live-" + std::to_string(i)));
  for (int64_t sequence = 0; sequence < 10; ++sequence) {
    for (TestWorker* worker : workers) world.send_fragment(*worker, sequence);
  }
  for (TestWorker* worker : workers) {
    world.send(*worker, contracts::StreamEnd{worker->stream_id});
    EXPECT_EQ(worker->last<contracts::StreamComplete>().statistics.success_count, 10) << worker->stream_id;
    EXPECT_EQ(worker->last<contracts::StreamComplete>().stream_id, worker->stream_id);
  }
  EXPECT_EQ(world.service.statistics().results_success, 100u);
}

}  // namespace
}  // namespace sw::fakes::sts::testing
