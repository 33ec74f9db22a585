#include "sim/media/media_input.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/sim/media/pipeline_world.h"

namespace sw::sim {
namespace {

constexpr auto kSecond = TimeDelta::Seconds(1);

std::vector<uint64_t> numbers_of(const std::vector<AccessUnit>& units, Track track) {
  std::vector<uint64_t> numbers;
  for (const AccessUnit& unit : units) {
    if (unit.track == track) numbers.push_back(unit_number(track, unit.payload->bytes()).value());
  }
  return numbers;
}
bool are_successive(const std::vector<uint64_t>& numbers) {
  return std::ranges::adjacent_find(numbers, [](uint64_t a, uint64_t b) { return b != a + 1; }) == numbers.end();
}
// Units whose arrival lies in [from, to).
std::size_t count_between(const PipelineWorld& world, TimeDelta from, TimeDelta to) {
  return static_cast<std::size_t>(std::ranges::count_if(world.units(), [&](const AccessUnit& unit) {
    return unit.arrival >= world.at(from) && unit.arrival < world.at(to);
  }));
}

TEST(SimMediaInput, AnswersCostTheirRoundTrips) {
  PipelineWorld world({.round_trip = TimeDelta::Millis(10)});
  world.open_input();
  world.run_for(kSecond);
  ASSERT_EQ(world.events.words(), "not found ");
  EXPECT_EQ(world.events.all[0].at, world.at(TimeDelta::Millis(20)));
}

TEST(SimMediaInput, BatchesChangeNothingButTheNumberOfEvents) {
  std::vector<AccessUnit> units[2];
  uint64_t events_run[2];
  for (const int batched : {0, 1}) {
    PipelineWorld world({.jitter = TimeDelta::Millis(40), .batch = TimeDelta::Millis(100 * batched)});
    world.read({.video = {.b_frames = 2}, .length = kSecond * 20});
    world.run_for(kSecond * 25);
    units[batched] = world.units();
    events_run[batched] = world.scheduler.events_run();
  }
  ASSERT_EQ(units[0].size(), units[1].size());
  for (std::size_t i = 0; i < units[0].size(); ++i) {
    EXPECT_EQ(units[0][i].arrival, units[1][i].arrival);
    EXPECT_EQ(units[0][i].pts, units[1][i].pts);
    EXPECT_TRUE(std::ranges::equal(units[0][i].payload->bytes(), units[1][i].payload->bytes()));
  }
  EXPECT_LT(events_run[1] * 3, events_run[0]);
}

TEST(SimMediaInput, NoUnitWaitsLongerThanABatch) {
  PipelineWorld world({.batch = TimeDelta::Millis(100)});
  world.read({});
  world.run_for(kSecond * 10);
  for (const auto& [when, event] : world.events.of<ports::InputUnit>()) {
    EXPECT_GE(when, event->unit.arrival);
    EXPECT_LE(when - event->unit.arrival, TimeDelta::Millis(100));
  }
}

TEST(SimMediaInput, TimesBeginAnewWithEachConnection) {
  PipelineWorld world;
  world.read({.first_pts = MediaTime::FromSeconds(50'000)});
  world.run_for(kSecond * 10);
  const std::size_t first = world.units().size();
  EXPECT_EQ(world.units()[0].pts, MediaTime::FromSeconds(1));
  world.open_input(2);
  world.run_for(kSecond);
  EXPECT_EQ(world.units().at(first).pts, MediaTime::FromSeconds(1));
}

TEST(SimMediaInput, WhoJoinsLateMissesWhatWasSent) {
  PipelineWorld world;
  world.server.publish(world.kIn, {});
  world.run_for(kSecond * 3);
  world.open_input();
  world.run_for(kSecond);
  EXPECT_EQ(numbers_of(world.units(), Track::kVideo).at(0), 91u);
}

TEST(SimMediaInput, ChangedFormatComesAheadOfItsUnit) {
  PipelineWorld world;
  world.read({.video_changes = {{kSecond, 5}}, .audio_changes = {{kSecond * 2, 16'000, 2}}});
  world.run_for(kSecond * 5);
  const auto formats = world.events.of<ports::InputFormat>();
  ASSERT_EQ(formats.size(), 4u);
  const auto is = [&](const Said& said, const ports::InputFormat* event) {
    return std::get_if<ports::InputFormat>(&said.event) == event;
  };
  for (std::size_t i = 2; i < 4; ++i) {
    const auto found =
        std::ranges::find_if(world.events.all, [&](const Said& said) { return is(said, formats[i].second); });
    const auto& next = std::get<ports::InputUnit>((found + 1)->event).unit;
    EXPECT_EQ(next.track == Track::kVideo, std::holds_alternative<VideoFormat>(formats[i].second->format));
    EXPECT_TRUE(next.keyframe);
  }
}

TEST(SimMediaInput, SourceThatEndsByItselfIsAnEndAlone) {
  PipelineWorld world;
  world.read({.length = kSecond * 3});
  world.run_for(kSecond * 10);
  EXPECT_EQ(world.events.words(), "described ended ");
  EXPECT_TRUE(are_successive(numbers_of(world.units(), Track::kAudio)));
  world.open_input(2);
  world.run_for(kSecond);
  EXPECT_EQ(world.events.words(), "described ended not found ");
}

TEST(SimMediaInput, SourceThatEndedUnreadIsNotFound) {
  PipelineWorld world;
  world.server.publish(world.kIn, {.length = kSecond * 3});
  world.run_for(kSecond * 5);
  world.open_input();
  world.run_for(kSecond);
  EXPECT_EQ(world.events.words(), "not found ");
}

TEST(SimMediaInput, KilledServerIsAWarningThenAnEndBehindWhatWasSent) {
  PipelineWorld world({.round_trip = TimeDelta::Millis(200)});
  world.read({});
  world.run_for(kSecond * 2);
  world.server.kill();
  world.run_for(kSecond);
  EXPECT_EQ(world.events.words(), "described warned ended ");
  EXPECT_EQ(world.events.all.back().at, world.at(kSecond * 2 + TimeDelta::Millis(100)));
  // 100 ms on the way: all that was sent before the death is here.
  EXPECT_EQ(numbers_of(world.units(), Track::kVideo).back(), 60u);
  world.open_input(2);
  world.run_for(kSecond);
  EXPECT_EQ(world.events.words(), "described warned ended refused ");
}

TEST(SimMediaInput, PublisherThatLeavesIsALossAndThenNotFound) {
  PipelineWorld world;
  world.read({});
  world.run_for(kSecond * 2);
  world.server.leave(world.kIn);
  world.run_for(kSecond);
  world.open_input(2);
  world.run_for(kSecond);
  EXPECT_EQ(world.events.words(), "described warned ended not found ");
}

TEST(SimMediaInput, SourceComesBackAndCountsOn) {
  PipelineWorld world;
  world.read({});
  world.run_for(kSecond * 2);
  world.server.restart_source(world.kIn, kSecond * 3, MediaTime::FromSeconds(7'000));
  world.run_for(kSecond * 3 - TimeDelta::Millis(10));
  const std::size_t before = world.units().size();
  world.open_input(2);
  world.run_for(TimeDelta::Millis(20));
  EXPECT_EQ(world.events.words(), "described warned ended not found ");
  world.open_input(3);
  world.run_for(kSecond * 2);
  const auto units = world.units();
  ASSERT_GT(units.size(), before + 30);
  EXPECT_GE(numbers_of(units, Track::kVideo).back(), 60u + 58);
}

TEST(SimMediaInput, KickedReaderMayReadAgainAtOnce) {
  PipelineWorld world;
  world.read({});
  world.run_for(kSecond * 2);
  world.server.kick_readers(world.kIn);
  world.run_for(TimeDelta::Millis(10));
  world.open_input(2);
  world.run_for(kSecond * 2);
  EXPECT_EQ(world.events.words(), "described warned ended described ");
  EXPECT_GT(count_between(world, kSecond * 3, kSecond * 4), 30u);
}

TEST(SimMediaInput, AnotherPublisherTakesTheReadersAway) {
  PipelineWorld world;
  world.read({});
  world.run_for(kSecond);
  EXPECT_TRUE(world.server.publish(world.kIn, {}));
  world.run_for(kSecond);
  EXPECT_EQ(world.events.words(), "described warned ended ");
}

TEST(SimMediaInput, HiddenOrForbiddenPathsAreTold) {
  PipelineWorld world;
  world.server.publish(world.kIn, {});
  world.server.hide(world.kIn, true);
  world.open_input();
  world.run_for(kSecond);
  world.server.hide(world.kIn, false);
  world.server.forbid_reading(world.kIn, true);
  world.open_input(2);
  world.run_for(kSecond);
  EXPECT_EQ(world.events.words(), "not found refused ");
}

TEST(SimMediaInput, HungServerEndsAfterTwentySeconds) {
  PipelineWorld world;
  world.read({});
  world.run_for(kSecond * 2);
  world.server.hang();
  world.run_for(kSecond * 19);
  EXPECT_EQ(world.events.words(), "described ");
  world.run_for(kSecond * 2);
  EXPECT_EQ(world.events.words(), "described ended ");
  EXPECT_EQ(world.events.all.back().at, world.at(kSecond * 22));
  EXPECT_EQ(count_between(world, kSecond * 2 + TimeDelta::Millis(5), kSecond * 22), 0u);
}

TEST(SimMediaInput, ServerThatHangsForAWhileLosesWhatWasSentMeanwhile) {
  PipelineWorld world;
  world.read({});
  world.run_for(kSecond * 2);
  world.server.hang();
  world.run_for(kSecond * 4);
  world.server.resume();
  world.run_for(kSecond * 2);
  EXPECT_EQ(world.events.words(), "described ");
  const auto video = numbers_of(world.units(), Track::kVideo);
  EXPECT_FALSE(are_successive(video));
  EXPECT_NEAR(static_cast<double>(video.size()), 120, 3);
}

TEST(SimMediaInput, HungServerIsGivenUpWhileConnecting) {
  PipelineWorld world;
  world.server.hang();
  world.open_input();
  world.run_for(kSecond * 30);
  EXPECT_EQ(world.events.words(), "refused ");
  EXPECT_EQ(world.events.all[0].at, world.at(kServerPatience + TimeDelta::Millis(2)));
}

TEST(SimMediaInput, ServerThatHangsForAWhileAnswersLate) {
  PipelineWorld world;
  world.server.publish(world.kIn, {});
  world.server.hang();
  world.open_input();
  world.run_for(kSecond * 5);
  EXPECT_EQ(world.events.words(), "");
  world.server.resume();
  world.run_for(kSecond * 2);
  EXPECT_EQ(world.events.words(), "described ");
  EXPECT_GT(world.units().size(), 50u);
}

TEST(SimMediaInput, HangWithinAStallLeavesNothingBehind) {
  PipelineWorld world;
  world.read({});
  world.run_for(kSecond * 2);
  world.input.stall(kSecond * 3);
  world.run_for(kSecond * 2);
  world.server.hang();
  world.run_for(kSecond * 4);
  world.server.resume();
  world.run_for(kSecond * 20);
  EXPECT_EQ(world.events.words(), "described ");
  EXPECT_EQ(count_between(world, kSecond * 2 + TimeDelta::Millis(5), kSecond * 5), 0u);
  EXPECT_GT(count_between(world, kSecond * 20, kSecond * 21), 30u);
}

TEST(SimMediaInput, StallDelaysEverythingAndLosesNothing) {
  PipelineWorld world;
  world.read({.length = kSecond * 20});
  world.run_for(kSecond * 2);
  world.input.stall(kSecond * 3);
  world.run_for(kSecond * 30);
  EXPECT_EQ(count_between(world, kSecond * 2 + TimeDelta::Nanos(1), kSecond * 5), 0u);
  EXPECT_GT(count_between(world, kSecond * 5, kSecond * 5 + TimeDelta::Nanos(1)), 100u);
  for (const Track track : {Track::kVideo, Track::kAudio}) {
    EXPECT_TRUE(are_successive(numbers_of(world.units(), track)));
  }
  EXPECT_EQ(world.events.words(), "described ended ");
}

TEST(SimMediaInput, ArrivalsNeverGoBack) {
  PipelineWorld world({.jitter = TimeDelta::Millis(80)});
  world.read({.video = {.b_frames = 3}});
  for (int i = 0; i < 5; ++i) {
    world.run_for(kSecond * 2);
    world.input.stall(TimeDelta::Millis(300 * i));
  }
  world.run_for(kSecond * 2);
  const auto units = world.units();
  EXPECT_TRUE(std::ranges::is_sorted(units, {}, &AccessUnit::arrival));
}

TEST(SimMediaInput, LongStallLosesWhatTheServerCannotQueue) {
  PipelineWorld world({}, {}, {.mediamtx = {.write_queue_size = 50}});
  world.read({});
  world.run_for(kSecond * 2);
  world.input.stall(kSecond * 5);
  world.run_for(kSecond * 10);
  EXPECT_FALSE(are_successive(numbers_of(world.units(), Track::kVideo)));
  EXPECT_GT(world.server.mediamtx().discarded(), 100u);
  EXPECT_LE(count_between(world, kSecond * 7, kSecond * 7 + TimeDelta::Nanos(1)), 60u);
  EXPECT_EQ(world.events.words(), "described ");
}

TEST(SimMediaInput, StallBeyondTheWriteTimeoutIsALoss) {
  PipelineWorld world;
  world.read({});
  world.run_for(kSecond * 2);
  world.input.stall(kSecond * 15);
  world.run_for(kSecond * 14);
  EXPECT_EQ(world.events.words(), "described ") << "nothing comes through, not even the end";
  world.run_for(kSecond * 2);
  EXPECT_EQ(world.events.words(), "described warned ended ");
}

TEST(SimMediaInput, SilentSourceIsClosedByTheServer) {
  PipelineWorld world;
  world.read({.gaps = {{kSecond * 2, TimeDelta::Minutes(5)}}});
  world.run_for(kSecond * 11);
  EXPECT_EQ(world.events.words(), "described ");
  world.run_for(kSecond * 2);
  EXPECT_EQ(world.events.words(), "described warned ended ");
}

TEST(SimMediaInput, ShortGapIsSilenceAlone) {
  PipelineWorld world;
  world.read({.gaps = {{kSecond * 2, kSecond * 9}}});
  world.run_for(kSecond * 60);
  EXPECT_EQ(world.events.words(), "described ");
}

TEST(SimMediaInput, FailsInEveryWayThatAScenarioAsksFor) {
  using ports::PipelineErrorType;
  for (const auto type : {PipelineErrorType::kPipeline, PipelineErrorType::kElement, PipelineErrorType::kStream,
                          PipelineErrorType::kNegotiation}) {
    PipelineWorld world;
    world.read({});
    world.run_for(kSecond);
    world.input.fail(type, ports::InputFailure::kBroken, "a fault");
    world.run_for(kSecond);
    EXPECT_EQ(world.events.words(), "described broken ");
    EXPECT_EQ(world.events.of<ports::InputFailed>()[0].second->type, type);
    EXPECT_EQ(world.events.all.back().at, world.at(kSecond));
  }
}

TEST(SimMediaInput, WarningChangesNothing) {
  PipelineWorld world;
  world.input.warn("nobody hears it");
  world.read({});
  world.run_for(kSecond);
  world.input.warn("a packet was lost");
  world.run_for(kSecond);
  EXPECT_EQ(world.events.words(), "described warned ");
  EXPECT_GT(count_between(world, kSecond, kSecond * 2), 30u);
}

TEST(SimMediaInput, OrderOfEqualInstantsDoesNotMatter) {
  std::string words[2];
  std::vector<uint64_t> numbers[2];
  for (const uint64_t seed : {1u, 2u}) {
    PipelineWorld world({.jitter = TimeDelta::Millis(5)}, {}, {}, seed);
    world.read({.length = kSecond * 20});
    world.run_for(kSecond * 3);
    world.input.stall(kSecond * 2);
    world.run_for(kSecond * 30);
    words[seed - 1] = world.events.words();
    numbers[seed - 1] = numbers_of(world.units(), Track::kVideo);
  }
  EXPECT_EQ(words[0], words[1]);
  EXPECT_EQ(numbers[0], numbers[1]);
}

}  // namespace
}  // namespace sw::sim
