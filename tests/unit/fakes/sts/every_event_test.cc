// Every event of the contracts' table is spoken, in its direction, and each time keeps its schema: whoever adds one
// adds it to this conversation.
#include <gtest/gtest.h>

#include "contracts/events.h"
#include "tests/unit/fakes/sts/sts_world.h"

namespace sw::fakes::sts::testing {
namespace {

using contracts::Direction;

// A tester turns failures on, a worker streams through them, and in the end the tester has it thrown out.
void speak_every_event(StsWorld& world) {
  TestWorker& tester = world.connect("tester");
  const contracts::SimulationRule third{contracts::SimulationTrigger::kSequenceNumber, int64_t{1},
                                        contracts::ErrorKind::kGpuOom};
  world.send(tester, contracts::ErrorSimulation{true, std::vector{third}});
  TestWorker& worker = world.open("live-1", 1);
  for (int64_t n = 0; n < 3; ++n) world.send_fragment(worker, n);
  world.advance(s(1));
  world.ack(worker, "f0", contracts::ReceiptStatus::kApplied);
  world.send_fragment(worker, 7);  // out of turn: an error
  world.send(worker, contracts::StreamPause{worker.stream_id, "the input is lost"});
  world.send(worker, contracts::StreamResume{worker.stream_id});
  world.send(worker, contracts::StreamEnd{worker.stream_id, "the stream is over"});
  world.send(tester, contracts::SimulateDisconnect{100});
  world.advance(s(1));
}

TEST(EveryEvent, IsSpokenAndKeepsItsSchema) {
  StsSettings settings;
  settings.processing_delay = ms(500);
  StsWorld world(settings);
  speak_every_event(world);
  for (const contracts::EventContract& event : contracts::all_events()) {
    if (event.direction == Direction::kLocal) continue;
    EXPECT_GT(world.service.messages().seen(event), 0u) << event.name << " " << to_text(event.direction);
  }
  EXPECT_EQ(world.service.messages().unknown(), 0u);
}

TEST(EveryEvent, ThatBreaksItsSchemaIsCountedAndRecordedByItsDirection) {
  StsWorld world({}, one_fault(SendError{{"TIMEOUT", "late", WireFlag::kAbsent, {}}}, s(1)));
  TestWorker& worker = world.open();
  world.send_json(worker, "stream:pause", "{}");
  world.advance(s(1));
  EXPECT_EQ(world.take_breaches(), (std::vector<std::string>{"worker_to_sts stream:pause", "sts_to_worker error"}));
  EXPECT_EQ(world.service.statistics().breaches_received, 1u);
  EXPECT_EQ(world.service.statistics().breaches_sent, 1u);
}

}  // namespace
}  // namespace sw::fakes::sts::testing
