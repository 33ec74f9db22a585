#include "sim/media/media_output.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/media/toy_format.h"
#include "sim/media/toy_payload.h"
#include "tests/unit/sim/media/pipeline_world.h"

namespace sw::sim {
namespace {

constexpr auto kSecond = TimeDelta::Seconds(1);

class SimMediaOutputTest : public ::testing::Test {
 protected:
  explicit SimMediaOutputTest(OutputLink link = {}) : world_({}, link) {}

  void open(uint64_t run = 1) {
    world_.output.open(ports::PipelineRunId(run), world_.output_url(), toy_video_format(320, 240, 1),
                       toy_audio_format(8'000, 1));
    world_.run_for(TimeDelta::Millis(100));
  }
  // As a worker does: 25 units of each track a second, in real time.
  void write_for(TimeDelta time, std::size_t bytes = 100) {
    for (const Timestamp end = world_.scheduler.now() + time; world_.scheduler.now() < end;) {
      write_pair(bytes);
      world_.run_for(TimeDelta::Millis(40));
    }
  }
  // One unit of each track; none waits for the other.
  void write_pair(std::size_t bytes) {
    const MediaTime at = MediaTime::FromMillis(40 * written_++);
    const auto payload = std::make_shared<const ToyPayload>(std::span<const uint8_t>(), bytes);
    for (const Track track : {Track::kVideo, Track::kAudio}) {
      world_.output.write({track, payload, at, at, TimeDelta::Millis(40), true});
    }
    world_.output.advance(Track::kVideo, at);
  }
  std::string words() const { return world_.events.words(); }
  std::size_t arrived() const { return world_.seen.units.size(); }

  PipelineWorld world_;
  int64_t written_ = 0;
};

TEST_F(SimMediaOutputTest, PeerSeesUnitsHalfARoundTripAfterTheyWereWritten) {
  open();
  write_for(kSecond);
  ASSERT_EQ(arrived(), 50u);
  for (std::size_t i = 0; i < 50; ++i) {
    const Timestamp written = world_.at(TimeDelta::Millis(100 + 40 * static_cast<int64_t>(i / 2)));
    EXPECT_EQ(world_.seen.units[i].first, written + TimeDelta::Millis(1));
  }
}

TEST_F(SimMediaOutputTest, ObserverIsToldHowItEnded) {
  open();
  write_for(kSecond);
  world_.output.end();
  world_.run_for(kSecond);
  open(2);
  world_.output.close();
  open(3);
  world_.server.kick_publisher(world_.kOut);
  world_.run_for(kSecond);
  EXPECT_EQ(world_.seen.opened, 3);
  EXPECT_EQ(world_.seen.ends, (std::vector{OutputEnd::kDrained, OutputEnd::kClosed, OutputEnd::kFailed}));
}

TEST_F(SimMediaOutputTest, ChangedFormatIsSeenAheadOfItsUnit) {
  open();
  write_for(kSecond);
  world_.output.set_video_format(toy_video_format(640, 480, 1));
  EXPECT_TRUE(world_.seen.formats.empty());
  write_for(TimeDelta::Millis(40));
  ASSERT_EQ(world_.seen.formats.size(), 1u);
  EXPECT_EQ(world_.seen.formats[0].width, 640);
}

TEST_F(SimMediaOutputTest, FormatThatNobodyCouldPlayFailsThePipeline) {
  open();
  write_for(kSecond);
  world_.output.set_video_format({});
  world_.run_for(kSecond);
  EXPECT_EQ(words(), "started pipeline failed ");
}

TEST_F(SimMediaOutputTest, SilentPublisherIsClosedAfterTenSeconds) {
  open();
  write_for(kSecond);
  const Timestamp last = world_.scheduler.now() - TimeDelta::Millis(40);
  world_.run_for(kSecond * 20);
  EXPECT_EQ(words(), "started connection failed ");
  EXPECT_EQ(world_.events.all.back().at, last + kSecond * 10 + TimeDelta::Millis(1));
}

TEST_F(SimMediaOutputTest, PublisherThatNeverSentIsClosedToo) {
  open();
  world_.run_for(kSecond * 20);
  EXPECT_EQ(words(), "connection failed ");
}

TEST_F(SimMediaOutputTest, KickedOverriddenOrDeadIsAFailureAtOnce) {
  for (const int fault : {0, 1, 2}) {
    PipelineWorld world;
    world.output.open(ports::PipelineRunId(1), world.output_url(), toy_video_format(320, 240, 1),
                      toy_audio_format(8'000, 1));
    world.run_for(kSecond);
    if (fault == 0) world.server.kick_publisher(world.kOut);
    if (fault == 1) world.server.publish(world.kOut, {});
    if (fault == 2) world.server.kill();
    world.run_for(kSecond);
    EXPECT_EQ(world.events.words(), "connection failed ");
    EXPECT_EQ(world.events.all[0].at, world.at(kSecond + TimeDelta::Millis(1)));
  }
}

TEST_F(SimMediaOutputTest, ForbiddenPublicationIsAFailureOfTheConnection) {
  world_.server.forbid_publishing(world_.kOut, true);
  open();
  EXPECT_EQ(words(), "connection failed ");
  EXPECT_EQ(world_.seen.opened, 0);
}

TEST_F(SimMediaOutputTest, WedgeGrowsWhatIsPendingAndSaysNothing) {
  open();
  write_for(kSecond);
  world_.output.wedge(true);
  write_for(kSecond * 5, 20'000);
  const auto early = world_.output.progress();
  write_for(kSecond * 20, 20'000);
  const auto late = world_.output.progress();
  EXPECT_EQ(early.bytes_sent, late.bytes_sent);
  EXPECT_GT(late.bytes_pending, early.bytes_pending + 10'000'000);
  EXPECT_EQ(words(), "started ");
}

TEST_F(SimMediaOutputTest, ShortWedgeLosesNothing) {
  open();
  write_for(kSecond);
  world_.output.wedge(true);
  write_for(kSecond * 5, 20'000);
  EXPECT_EQ(arrived(), 50u);
  world_.output.wedge(false);
  EXPECT_EQ(arrived(), 300u);
  EXPECT_EQ(world_.output.progress().bytes_pending, 0u);
  EXPECT_TRUE(std::ranges::is_sorted(world_.seen.units, {}, [](const auto& seen) { return seen.second.dts; }));
}

// The server has closed the silent publisher meanwhile, which shows once anything gets through again.
TEST_F(SimMediaOutputTest, LongWedgeIsALostConnectionWhenItEnds) {
  open();
  write_for(kSecond);
  world_.output.wedge(true);
  write_for(kSecond * 15);
  EXPECT_EQ(words(), "started ");
  world_.output.wedge(false);
  world_.run_for(kSecond);
  EXPECT_EQ(words(), "started connection failed ");
}

TEST_F(SimMediaOutputTest, HungServerIsAWedgeUntilItGoesOn) {
  open();
  write_for(kSecond);
  world_.server.hang();
  write_for(kSecond * 15);
  EXPECT_EQ(arrived(), 50u);
  world_.server.resume();
  write_for(kSecond);
  EXPECT_EQ(arrived(), 2 * static_cast<std::size_t>(written_));
  EXPECT_EQ(words(), "started ");
}

TEST_F(SimMediaOutputTest, HungServerAcceptsNoPublication) {
  world_.server.hang();
  open();
  write_for(kSecond * 30);
  EXPECT_EQ(words(), "");
  EXPECT_GT(world_.output.progress().bytes_pending, 0u);
  EXPECT_EQ(world_.output.progress().bytes_sent, 0u);
}

TEST_F(SimMediaOutputTest, ServerThatHangsForAWhileAcceptsLate) {
  world_.server.hang();
  open();
  write_for(kSecond * 5);
  world_.server.resume();
  write_for(kSecond);
  EXPECT_EQ(words(), "started ");
  EXPECT_EQ(arrived(), 2 * static_cast<std::size_t>(written_));
}

TEST_F(SimMediaOutputTest, ServerThatDiesInItsHangIsAFailure) {
  open();
  write_for(kSecond);
  world_.server.hang();
  write_for(kSecond);
  world_.server.kill();
  world_.run_for(kSecond);
  EXPECT_EQ(words(), "started connection failed ");
}

TEST_F(SimMediaOutputTest, FailsInEveryWayThatAScenarioAsksFor) {
  using ports::PipelineErrorType;
  uint64_t run = 1;
  for (const auto type : {PipelineErrorType::kPipeline, PipelineErrorType::kElement, PipelineErrorType::kStream,
                          PipelineErrorType::kNegotiation}) {
    open(run++);
    world_.output.fail(type, false, "a fault");
    world_.run_for(kSecond);
    EXPECT_EQ(world_.events.of<ports::OutputFailed>().back().second->type, type);
  }
  EXPECT_EQ(words(), "pipeline failed pipeline failed pipeline failed pipeline failed ");
}

TEST_F(SimMediaOutputTest, NothingIsSentOrToldAfterAFailure) {
  open();
  write_for(kSecond);
  world_.output.fail(ports::PipelineErrorType::kElement, true, "a fault");
  write_for(kSecond);
  world_.output.end();
  world_.run_for(kSecond);
  EXPECT_EQ(words(), "started connection failed ");
  EXPECT_EQ(arrived(), 50u);
}

class SlowOutputTest : public SimMediaOutputTest {
 protected:
  SlowOutputTest() : SimMediaOutputTest({.bytes_per_second = 10'000, .buffer_bytes = 5'000}) {}
};

TEST_F(SlowOutputTest, BytesArriveAtTheLinksRate) {
  open();
  for (int i = 0; i < 100; ++i) write_pair(983);  // 1000 on the wire
  world_.run_for(kSecond * 30);
  ASSERT_EQ(arrived(), 200u);
  for (std::size_t i = 1; i < 199; ++i) {
    EXPECT_NEAR((world_.seen.units[i + 1].first - world_.seen.units[i].first).seconds(), 0.1, 1e-6);
  }
}

TEST_F(SlowOutputTest, ProgressIsAheadOfTheLinkByItsBufferAtMost) {
  open();
  for (int i = 0; i < 100; ++i) write_pair(983);
  world_.run_for(kSecond * 5 - TimeDelta::Millis(50));
  const auto progress = world_.output.progress();
  EXPECT_NEAR(static_cast<double>(progress.bytes_sent), 55'000, 1'500);
  EXPECT_NEAR(static_cast<double>(progress.bytes_sent + progress.bytes_pending), 200'000, 1'500);
}

TEST_F(SlowOutputTest, DrainingTakesAsLongAsTheLink) {
  open();
  for (int i = 0; i < 50; ++i) write_pair(983);
  const Timestamp ended = world_.scheduler.now();
  world_.output.end();
  world_.run_for(kSecond * 30);
  EXPECT_EQ(words(), "started drained ");
  EXPECT_NEAR((world_.events.all.back().at - ended).seconds(), 10.0, 0.1);
}

TEST_F(SlowOutputTest, LinkThatGetsFasterCatchesUp) {
  open();
  for (int i = 0; i < 100; ++i) write_pair(983);
  world_.run_for(kSecond);
  EXPECT_GT(world_.output.progress().bytes_pending, 100'000u);
  world_.output.set_bandwidth(std::nullopt);
  EXPECT_EQ(world_.output.progress().bytes_pending, 0u);
}

}  // namespace
}  // namespace sw::sim
