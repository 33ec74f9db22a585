// Backpressure: when it warns, when it clears, and what counts as in flight.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/sts/limits.h"
#include "tests/unit/fakes/sts/sts_world.h"

namespace sw::fakes::sts::testing {
namespace {

using contracts::ReceiptStatus;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

StsSettings slow_settings() {
  StsSettings settings;
  settings.processing_delay = s(1);
  return settings;
}

TEST(StsPressure, WarnsAboveTheConfirmedLimitAndClears) {
  StsWorld world(slow_settings());
  TestWorker& worker = world.open("live-1", 2);
  worker.take();
  for (int64_t i = 0; i < 3; ++i) {
    world.send_fragment(worker, i);
    world.advance(ms(100));
  }
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0", "ack f1", "ack f2", "backpressure slow_down"));
  const auto warning = worker.last<contracts::Backpressure>();
  EXPECT_EQ(warning.stream_id, "live-1");
  EXPECT_EQ(warning.current_inflight, 3);
  EXPECT_EQ(warning.queue_depth, 3);
  EXPECT_EQ(warning.severity, contracts::BackpressureSeverity::kMedium);
  EXPECT_EQ(warning.recommended_delay_ms, 500);
  world.advance(ms(700));
  EXPECT_THAT(worker.take_lines(), ElementsAre("processed f0 success", "backpressure none"));
}

TEST(StsPressure, NothingIsSaidWithinTheLimit) {
  StsWorld world(slow_settings());
  TestWorker& worker = world.open("live-1", 3);
  worker.take();
  for (int64_t i = 0; i < 3; ++i) world.send_fragment(worker, i);
  world.advance(s(1));
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0", "ack f1", "ack f2", "processed f0 success",
                                               "processed f1 success", "processed f2 success"));
}

TEST(StsPressure, ThresholdSeverityAndActionAreSettable) {
  StsSettings settings = slow_settings();
  settings.pressure = {1, contracts::BackpressureSeverity::kHigh, contracts::BackpressureAction::kPause, 500};
  StsWorld world(settings);
  TestWorker& worker = world.open("live-1", 3);
  worker.take();
  world.send_fragment(worker, 0);
  world.send_fragment(worker, 1);
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f0", "ack f1", "backpressure pause"));
  EXPECT_EQ(worker.last<contracts::Backpressure>().severity, contracts::BackpressureSeverity::kHigh);
  EXPECT_FALSE(worker.last<contracts::Backpressure>().recommended_delay_ms);
}

TEST(StsPressure, EachFragmentThatIsTooManyWarnsAgain) {
  StsWorld world(slow_settings());
  TestWorker& worker = world.open("live-1", 1);
  worker.take();
  for (int64_t i = 0; i < 3; ++i) world.send_fragment(worker, i);
  EXPECT_THAT(worker.take_lines(),
              ElementsAre("ack f0", "ack f1", "backpressure slow_down", "ack f2", "backpressure slow_down"));
}

TEST(StsPressure, MayClearOnlyWithTheNextFragment) {
  StsSettings settings = slow_settings();
  settings.pressure.release = PressureRelease::kWithNextFragment;
  StsWorld world(settings);
  TestWorker& worker = world.open("live-1", 1);
  world.send_fragment(worker, 0);
  world.send_fragment(worker, 1);
  worker.take();
  world.advance(s(10));
  EXPECT_THAT(worker.take_lines(), ElementsAre("processed f0 success", "processed f1 success"));
  world.send_fragment(worker, 2);
  EXPECT_THAT(worker.take_lines(), ElementsAre("ack f2", "backpressure none"));
}

TEST(StsPressure, MayNeverClear) {
  StsSettings settings = slow_settings();
  settings.pressure.release = PressureRelease::kNever;
  StsWorld world(settings);
  TestWorker& worker = world.open("live-1", 1);
  world.send_fragment(worker, 0);
  world.send_fragment(worker, 1);
  world.advance(s(10));
  world.send_fragment(worker, 2);
  EXPECT_EQ(world.service.statistics().backpressure_none, 0u);
}

// How many fragments are in flight after a result, after "received", and after "applied", as warnings tell.
std::vector<int64_t> inflight_counts(SlotRelease release) {
  StsSettings settings;
  settings.slot_release = release;
  settings.pressure.threshold = 0;
  StsWorld world(settings);
  TestWorker& worker = world.open();
  std::vector<int64_t> counts;
  const auto probe = [&](int64_t sequence) {
    world.send_fragment(worker, sequence);
    // The warning counts the fragment itself; with kResult it comes before the result.
    for (auto heard = worker.heard().rbegin(); heard != worker.heard().rend(); ++heard) {
      if (heard->event != "backpressure" || heard->payload.find("slow_down") == std::string::npos) continue;
      const auto document = contracts::parse_json(heard->payload);
      counts.push_back((*document)["current_inflight"].GetInt64());
      return;
    }
  };
  probe(0);
  probe(1);
  world.ack(worker, "f0", ReceiptStatus::kReceived);
  probe(2);
  world.ack(worker, "f0", ReceiptStatus::kApplied);
  probe(3);
  return counts;
}

TEST(StsPressure, AFragmentIsInFlightUntilItsResult) {
  EXPECT_THAT(inflight_counts(SlotRelease::kResult), ElementsAre(1, 1, 1, 1));
}

TEST(StsPressure, AFragmentMayBeInFlightUntilAnyAck) {
  EXPECT_THAT(inflight_counts(SlotRelease::kAcknowledged), ElementsAre(1, 2, 2, 3));
}

TEST(StsPressure, AFragmentMayBeInFlightUntilItIsApplied) {
  EXPECT_THAT(inflight_counts(SlotRelease::kApplied), ElementsAre(1, 2, 3, 3));
}

TEST(StsPressure, AFailureNeedsNoAckToFreeItsSlot) {
  StsSettings settings;
  settings.slot_release = SlotRelease::kApplied;
  settings.pressure.threshold = 0;
  Alter failure;
  failure.status = contracts::FragmentStatus::kFailed;
  failure.audio = AudioForm::kMissing;
  StsWorld world(settings, one_fault(failure));
  TestWorker& worker = world.open();
  worker.take();
  world.send_fragment(worker, 0);
  EXPECT_THAT(worker.take_lines(),
              ElementsAre("ack f0", "backpressure slow_down", "processed f0 failed", "backpressure none"));
}

TEST(StsPressure, FragmentsThatAreNeverAckedAreGivenUpBeyondALimit) {
  StsSettings settings;
  settings.slot_release = SlotRelease::kApplied;
  StsWorld world(settings);
  TestWorker& worker = world.open();
  const auto limit = static_cast<int64_t>(kMaxUnacknowledged);
  for (int64_t i = 0; i < limit + 10; ++i) world.send_fragment(worker, i);
  EXPECT_EQ(worker.last<contracts::Backpressure>().current_inflight, limit);
}

TEST(StsPressure, IsOfOneSession) {
  StsWorld world(slow_settings());
  TestWorker& first = world.open("live-1", 1);
  TestWorker& second = world.open("live-2", 1);
  second.take();
  world.send_fragment(first, 0);
  world.send_fragment(first, 1);
  EXPECT_THAT(second.take_lines(), IsEmpty());
}

}  // namespace
}  // namespace sw::fakes::sts::testing
