#include "sim/media/media_server.h"

#include <gtest/gtest.h>

#include "sim/media/toy_format.h"
#include "tests/unit/sim/media/pipeline_world.h"

namespace sw::sim {
namespace {

constexpr auto kSecond = TimeDelta::Seconds(1);

Url url(const char* text) { return Url::parse(text).value(); }

TEST(MediaServer, PathIsThatOfTheUrlWithoutItsQuery) {
  EXPECT_EQ(server_path(url("rtsp://mediamtx:8554/live/test/in?token=1")), "live/test/in");
  EXPECT_EQ(server_path(url("rtmp://mediamtx/live/test/out")), "live/test/out");
  EXPECT_EQ(server_path(url("rtsp://mediamtx")), "");
}

TEST(MediaServer, AnswersAtItsOwnAddressOnly) {
  Scheduler scheduler;
  MediaServer server(scheduler, {.babbling_port = 1234});
  using Reach = MediaServer::Reach;
  EXPECT_EQ(server.reach(url("rtsp://mediamtx:8554/in")), Reach::kAnswers);
  EXPECT_EQ(server.reach(url("rtmp://mediamtx:1935/in")), Reach::kAnswers);
  EXPECT_EQ(server.reach(url("rtsp://mediamtx:8555/in")), Reach::kRefuses);
  EXPECT_EQ(server.reach(url("rtsp://elsewhere:8554/in")), Reach::kRefuses);
  EXPECT_EQ(server.reach(url("rtsp://mediamtx:1234/in")), Reach::kBabbles);
  server.hang();
  EXPECT_EQ(server.reach(url("rtsp://mediamtx:8554/in")), Reach::kHangs);
  server.kill();
  EXPECT_EQ(server.reach(url("rtsp://mediamtx:8554/in")), Reach::kRefuses);
  server.start();
  EXPECT_EQ(server.reach(url("rtsp://mediamtx:8554/in")), Reach::kAnswers);
}

TEST(MediaServer, DeadServerTakesNoSource) {
  Scheduler scheduler;
  MediaServer server(scheduler);
  server.kill();
  EXPECT_FALSE(server.publish("in", {}));
  server.start();
  EXPECT_TRUE(server.publish("in", {}));
}

TEST(MediaServer, SecondSourceIsRefusedWhereOverridingIsOff) {
  Scheduler scheduler;
  MediaServer server(scheduler, {.mediamtx = {.override_publisher = false}});
  EXPECT_TRUE(server.publish("in", {}));
  EXPECT_FALSE(server.publish("in", {}));
}

TEST(MediaServer, SourceThatComesBackTriesUntilTheServerIsThere) {
  PipelineWorld world;
  world.server.publish(world.kIn, {});
  world.server.restart_source(world.kIn, kSecond, MediaTime::FromSeconds(1));
  world.server.kill();
  world.run_for(kSecond * 4 + TimeDelta::Millis(500));
  world.server.start();
  EXPECT_FALSE(world.server.describe(world.input_url()));
  world.run_for(kSecond);
  EXPECT_TRUE(world.server.describe(world.input_url()));
}

TEST(MediaServer, UnreadSourceThatFallsSilentIsClosedTenSecondsLater) {
  PipelineWorld world;
  world.server.publish(world.kIn, {.gaps = {{kSecond * 30, TimeDelta::Minutes(5)}}});
  world.run_for(kSecond * 39);
  EXPECT_TRUE(world.server.mediamtx().publisher_of(world.kIn));
  world.run_for(kSecond * 2);
  EXPECT_FALSE(world.server.mediamtx().publisher_of(world.kIn));
}

// Everything that is read is written again for an hour: nothing grows.
TEST(MediaServer, AnHourLeavesNothingBehind) {
  PipelineWorld world;
  const auto play = [&](TimeDelta time) {
    for (const Timestamp end = world.scheduler.now() + time; world.scheduler.now() < end;) {
      world.run_for(kSecond);
      for (const AccessUnit& unit : world.units()) {
        world.output.write({unit.track, unit.payload, *unit.pts, *unit.pts, TimeDelta::Zero(), unit.keyframe});
      }
      world.events.all.clear();
      world.seen.units.clear();
    }
  };
  world.read({});
  world.output.open(ports::PipelineRunId(1), world.output_url(), toy_video_format(320, 240, 0),
                    toy_audio_format(8'000, 1));
  play(kSecond * 60);
  const std::size_t pending = world.scheduler.pending();
  play(kSecond * 3600);
  EXPECT_EQ(world.scheduler.pending(), pending);
  EXPECT_EQ(world.output.progress().bytes_pending, 0u);
  EXPECT_EQ(world.server.mediamtx().discarded(), 0u);
}

}  // namespace
}  // namespace sw::sim
